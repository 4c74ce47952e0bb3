package dev.builderos.connectors.git;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.FailureClass;
import dev.builderos.connectors.InvalidArguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A remote by its exact address. Transfers name the address and exact commits; the settings that a repository keeps for the
 * remote are not used.
 *
 * @param name as configured, e.g. {@code origin}
 * @param url where it is; never with a password in it
 */
record Remote(String name, String url) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern PASSWORD = Pattern.compile("[a-z+]+://[^/@]*:[^/@]*@.*");
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:https://|ssh://|file:///|/)[^\\s\\p{Cntrl}]+|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^\\s\\p{Cntrl}]+");

    /** What a push moves: this ref, from what it must be now (empty: absent), to this commit. */
    record Move(String ref, String expected, String commit) {}

    /**
     * The remote of a repository.
     *
     * @throws InvalidArguments when there is none of that name, or its address is not usable
     */
    static Remote of(Git git, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidArguments("not the name of a remote: " + name);
        }
        Git.Answer answer = git.ask(10_000, "config", "--get-all", "remote." + name + ".url");
        List<String> urls = answer.text().lines().toList();
        if (!answer.succeeded() || urls.isEmpty()) {
            throw new InvalidArguments(
                    "the repository has no remote `" + name + "`; add it with: git remote add " + name + " <url>");
        }
        String url = resolved(git, urls.getFirst());
        if (PASSWORD.matcher(url).matches()) {
            throw new InvalidArguments("the address of remote `" + name
                    + "` holds a password, which would be shown and recorded; use an address without one");
        }
        if (!ADDRESS.matcher(url).matches()) {
            throw new InvalidArguments("the address of remote `" + name
                    + "` must be a path that begins with /, ./ or ../, or begin with file:///, https:// or ssh://");
        }
        if (git.ask(10_000, "config", "--get-regexp", "^url\\..*\\.(pushinsteadof|insteadof)$")
                .succeeded()) {
            throw new InvalidArguments(
                    "the repository rewrites addresses (url.*.insteadOf in .git/config); remove that, so that what is shown is what is used");
        }
        // Git takes an address (but no path) for the name of a remote when there is one, and goes where that one leads.
        if (!url.startsWith("/")
                && git.text("config", "--list", "--name-only", "-z", "--includes")
                        .contains("remote." + url + ".")) {
            throw new InvalidArguments("the repository has a remote that is named like the address of `" + name
                    + "` and would be used instead of it; remove it with: git config --remove-section remote." + url);
        }
        return new Remote(name, url);
    }

    /** A path that git reads from the repository's own directory is shown and used as an absolute one. */
    private static String resolved(Git git, String url) {
        Path repository = git.commonDirectory().getParent();
        return repository == null || !(url.startsWith("./") || url.startsWith("../"))
                ? url
                : repository.resolve(url).normalize().toString();
    }

    /** The commits of refs that match a pattern, by ref. */
    Map<String, String> refs(Git git, String pattern) {
        Git.Answer answer =
                git.askRemote("ls-remote", "--refs", "--upload-pack=" + peer("upload-pack"), "--", url, pattern);
        if (!answer.succeeded()) {
            throw unreachable(answer);
        }
        Map<String, String> refs = new TreeMap<>();
        for (String line : answer.text().lines().toList()) {
            String[] columns = line.split("\t", 2);
            refs.put(columns[1], columns[0]);
        }
        return refs;
    }

    /** The commit of one ref. */
    Optional<String> ref(Git git, String ref) {
        return Optional.ofNullable(refs(git, ref).get(ref));
    }

    /**
     * Moves refs, all or none, each only from what it is expected to be.
     *
     * @return whether they were moved; when not, one of them was not as expected
     */
    boolean push(Git git, List<Move> moves) {
        var command = new ArrayList<String>(List.of(
                "push",
                "--quiet",
                "--atomic",
                "--no-verify",
                "--no-follow-tags",
                "--no-signed",
                "--recurse-submodules=no",
                "--receive-pack=" + peer("receive-pack")));
        for (Move move : moves) {
            command.add("--force-with-lease=" + move.ref() + ":" + move.expected());
        }
        command.add("--");
        command.add(url);
        for (Move move : moves) {
            command.add(move.commit() + ":" + move.ref());
        }
        Git.Answer answer = git.askRemote(command.toArray(String[]::new));
        if (answer.succeeded()) {
            return true;
        }
        String said = answer.errors();
        if (said.contains("stale info") || said.contains("[rejected]") || said.contains("cannot lock ref")) {
            return false;
        }
        throw unreachable(answer);
    }

    /** Brings refs of the remote here, under the same names. */
    void fetch(Git git, String pattern) {
        Git.Answer answer = git.askRemote(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--recurse-submodules=no",
                "--upload-pack=" + peer("upload-pack"),
                "--",
                url,
                "+" + pattern + ":" + pattern);
        if (!answer.succeeded()) {
            throw unreachable(answer);
        }
    }

    private String peer(String command) {
        return isLocal() ? SafeSettings.peer(command, url.replaceFirst("^file://", "")) : "git-" + command;
    }

    private boolean isLocal() {
        return url.startsWith("/") || url.startsWith("file:///");
    }

    private ConnectorFailure unreachable(Git.Answer answer) {
        return new ConnectorFailure(
                isLocal() ? FailureClass.INFRASTRUCTURE : FailureClass.TRANSIENT,
                "remote `" + name + "` (" + url + "): "
                        + (answer.errors().isEmpty() ? "status " + answer.status() : answer.errors()));
    }
}
