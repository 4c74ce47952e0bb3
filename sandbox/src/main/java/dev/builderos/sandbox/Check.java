package dev.builderos.sandbox;

/**
 * One thing a sandbox needs from the host.
 *
 * @param name stable, for machines
 * @param ok whether the host has it
 * @param detail what was found
 * @param fix what a person can do about it; empty when {@code ok}
 * @param need whether commands are refused without it
 */
public record Check(String name, boolean ok, String detail, String fix, Need need) {

    public enum Need {
        /** Nothing runs without it. */
        REQUIRED,
        /** Commands that may reach the network are refused without it. */
        FOR_NETWORK,
        /** Limits are weaker without it. */
        ADVISED
    }
}
