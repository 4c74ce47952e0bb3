package dev.builderos.cli.command;

import java.util.stream.Stream;
import picocli.CommandLine;

/** Completion scripts, made from the commands as they are. */
final class Completion {
    /** Named as they are written on the command line. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    private Completion() {}

    static String script(Shell shell, CommandLine root) {
        return switch (shell) {
            // picocli's script switches zsh to bash completion by itself
            case bash, zsh -> picocli.AutoComplete.bash(root.getCommandName(), root);
            case fish -> fish(root);
        };
    }

    private static String fish(CommandLine root) {
        StringBuilder script = new StringBuilder();
        String name = root.getCommandName();
        script.append("complete -c ").append(name).append(" -f\n");
        root.getSubcommands().forEach((command, line) -> {
            script.append("complete -c ")
                    .append(name)
                    .append(" -n __fish_use_subcommand -a ")
                    .append(command)
                    .append(" -d ")
                    .append(quote(description(line)))
                    .append('\n');
            String seen = "'__fish_seen_subcommand_from " + command + "'";
            line.getSubcommands()
                    .forEach((nested, nestedLine) -> script.append("complete -c ")
                            .append(name)
                            .append(" -n ")
                            .append(seen)
                            .append(" -a ")
                            .append(nested)
                            .append(" -d ")
                            .append(quote(description(nestedLine)))
                            .append('\n'));
            for (CommandLine each : Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
                    .toList()) {
                options(script, name, seen, each);
            }
        });
        return script.toString();
    }

    private static void options(StringBuilder script, String name, String seen, CommandLine line) {
        line.getCommandSpec().options().forEach(option -> {
            script.append("complete -c ").append(name).append(" -n ").append(seen);
            for (String written : option.names()) {
                script.append(written.startsWith("--") ? " -l " + written.substring(2) : " -s " + written.substring(1));
            }
            if (option.arity().max() > 0) {
                script.append(" -r");
                Iterable<String> candidates = option.completionCandidates();
                if (candidates != null) {
                    script.append(" -a ").append(quote(String.join(" ", candidates)));
                }
            }
            String[] description = option.description();
            script.append(description.length == 0 ? "" : " -d " + quote(description[0]))
                    .append('\n');
        });
    }

    private static String description(CommandLine line) {
        String[] description = line.getCommandSpec().usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
