package dev.builderos.runner.engine;

import dev.builderos.contracts.effect.Effect;

/** How effects tell that they reach the network. */
public final class NetworkUse {
    /** One request of a command, while the command runs. */
    public static final String REQUEST = "net.request";

    /** The argument of a command that may reach hosts, by a proxy that asks about each request. */
    public static final String ARGUMENT = "network";

    public static final String EGRESS = "egress";

    private NetworkUse() {}

    /** Whether an effect is a command that may reach hosts. */
    public static boolean isGranted(Effect effect) {
        return effect.arguments().containsKey(ARGUMENT);
    }

    static boolean isRequest(Effect effect) {
        return effect.tool().equals(REQUEST);
    }

    /** The call of the command that makes the request of this call: all before the last slash. */
    static String command(String callId) {
        return callId.substring(0, Math.max(0, callId.lastIndexOf('/')));
    }
}
