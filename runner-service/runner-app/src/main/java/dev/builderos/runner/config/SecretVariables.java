package dev.builderos.runner.config;

import dev.builderos.redaction.Redactor;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Environment variables that hold secrets, as their names say: {@code OPENAI_API_KEY}, {@code GITHUB_TOKEN}, {@code DB_PASSWORD}. */
final class SecretVariables {
    private static final Pattern NAME = Pattern.compile(
            "(?i)(.*_)?((API|ACCESS|SECRET|PRIVATE)?KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)");

    /** What is no secret whatever its variable is called, as everybody writes it: {@code postgres}, {@code development}. */
    private static final Pattern PLAIN_WORD = Pattern.compile("[a-z]{1,15}");

    private SecretVariables() {}

    /**
     * Those that are long enough to be told from other text and are no plain word, by name. A secret that is declared counts
     * whatever it is.
     */
    static Map<String, String> of(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> NAME.matcher(variable.getKey()).matches())
                .filter(variable -> variable.getValue().length() >= Redactor.SHORTEST_SECRET)
                .filter(variable -> !PLAIN_WORD.matcher(variable.getValue()).matches())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
