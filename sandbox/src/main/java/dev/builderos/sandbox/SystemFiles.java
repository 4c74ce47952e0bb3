package dev.builderos.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code /etc} that commands see: a directory with copies of what common tools cannot do without, made once for many
 * commands. One mount instead of one for each file; a mount costs every start half a millisecond and more.
 *
 * @param directory the copies
 * @param live directories of the host's {@code /etc} that are shown as they are, because they change while we run
 */
record SystemFiles(Path directory, List<Path> live) {

    private static final Path ETC = Path.of("/etc");

    /** Names rather than all of it: as root we may read what a command must not. */
    private static final List<String> COPIED = List.of(
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "alternatives",
            "localtime",
            "ssl/openssl.cnf",
            "crypto-policies",
            "fonts",
            "maven",
            "mime.types",
            "java",
            "java-17-openjdk",
            "java-21-openjdk",
            "java-25-openjdk");

    /** The certificates, without {@code /etc/ssl/private}. */
    private static final List<String> LIVE = List.of("ssl/certs", "pki/tls/certs", "pki/ca-trust/extracted");

    private static final class OfThisProcess {
        static final SystemFiles FILES = make();
    }

    /** Those of commands that end with this process. */
    static SystemFiles ofThisProcess() throws IOException {
        try {
            return OfThisProcess.FILES;
        } catch (ExceptionInInitializerError failed) {
            throw new IOException("the sandbox has no place for its system files", failed.getCause());
        }
    }

    private static SystemFiles make() {
        try {
            var scratch = new Scratch(Files.createTempDirectory(
                    "builderos-etc-" + ProcessHandle.current().pid() + "-"));
            Runtime.getRuntime().addShutdownHook(new Thread(scratch::close));
            return in(scratch.folder("etc"));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Makes them in an empty directory, which has to stay as long as a command uses them. */
    static SystemFiles in(Path directory) throws IOException {
        Files.writeString(
                directory.resolve("passwd"),
                "root:x:0:0:root:/:/usr/sbin/nologin\nbuilder:x:1000:1000::" + BubblewrapArguments.HOME + ":/bin/sh\n");
        Files.writeString(directory.resolve("group"), "root:x:0:\nbuilder:x:1000:\n");
        Files.writeString(directory.resolve("nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files\n");
        Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost sandbox\n::1 localhost\n");
        for (String name : COPIED) {
            copyTree(ETC.resolve(name), directory.resolve(name));
        }
        var live = new ArrayList<Path>();
        for (String name : LIVE) {
            if (Files.isDirectory(ETC.resolve(name))) {
                Files.createDirectories(directory.resolve(name));
                live.add(ETC.resolve(name));
            }
        }
        return new SystemFiles(directory, List.copyOf(live));
    }

    private static void copyTree(Path from, Path to) throws IOException {
        if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.createDirectories(to.resolveSibling("."));
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    /** Only what everybody may read; links stay links, and lead inside the sandbox to what is there. */
    private static void copy(Path from, Path to) throws IOException {
        if (Files.isSymbolicLink(from)) {
            Files.createSymbolicLink(to, Files.readSymbolicLink(from));
        } else if (Files.isDirectory(from)) {
            Files.createDirectories(to);
        } else if (Files.isRegularFile(from)
                && Files.getPosixFilePermissions(from).contains(PosixFilePermission.OTHERS_READ)) {
            Files.copy(from, to);
        }
    }
}
