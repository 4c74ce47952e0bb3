package dev.builderos.runner.tools;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The files of one workspace, opened from directory to directory without ever following a link: whatever an agent put there,
 * nothing outside is read or written. Paths are relative, with {@code /}. Blocking.
 */
public final class WorkspaceFiles {
    /** The biggest file that is read or written whole. */
    public static final int MAX_FILE = 8 * 1024 * 1024;

    private final Path root;

    public WorkspaceFiles(Path root) {
        this.root = root;
    }

    /** A path that cannot be meant: it leaves the workspace, goes through a link, or names no regular file. */
    public static final class UnsafePath extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnsafePath(String message) {
            super(message);
        }
    }

    /** The path in its one form, relative and without detours. */
    public static String canonical(String path) {
        if (path.isBlank()
                || path.startsWith("/")
                || path.contains("\\")
                || path.chars().anyMatch(c -> c < 0x20)) {
            throw new UnsafePath("not a path inside the workspace: " + path);
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            switch (part) {
                case "", "." -> {}
                case ".." -> throw new UnsafePath("not a path inside the workspace: " + path);
                default -> parts.addLast(part);
            }
        }
        return parts.isEmpty() ? "." : String.join("/", parts);
    }

    /** The content of a regular file, or nothing when there is none. */
    public Optional<byte[]> read(String path) {
        return within(path, Optional.empty(), (directory, name) -> {
            if (kind(directory, name) == Kind.ABSENT) {
                return Optional.empty();
            }
            requireRegular(directory, name);
            try (SeekableByteChannel file = directory.newByteChannel(name, options(StandardOpenOption.READ))) {
                if (file.size() > MAX_FILE) {
                    throw new UnsafePath(path + " has " + file.size() + " bytes; at most " + MAX_FILE + " are read");
                }
                ByteBuffer content = ByteBuffer.allocate((int) file.size());
                while (content.hasRemaining() && file.read(content) >= 0) {}
                return Optional.of(content.array());
            }
        });
    }

    /** Reads a regular file of any size through a stream; nothing when there is none. */
    public <T> Optional<T> stream(String path, Function<InputStream, T> reader) {
        return within(path, Optional.empty(), (directory, name) -> {
            if (kind(directory, name) == Kind.ABSENT) {
                return Optional.empty();
            }
            requireRegular(directory, name);
            try (InputStream content =
                    Channels.newInputStream(directory.newByteChannel(name, options(StandardOpenOption.READ)))) {
                return Optional.of(reader.apply(content));
            }
        });
    }

    /** Writes a file whole; makes the directories above it, and keeps the permissions of a file that is replaced. */
    public void write(String path, byte[] content) {
        write(path, new ByteArrayInputStream(content));
    }

    /** The same for content of any size. */
    public void write(String path, InputStream content) {
        makeDirectories(path);
        within(path, Boolean.FALSE, (directory, name) -> {
            Path part = Path.of("." + name + "." + Long.toHexString(System.nanoTime()) + ".part");
            try (OutputStream file = Channels.newOutputStream(
                    directory.newByteChannel(part, options(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)))) {
                content.transferTo(file);
            } catch (IOException broken) {
                directory.deleteFile(part);
                throw broken;
            }
            switch (kind(directory, name)) {
                case ABSENT -> {}
                case REGULAR ->
                    permissions(directory, part)
                            .setPermissions(permissions(directory, name)
                                    .readAttributes()
                                    .permissions());
                case DIRECTORY, OTHER -> {
                    directory.deleteFile(part);
                    throw new UnsafePath(path + " is not a regular file");
                }
            }
            directory.move(part, directory, name);
            return Boolean.TRUE;
        });
    }

    /** Removes a file; whether there was one. */
    public boolean delete(String path) {
        return within(path, false, (directory, name) -> {
            if (kind(directory, name) == Kind.ABSENT) {
                return false;
            }
            requireRegular(directory, name);
            directory.deleteFile(name);
            return true;
        });
    }

    /** Regular files and directories below a path, directories with a trailing {@code /}, at most this deep and many. */
    public List<String> list(String path, int depth, int limit) {
        List<String> found = new ArrayList<>();
        String start = canonical(path);
        try (SecureDirectoryStream<Path> top = open(root)) {
            if (start.equals(".")) {
                collect(top, "", depth, limit, found);
            } else {
                descend(top, new ArrayDeque<>(List.of(start.split("/", -1))), directory -> {
                    collect(directory, start + "/", depth, limit, found);
                    return found;
                });
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path, e);
        }
        Collections.sort(found);
        return found;
    }

    private static void collect(
            SecureDirectoryStream<Path> directory, String prefix, int depth, int limit, List<String> found)
            throws IOException {
        List<Path> names = new ArrayList<>();
        directory.forEach(names::add);
        for (Path full : names) {
            Path name = full.getFileName();
            if (found.size() >= limit || name.toString().equals(".git")) {
                continue;
            }
            switch (kind(directory, name)) {
                case REGULAR -> found.add(prefix + name);
                case DIRECTORY -> {
                    found.add(prefix + name + "/");
                    if (depth > 1) {
                        try (SecureDirectoryStream<Path> inner =
                                directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                            collect(inner, prefix + name + "/", depth - 1, limit, found);
                        }
                    }
                }
                case OTHER, ABSENT -> {}
            }
        }
    }

    private interface InDirectory<T> {
        T apply(SecureDirectoryStream<Path> directory, Path name) throws IOException;
    }

    private interface At<T> {
        T apply(SecureDirectoryStream<Path> directory) throws IOException;
    }

    private <T> T within(String path, T absent, InDirectory<T> work) {
        Deque<String> parts = new ArrayDeque<>(List.of(canonical(path).split("/", -1)));
        String name = parts.removeLast();
        if (name.equals(".")) {
            throw new UnsafePath(path + " is a directory");
        }
        try (SecureDirectoryStream<Path> top = open(root)) {
            return descend(top, parts, directory -> work.apply(directory, Path.of(name)));
        } catch (NoSuchFileException none) {
            return absent;
        } catch (FileSystemException link) {
            throw new UnsafePath("cannot reach " + path + ": a part of it is a link or not a directory");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reach " + path, e);
        }
    }

    private static <T> T descend(SecureDirectoryStream<Path> at, Deque<String> parts, At<T> work) throws IOException {
        if (parts.isEmpty()) {
            return work.apply(at);
        }
        Path next = Path.of(parts.removeFirst());
        try (SecureDirectoryStream<Path> inner = at.newDirectoryStream(next, LinkOption.NOFOLLOW_LINKS)) {
            return descend(inner, parts, work);
        }
    }

    /**
     * Java cannot make a directory relative to an open one. Each level is checked before the next is made, and no command of an
     * agent runs meanwhile; the file itself is then reached without following links.
     */
    private void makeDirectories(String path) {
        Path parent = root.resolve(canonical(path)).getParent();
        Path at = root;
        for (Path part : parent == null ? root : root.relativize(parent)) {
            if (part.toString().isEmpty()) {
                continue;
            }
            at = at.resolve(part);
            try {
                if (Files.isSymbolicLink(at)) {
                    throw new UnsafePath("cannot reach " + path + ": a part of it is a link or not a directory");
                }
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectory(at);
                }
            } catch (FileSystemException taken) {
                throw new UnsafePath("cannot make " + at.getFileName() + " for " + path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make directories for " + path, e);
            }
        }
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this platform cannot open directories safely");
    }

    private enum Kind {
        REGULAR,
        DIRECTORY,
        OTHER,
        ABSENT
    }

    private static Kind kind(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        try {
            BasicFileAttributes attributes = directory
                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            return attributes.isRegularFile() ? Kind.REGULAR : attributes.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
        } catch (NoSuchFileException none) {
            return Kind.ABSENT;
        }
    }

    private static PosixFileAttributeView permissions(SecureDirectoryStream<Path> directory, Path name) {
        return directory.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void requireRegular(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        if (kind(directory, name) != Kind.REGULAR) {
            throw new UnsafePath(name + " is not a regular file");
        }
    }

    private static Set<OpenOption> options(StandardOpenOption... options) {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return all;
    }
}
