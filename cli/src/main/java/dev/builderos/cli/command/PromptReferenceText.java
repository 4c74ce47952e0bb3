package dev.builderos.cli.command;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.gateway.api.GatewayClient;
import dev.builderos.gateway.api.PromptView;
import java.util.List;

/** Finds a prompt version by {@code NAME[@VERSION]}; the newest without a version. */
final class PromptReferenceText {
    private PromptReferenceText() {}

    static PromptView find(GatewayClient client, String reference) {
        int sign = reference.lastIndexOf('@');
        String name = sign < 0 ? reference : reference.substring(0, sign);
        List<PromptView> versions = client.prompts(name).prompts();
        return versions.stream()
                .filter(prompt -> sign < 0 || prompt.version().equals(reference.substring(sign + 1)))
                .findFirst()
                .orElseThrow(() -> new CliFailure(
                        ExitCode.NOT_FOUND,
                        "there is no prompt `" + reference + "`",
                        versions.isEmpty()
                                ? List.of("see:  builderos prompt list")
                                : versions.stream()
                                        .map(prompt -> "there is  " + prompt.name() + "@" + prompt.version())
                                        .toList()));
    }
}
