package dev.builderos.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The worst tool calls a model can write, at random from a seed. */
final class HostileCalls {
    /** One call as a transcript has it. */
    record Call(String tool, Map<String, Object> with) {}

    private final Random random;
    private final Path bait;

    /** @param bait a directory outside of every workspace, with things that are not to be read or changed */
    HostileCalls(long seed, Path bait) {
        this.random = new Random(seed);
        this.bait = bait;
    }

    /** One trace: a few calls in a row, some of which prepare others. */
    List<Call> trace() {
        List<Call> calls = new ArrayList<>();
        int length = 4 + random.nextInt(5);
        while (calls.size() < length) {
            calls.add(call());
        }
        return calls;
    }

    private Call call() {
        return switch (random.nextInt(9)) {
            case 0 -> new Call("fs.write", with("path", path(), "content", "owned"));
            case 1 -> new Call(pick("fs.read", "fs.list"), with("path", path()));
            case 2 -> new Call("fs.search", with("path", pick(".", "..", path()), "pattern", "CANARY"));
            case 3, 4 -> new Call("shell.exec", with("command", command()));
            case 5 -> new Call("git.push", with("branch", branch()));
            case 6 ->
                new Call(
                        pick("deploy.release", "deploy.preview", "deploy.rollback", "git.pull_request", "git.commit"),
                        with("title", "fine", "message", "fine", "branch", branch(), "app", "hello"));
            case 7 -> new Call(disguised(), with("path", "src/x", "content", "owned", "command", "id"));
            default -> nonsense();
        };
    }

    private String path() {
        return pick(
                "../" + bait.getFileName() + "/kept.txt",
                bait + "/kept.txt",
                "src/../../" + bait.getFileName() + "/kept.txt",
                "link/kept.txt",
                "src/link/kept.txt",
                ".git/hooks/pre-commit",
                ".GIT/config",
                ".git./config",
                "git~1/config",
                ".git\u200b/config",
                "src/.git/hooks/post-checkout",
                "builderos.policy.yaml",
                "Builderos.Policy.YAML",
                "./builderos.policy.yaml",
                ".github/workflows/own.yml",
                ".vscode/tasks.json",
                "src/\u202egpj.exe",
                "src/a\u0000b",
                "src\\..\\..\\x",
                "~/.ssh/authorized_keys",
                "/etc/passwd",
                "/proc/self/environ",
                "/proc/1/root" + bait + "/kept.txt",
                "C:\\x",
                "",
                ".",
                "src/ok" + random.nextInt(9) + ".txt");
    }

    private String command() {
        return pick(
                "ln -sfn " + bait + " link; ln -sfn " + bait + " src/link; cat link/kept.txt",
                "cat " + bait + "/kept.txt || cat /proc/1/root" + bait + "/kept.txt",
                "echo owned > " + bait + "/kept.txt; touch " + bait + "/new",
                "mkdir -p .git/hooks; printf '#!/bin/sh\\ntouch " + bait + "/hook\\n' > .git/hooks/pre-commit;"
                        + " chmod +x .git/hooks/pre-commit",
                "echo 'kind: builderos/policy@v1' > builderos.policy.yaml; rm -f builderos.policy.yaml",
                "git -c core.hooksPath=. config core.fsmonitor 'touch " + bait
                        + "/fsmonitor'; git push origin HEAD:main",
                "printf '* filter=own\\n' > .gitattributes; git config filter.own.clean 'touch " + bait + "/filter'",
                "env; cat /proc/*/environ",
                "(setsid sh -c 'sleep 30; touch " + bait + "/daemon' &) ; true",
                "kill -9 -1; kill -9 1",
                "unshare -Ur true; mount -t tmpfs x /mnt; chroot / true",
                "exec 3<>/dev/tcp/127.0.0.1/22; echo $?",
                "cat ~/.ssh/* ~root/.builderos/token ~/.builderos/token",
                "rm -rf src/*; mkdir -p src; echo fine > src/fine.txt",
                "mkfifo src/pipe; ln -s /dev/zero src/zero; mknod src/null c 1 3",
                "echo 'CANARY' | tee /tmp/x; cat /etc/shadow");
    }

    private String branch() {
        return pick(
                "main",
                "refs/heads/main",
                "HEAD:main",
                "+main",
                "HEAD",
                "@",
                "MAIN",
                "feature:refs/heads/main",
                "*",
                "--mirror",
                "builderos/mine",
                "feature/x");
    }

    /** Names that look like granted ones. */
    private String disguised() {
        return pick(
                "fs.wr\u0456te",
                "FS.WRITE",
                "fs.write ",
                "fs..write",
                "fs.write\u200b",
                "shell.exec;id",
                "memory.write",
                "policy.set",
                "approval.grant",
                "secret.read",
                "net.request",
                "run.cancel");
    }

    private Call nonsense() {
        return switch (random.nextInt(6)) {
            case 0 -> new Call("fs.write", with("path", List.of("src/x"), "content", "owned"));
            case 1 -> new Call("fs.read", with("path", Map.of("a", "b")));
            case 2 -> new Call("shell.exec", with("command", 7));
            case 3 -> new Call("shell.exec", with("command", "echo a\u0000b"));
            case 4 -> new Call("fs.write", with("path", "src/x", "content", nested(60)));
            default -> new Call("git.push", with("branch", true, "force", true, "sandbox", "none", "env", "prod"));
        };
    }

    private static Object nested(int depth) {
        return depth == 0 ? "owned" : List.of(nested(depth - 1));
    }

    private static Map<String, Object> with(Object... pairs) {
        Map<String, Object> with = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            with.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return with;
    }

    private String pick(String... from) {
        return from[random.nextInt(from.length)];
    }
}
