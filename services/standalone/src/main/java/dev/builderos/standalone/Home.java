package dev.builderos.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The home directory, taken for this process alone until it ends. All in it is readable by its owner only. The lock is the
 * operating system's, so that a killed server leaves none behind.
 */
final class Home implements AutoCloseable {
    /** PostgreSQL stops when the disk is full; better not to start on one that nearly is. */
    static final long LEAST_FREE_BYTES = 200L * 1024 * 1024;

    private static final int SECRET_BYTES = 32;

    private final Path directory;
    private final FileChannel lockFile;

    private Home(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /** {@code $BUILDEROS_HOME}, or {@code ~/.builderos}. */
    static Path locate(Map<String, String> environment) {
        String stated = environment.get("BUILDEROS_HOME");
        Path home = stated == null || stated.isBlank()
                ? Path.of(System.getProperty("user.home"), ".builderos")
                : Path.of(stated);
        return home.toAbsolutePath().normalize();
    }

    /** Takes the home, or says why it cannot be had. */
    static Home take(Path directory) {
        FileChannel channel = null;
        try {
            makePrivate(directory);
            channel = FileChannel.open(
                    directory.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StartFailure(
                        StartFailure.Reason.ALREADY_RUNNING,
                        "A BuilderOS server already runs in " + directory
                                + ". Use it, stop it with `builderos down`, or set BUILDEROS_HOME to another directory.");
            }
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                channel.close();
                throw new StartFailure(
                        StartFailure.Reason.DISK_FULL,
                        "Only " + free / (1024 * 1024) + " MB are free for " + directory + ", and BuilderOS needs "
                                + LEAST_FREE_BYTES / (1024 * 1024) + " MB. Free some space and start again.");
            }
            return new Home(directory, channel);
        } catch (IOException | UnsupportedOperationException e) {
            throw new StartFailure(
                    StartFailure.Reason.HOME_UNUSABLE,
                    "The home directory " + directory + " cannot be used ("
                            + e.getClass().getSimpleName()
                            + "). Make it a directory that you own and may write to, or set BUILDEROS_HOME.",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException takenByThisProcess) {
            return null;
        }
    }

    Path directory() {
        return directory;
    }

    Path tokenFile() {
        return directory.resolve("token");
    }

    Path serverFile() {
        return directory.resolve("server.json");
    }

    /** A directory in the home, made when it is missing. */
    Path subdirectory(String name) throws IOException {
        Path made = directory.resolve(name);
        makePrivate(made);
        return made;
    }

    /** The secret in this file; made on first use. */
    String secret(String file) throws IOException {
        Path path = directory.resolve(file);
        if (!Files.exists(path)) {
            write(path, newSecret());
        }
        return Files.readString(path).strip();
    }

    static String newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Writes a file that is there in full or not at all, readable by its owner only. */
    void write(Path file, String text) throws IOException {
        Path draft = Files.createTempFile(
                directory,
                "draft",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void makePrivate(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    /** Gives the home back. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
