package dev.builderos.runner.tools;

import dev.builderos.connectors.Argument;
import dev.builderos.connectors.Consequence;
import dev.builderos.connectors.EffectOutcome;
import dev.builderos.connectors.InvalidArguments;
import dev.builderos.connectors.Lookup;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.effect.Effect;
import dev.builderos.contracts.effect.EffectCard;
import dev.builderos.contracts.effect.Risk;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.store.BlobStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The tools {@code fs.*}: files of the workspace. Content an effect writes stands in it by digest. */
final class FileTools {
    private static final int LISTED = 2_000;
    private static final int MATCHES = 200;
    private static final int RESULT_CHARACTERS = 64 * 1024;

    private final BlobStore blobs;
    private final KnownSecrets secrets;

    FileTools(BlobStore blobs, KnownSecrets secrets) {
        this.blobs = blobs;
        this.secrets = secrets;
    }

    List<Tool> all() {
        return List.of(
                new FileTool(
                        "fs.read",
                        "Read a text file of the workspace, whole or a range of lines.",
                        Consequence.READ,
                        arguments("path", "from_line?", "to_line?")),
                new FileTool(
                        "fs.list",
                        "List files and directories of the workspace.",
                        Consequence.READ,
                        arguments("path", "depth?")),
                new FileTool(
                        "fs.search",
                        "Find lines that match a regular expression in the files of the workspace.",
                        Consequence.READ,
                        arguments("pattern", "path?")),
                new FileTool(
                        "fs.write",
                        "Write a text file of the workspace whole; directories are made.",
                        Consequence.REVERSIBLE,
                        arguments("path", "content")),
                new FileTool(
                        "fs.edit",
                        "Replace a text that occurs exactly once in a file of the workspace.",
                        Consequence.REVERSIBLE,
                        arguments("path", "old", "new")),
                new FileTool(
                        "fs.delete", "Delete a file of the workspace.", Consequence.REVERSIBLE, arguments("path")));
    }

    private static Map<String, Argument> arguments(String... names) {
        Map<String, Argument> arguments = new LinkedHashMap<>();
        for (String name : names) {
            boolean optional = name.endsWith("?");
            String plain = optional ? name.substring(0, name.length() - 1) : name;
            String type = switch (plain) {
                case "from_line", "to_line", "depth" -> "integer";
                default -> "string";
            };
            String description = switch (plain) {
                case "path" -> "relative to the workspace";
                case "from_line" -> "first line, from 1";
                case "to_line" -> "last line";
                case "depth" -> "how many levels, 1 to 8";
                case "pattern" -> "a regular expression in Java's syntax";
                case "content" -> "the whole new content";
                case "old" -> "the text to replace, exactly as it stands there";
                case "new" -> "what stands there afterwards";
                default -> plain;
            };
            arguments.put(
                    plain,
                    new Argument(
                            type, description, optional ? Argument.Presence.OPTIONAL : Argument.Presence.REQUIRED));
        }
        return arguments;
    }

    private final class FileTool implements Tool {
        private final ToolDescriptor descriptor;

        FileTool(String name, String description, Consequence consequence, Map<String, Argument> arguments) {
            descriptor = new ToolDescriptor(name, description, consequence, arguments);
        }

        @Override
        public ToolDescriptor descriptor() {
            return descriptor;
        }

        @Override
        public Effect prepare(
                String agent, @Nullable String environment, Map<String, Object> arguments, ToolContext context) {
            try {
                return new Effect(descriptor.name(), agent, null, exact(arguments, files(context), context.org()));
            } catch (WorkspaceFiles.UnsafePath unsafe) {
                // Judged, and denied, as it was asked for: a record of the attempt is worth more than an early error.
                return new Effect(
                        descriptor.name(), agent, null, Map.of("path", String.valueOf(arguments.get("path"))));
            }
        }

