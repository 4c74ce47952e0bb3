package dev.builderos.standalone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once per version from the archive that Zonky publishes. */
final class PostgresBinaries {
    private static final int OWNER_EXECUTE = 0100;

    private PostgresBinaries() {}

    /** The directory that has {@code bin/postgres}; unpacked below {@code parent} when it is not there yet. */
    static Path unpack(Path parent) throws IOException {
        String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path unpacked = parent.resolve("programs-" + version());
        if (Files.isDirectory(unpacked)) {
            return unpacked;
        }
        Path draft = Files.createTempDirectory(parent, "unpacking");
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
            if (packed == null) {
                throw new StartFailure(
                        StartFailure.Reason.DATABASE_BROKEN,
                        "This build has no PostgreSQL for this machine (" + archive + "). Build BuilderOS on it.");
            }
            unpack(packed, draft);
        }
        Files.move(draft, unpacked, StandardCopyOption.ATOMIC_MOVE);
        removeOthers(parent, unpacked);
        return unpacked;
    }

    static String archive(String system, String processor) {
        String os = system.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String arch = processor.equals("aarch64") ? "arm_64" : "x86_64";
        return "postgres-" + os + "-" + arch + ".txz";
    }

    private static String version() throws IOException {
        try (InputStream stated = PostgresBinaries.class.getResourceAsStream("/postgres-version.txt")) {
            if (stated == null) {
                throw new IOException("postgres-version.txt is missing from the build");
            }
            return new String(stated.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static void unpack(InputStream packed, Path into) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("the archive reaches outside its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.resolveSibling("."));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    boolean executable = (entry.getMode() & OWNER_EXECUTE) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
                }
            }
        }
    }

    /** Other versions and drafts that a killed server left are of no use. */
    private static void removeOthers(Path parent, Path keep) throws IOException {
        List<Path> others;
        try (Stream<Path> children = Files.list(parent)) {
            others = children.filter(child -> !child.equals(keep))
                    .filter(child -> child.getFileName().toString().matches("(unpacking|programs-).*"))
                    .toList();
        }
        for (Path other : others) {
            FileTree.delete(other);
        }
    }
}
