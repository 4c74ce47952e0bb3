package dev.builderos.sandbox;

import java.util.Optional;

/**
 * A processor family whose system calls we know.
 *
 * <p>The numbers are part of the kernel's stable interface: {@code linux/audit.h} for the family, {@code asm/unistd.h} for
 * where its table of calls ends and where it has a hole.
 */
enum Processor {
    X86_64(0xC000003E, 335, 423),
    AARCH64(0xC00000B7, 295, 423);

    /**
     * The newest call that was looked at ({@code removexattrat}, Linux 6.13). What is newer answers as on an older kernel, and
     * so do calls of the x32 ABI, whose numbers start far above.
     */
    static final int NEWEST_CALL = 466;

    private final int identity;
    private final int firstUnused;
    private final int lastUnused;

    Processor(int identity, int firstUnused, int lastUnused) {
        this.identity = identity;
        this.firstUnused = firstUnused;
        this.lastUnused = lastUnused;
    }

    /** Of this process; empty when we do not know it. */
    static Optional<Processor> ofThisHost() {
        return named(System.getProperty("os.arch", ""));
    }

    /** @param name as Java calls it */
    static Optional<Processor> named(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }

    /** What the kernel shows a filter in {@code seccomp_data.arch}. */
    int identity() {
        return identity;
    }

    /** The first number of the hole between the family's own calls and those that all families share. */
    int firstUnused() {
        return firstUnused;
    }

    int lastUnused() {
        return lastUnused;
    }
}
