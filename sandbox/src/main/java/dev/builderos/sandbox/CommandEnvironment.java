package dev.builderos.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

/** The variables a command gets: a fixed few, then its own. Nothing is inherited from the server. */
final class CommandEnvironment {

    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private CommandEnvironment() {}

    static Map<String, String> of(SandboxCommand command, String path, String home, String temporary) {
        var variables = new LinkedHashMap<String, String>();
        variables.put("PATH", path);
        variables.put("LANG", "C.UTF-8");
        variables.put("TERM", "dumb");
        variables.put("HOME", home);
        variables.put("TMPDIR", temporary);
        variables.putAll(command.environment());
        return variables;
    }
}
