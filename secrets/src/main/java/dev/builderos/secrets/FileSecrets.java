package dev.builderos.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Secrets in files below one directory, as Kubernetes mounts them. The files may be links, as those mounts are, but to nowhere
 * outside: what a project writes as a key must not open other files of the server.
 */
record FileSecrets(Path directory) implements SecretProvider {
    private static final long LARGEST = 64 * 1024;

    @Override
    public String read(SecretReference reference) throws SecretUnavailable {
        try {
            Path root = directory.toRealPath();
            Path file = directory.resolve(reference.key()).toRealPath();
            if (!file.startsWith(root) || !Files.isRegularFile(file)) {
                throw new SecretUnavailable(
                        reference, "`" + reference.key() + "` is no file in the directory of secrets");
            }
            if (Files.size(file) > LARGEST) {
                throw new SecretUnavailable(reference, "the file is larger than " + LARGEST + " bytes");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (NoSuchFileException missing) {
            throw new SecretUnavailable(reference, "there is no file `" + reference.key() + "` in " + directory);
        } catch (InvalidPathException | IOException unreadable) {
            throw new SecretUnavailable(
                    reference, "it cannot be read: " + unreadable.getClass().getSimpleName());
        }
    }
}
