package dev.builderos.connectors.git;

import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.SecretFound;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that git would store anew: those that are not in its index as they are. Files that were there before, with whatever
 * they hold, are not looked at.
 */
record LeftFiles(KnownSecrets secrets, Git git, Path directory) {
    /** Stands for bytes of a name that are no text. */
    private static final char UNREADABLE = '\ufffd';

    private static final int LISTING = 64 * 1024 * 1024;

    /** Refuses files that hold a secret, in their content, their name, or where they link to. */
    void check(List<String> pathspecs) {
        var command = new ArrayList<>(
                List.of("ls-files", "-z", "--modified", "--others", "--exclude-standard", "--full-name", "--"));
        command.addAll(pathspecs);
        Git.Answer answer = git.ask(LISTING, command.toArray(String[]::new));
        if (!answer.succeeded()) {
            throw Git.refused("ls-files", answer);
        }
        if (answer.truncated()) {
            throw new GitFailure(
                    GitFailure.Reason.REFUSED,
                    "more files are new than can be searched for secrets; ignore some of them");
        }
        for (String path : answer.text().split("\0", -1)) {
            if (!path.isEmpty()) {
                check(path);
            }
        }
    }

    private void check(String path) {
        Path file = directory.resolve(path);
        try (InputStream content = secrets.guarded(content(file));
                InputStream name = secrets.guarded(text(path))) {
            name.transferTo(OutputStream.nullOutputStream());
            content.transferTo(OutputStream.nullOutputStream());
        } catch (SecretFound found) {
            throw new GitFailure(
                    GitFailure.Reason.SECRET,
                    "`" + secrets.redact(path) + "` holds the value of the secret " + found.secret()
                            + ", so nothing of what the step left is stored");
        } catch (IOException unreadable) {
            throw new GitFailure(
                    GitFailure.Reason.REFUSED, "`" + secrets.redact(path) + "` cannot be searched for secrets");
        }
    }

    /** What git would store of it; nothing of what is gone. */
    private static InputStream content(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return text(Files.readSymbolicLink(file).toString());
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && file.toString().indexOf(UNREADABLE) >= 0) {
            throw new IOException("a name that is not UTF-8");
        }
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)
                : InputStream.nullInputStream();
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
