package dev.builderos.sandbox;

/** A server on a host without user namespaces: the main class of a JVM that {@link ServersTest} starts in a sandbox. */
final class ConfinedServer {

    private ConfinedServer() {}

    public static void main(String[] arguments) {
        try {
            BubblewrapSandbox.open();
            System.out.println("opened");
        } catch (SandboxUnavailable refused) {
            refused.missing().forEach(check -> System.out.println("missing " + check.name()));
            System.out.println(refused.getMessage());
        }
    }
}
