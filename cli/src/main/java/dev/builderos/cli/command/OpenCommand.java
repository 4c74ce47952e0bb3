package dev.builderos.cli.command;

import dev.builderos.cli.ExitCode;
import dev.builderos.cli.Session;
import dev.builderos.cli.terminal.Line;
import dev.builderos.cli.terminal.Line.Style;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.SessionLink;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

final class OpenCommand extends BaseCommand {
    private static final int BROWSER_PATIENCE_SECONDS = 5;

    private final Given<String> run = arguments.option("--run", "RUN", RunReference.HELP);
    private final Supplier<Boolean> print =
            arguments.flag("--print", "Only write the link, for a browser that you open yourself.");

    OpenCommand(Session session) {
        super(
                session,
                "open",
                "Open the console in your browser.",
                "",
                "The link lets one browser in, once, within two minutes. The session lasts until the server stops, or",
                "until nobody looked for twelve hours.",
                "",
                "  builderos open",
                "  builderos open --run latest",
                "  builderos open --print        over ssh, with the server's port forwarded");
    }

    /** What {@code --json} writes. */
    private record Opened(String url, Instant expiresAt) {}

    @Override
    public Integer call() {
        try (GatewayClient client = session.clientOfStartedServer()) {
            String wanted = run.get();
            String place = wanted == null ? "/" : "/runs/" + RunReference.resolve(client, projectHere(), wanted);
            SessionLink link = client.makeSessionLink();
            String url =
                    base() + place + org() + link.path().substring(link.path().indexOf('#'));
            if (json()) {
                printJson(new Opened(url, link.expiresAt()));
            } else if (print.get()) {
                print(url);
            } else if (browse(url)) {
                print(Line.of(Style.GREEN, "✓ opened").add("  " + base() + place));
            } else {
                print("no browser can be opened from here; this link works once, within two minutes:");
                print(url);
            }
            return ExitCode.OK;
        }
    }

    /** The page acts in the org that the command does. */
    private String org() {
        String org = session.environment().getOrDefault("BUILDEROS_ORG", "");
        return org.isBlank() ? "" : "?org=" + URLEncoder.encode(org, StandardCharsets.UTF_8);
    }

    private String base() {
        String url = session.environment().getOrDefault("BUILDEROS_URL", "");
        return url.isBlank() ? session.home().endpoint().base().toString() : url.replaceAll("/+$", "");
    }

    /** Whether the desktop's own way to open a link took it. */
    private boolean browse(String url) {
        Optional<String> opener = opener(session.environment(), System.getProperty("os.name", ""));
        if (opener.isEmpty()) {
            return false;
        }
        try {
            Process process = new ProcessBuilder(opener.get(), url)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return !process.waitFor(BROWSER_PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The program that opens links; none where there is no desktop to show them on. */
    static Optional<String> opener(Map<String, String> environment, String system) {
        if (system.startsWith("Mac")) {
            return Optional.of("open");
        }
        boolean desktop = !environment.getOrDefault("DISPLAY", "").isBlank()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isBlank();
        return desktop ? Optional.of("xdg-open") : Optional.empty();
    }
}