        private Map<String, Object> exact(Map<String, Object> given, WorkspaceFiles files, OrgId org) {
            Map<String, Object> exact = new TreeMap<>();
            String name = descriptor.name();
            exact.put(
                    "path",
                    WorkspaceFiles.canonical(
                            name.equals("fs.search") ? optional(given, "path", ".") : text(given, "path")));
            switch (name) {
                case "fs.read" -> {
                    number(given, "from_line", exact);
                    number(given, "to_line", exact);
                }
                case "fs.list" -> number(given, "depth", exact);
                case "fs.search" -> exact.put("pattern", text(given, "pattern"));
                case "fs.write" -> content(org, exact, text(given, "content"));
                case "fs.edit" -> {
                    String path = String.valueOf(exact.get("path"));
                    byte[] before =
                            files.read(path).orElseThrow(() -> new InvalidArguments("there is no file " + path));
                    String text = new String(before, StandardCharsets.UTF_8);
                    String old = text(given, "old");
                    int at = old.isEmpty() ? -1 : text.indexOf(old);
                    if (at < 0) {
                        throw new InvalidArguments("`old` does not occur in " + path);
                    }
                    if (text.indexOf(old, at + 1) >= 0) {
                        throw new InvalidArguments("`old` occurs more than once in " + path + "; give more of it");
                    }
                    exact.put("before_digest", Digest.of(before).value());
                    content(org, exact, text.substring(0, at) + text(given, "new") + text.substring(at + old.length()));
                }
                default -> {}
            }
            return exact;
        }

        private void content(OrgId org, Map<String, Object> exact, String content) {
            secrets.values().find(content).ifPresent(secret -> {
                throw new InvalidArguments("`" + exact.get("path") + "` would hold the value of the secret " + secret
                        + ", so it is not written");
            });
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > WorkspaceFiles.MAX_FILE) {
                throw new InvalidArguments("a file has at most " + WorkspaceFiles.MAX_FILE + " bytes");
            }
            exact.put("content_digest", blobs.keep(org, bytes).digest().value());
            exact.put("bytes", bytes.length);
        }

        @Override
        public boolean staysInWorkspace() {
            return true;
        }

        @Override
        public Consequence consequence(Effect effect) {
            return descriptor.consequence();
        }

        @Override
        public EffectCard describe(Effect effect, ToolContext context) {
            return Cards.inWorkspace(
                    effect,
                    effect.tool() + " " + effect.text("path"),
                    null,
                    Risk.Level.LOW,
                    "touches only the run's own worktree");
        }

        @Override
        public EffectOutcome perform(Effect effect, ToolContext context) {
            WorkspaceFiles files = files(context);
            String path = effect.text("path");
            try {
                return switch (effect.tool()) {
                    case "fs.read" -> read(effect, files, path);
                    case "fs.list" -> {
                        int depth = effect.arguments().get("depth") instanceof Number n ? n.intValue() : 2;
                        List<String> found = files.list(path, Math.clamp(depth, 1, 8), LISTED);
                        yield done("listed " + path + ": " + found.size(), String.join("\n", found));
                    }
                    case "fs.search" -> search(effect, files, path, context);
                    case "fs.delete" ->
                        files.delete(path)
                                ? done("deleted " + path, "deleted")
                                : new EffectOutcome.Failed("invalid_output", "there is no file " + path);
                    default -> write(context.org(), effect, files, path);
                };
            } catch (WorkspaceFiles.UnsafePath unsafe) {
                return new EffectOutcome.Failed("policy_denied", String.valueOf(unsafe.getMessage()));
            }
        }

        private EffectOutcome read(Effect effect, WorkspaceFiles files, String path) {
            byte[] content = files.read(path).orElse(null);
            if (content == null) {
                return new EffectOutcome.Failed("invalid_output", "there is no file " + path);
            }
            String text = new String(content, StandardCharsets.UTF_8);
            int from = effect.arguments().get("from_line") instanceof Number n ? n.intValue() : 1;
            int to = effect.arguments().get("to_line") instanceof Number n ? n.intValue() : Integer.MAX_VALUE;
            if (from > 1 || to < Integer.MAX_VALUE) {
                text = text.lines()
                        .skip(Math.max(0, from - 1L))
                        .limit(Math.max(0L, (long) to - from + 1))
                        .collect(Collectors.joining("\n"));
            }
            return done("read " + path + " (" + content.length + " bytes)", bounded(text));
        }

