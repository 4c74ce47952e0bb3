package dev.builderos.it;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes that leave the server as it is one installation together, since a start takes seconds. It is taken away
 * after the last of them.
 */
final class SharedInstallation implements ParameterResolver {
    /** The server's environment holds it; nothing may show it. */
    static final String SECRET = "canary-of-the-server";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Installation.class;
    }

    @Override
    public Installation resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.GLOBAL)
                .computeIfAbsent(Installation.class, key -> installed(), Installation.class);
    }

    private static Installation installed() {
        Installation fresh = Installation.fresh();
        fresh.setEnvironment("IT_CANARY_TOKEN", SECRET);
        return fresh;
    }
}