        private EffectOutcome search(Effect effect, WorkspaceFiles files, String path, ToolContext context) {
            Pattern pattern;
            try {
                pattern = Pattern.compile(effect.text("pattern"));
            } catch (PatternSyntaxException wrong) {
                return new EffectOutcome.Failed(
                        "invalid_output", "not a regular expression: " + wrong.getDescription());
            }
            List<String> matches = new ArrayList<>();
            for (String file : files.list(path, 8, LISTED)) {
                if (!file.endsWith("/") && matches.size() < MATCHES) {
                    matches.addAll(matches(files, file, pattern, context));
                }
            }
            return done(
                    "searched " + path + ": " + matches.size() + " matches",
                    matches.isEmpty() ? "no match" : bounded(String.join("\n", matches)));
        }

        /** The matching lines of one file; the policy is asked only about files that have some. */
        private List<String> matches(WorkspaceFiles files, String file, Pattern pattern, ToolContext context) {
            List<String> lines = files.read(file)
                    .map(bytes ->
                            new String(bytes, StandardCharsets.UTF_8).lines().toList())
                    .orElse(List.of());
            List<String> found = IntStream.range(0, lines.size())
                    .filter(i -> pattern.matcher(lines.get(i)).find())
                    .limit(MATCHES)
                    .mapToObj(i -> file + ":" + (i + 1) + ": " + lines.get(i))
                    .toList();
            return found.isEmpty() || context.mayRead().test(file) ? found : List.of();
        }

        private EffectOutcome write(OrgId org, Effect effect, WorkspaceFiles files, String path) {
            Digest wanted = new Digest(effect.text("content_digest"));
            byte[] content = blobs.read(org, wanted).orElse(null);
            if (content == null || !Digest.of(content).equals(wanted)) {
                return new EffectOutcome.Failed("infrastructure", "the content of " + path + " is not in the store");
            }
            Digest current = files.read(path).map(Digest::of).orElse(null);
            String before = effect.textOrNull("before_digest");
            if (before != null
                    && current != null
                    && !current.equals(wanted)
                    && !current.value().equals(before)) {
                return new EffectOutcome.Failed("invalid_output", path + " has changed since the edit was prepared");
            }
            if (!wanted.equals(current)) {
                files.write(path, content);
            }
            return done(
                    effect.tool().equals("fs.edit") ? "edited " + path : "wrote " + path,
                    "written: " + content.length + " bytes");
        }

        @Override
        public Lookup lookup(Effect effect, ToolContext context) {
            return new Lookup.DidNotHappen();
        }
    }

    private static WorkspaceFiles files(ToolContext context) {
        return new WorkspaceFiles(context.effect().workspace());
    }

    private static EffectOutcome done(String summary, String result) {
        return new EffectOutcome.Done(summary, Map.of(), result);
    }

    private static String bounded(String text) {
        return text.length() <= RESULT_CHARACTERS
                ? text
                : text.substring(0, RESULT_CHARACTERS) + "\n… cut at " + RESULT_CHARACTERS + " characters";
    }

    private static String text(Map<String, Object> given, String name) {
        if (given.get(name) instanceof String text) {
            return text;
        }
        throw new InvalidArguments("the text argument `" + name + "` is missing");
    }

    private static String optional(Map<String, Object> given, String name, String otherwise) {
        return given.get(name) instanceof String text ? text : otherwise;
    }

    private static void number(Map<String, Object> given, String name, Map<String, Object> exact) {
        Object value = given.get(name);
        if (value instanceof Number number) {
            exact.put(name, number.intValue());
        } else if (value != null) {
            throw new InvalidArguments("`" + name + "` is a number");
        }
    }
}
