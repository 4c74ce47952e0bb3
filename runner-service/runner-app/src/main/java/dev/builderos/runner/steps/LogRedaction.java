package dev.builderos.runner.steps;

import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.RunId;
import dev.builderos.contracts.StepId;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.Redaction;
import dev.builderos.redaction.Redactor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes secrets out of what steps write, each stream for itself and across the ends of lines: the lines of a secret that has several
 * become one.
 */
public final class LogRedaction implements LogFilter {
    private final KnownSecrets secrets;

    public LogRedaction(KnownSecrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public Pass open(OrgId org, RunId run, StepId step) {
        return new Pass() {
            private final Map<String, Lines> streams = new HashMap<>();

            @Override
            public List<Text> pass(Text text) {
                return streams.computeIfAbsent(text.stream(), stream -> new Lines(stream, secrets))
                        .pass(text);
            }

            @Override
            public List<Text> rest() {
                return streams.values().stream()
                        .flatMap(lines -> lines.rest().stream())
                        .toList();
            }
        };
    }

    /** One stream, cut into lines again behind the redaction. */
    private static final class Lines {
        private final String stream;
        private final KnownSecrets secrets;
        private Redactor redactor;
        private Redaction redaction;
        /** Of the line that has not come to its end. */
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(String stream, KnownSecrets secrets) {
            this.stream = stream;
            this.secrets = secrets;
            this.redactor = secrets.redactor();
            this.redaction = redactor.open();
        }

        List<Text> pass(Text text) {
            byte[] bytes =
                    (text.extent() == Extent.LINE ? text.text() + "\n" : text.text()).getBytes(StandardCharsets.UTF_8);
            List<Text> passed = new ArrayList<>();
            if (secrets.redactor() != redactor) {
                // What was held back came before the new secret was known, so it is no part of it.
                redaction.end();
                passed.addAll(cut(redaction.takeBytes()));
                redactor = secrets.redactor();
                redaction = redactor.open();
            }
            if (passed.isEmpty() && line.size() == 0 && redaction.passes(bytes)) {
                return List.of(text);
            }
            redaction.write(bytes, 0, bytes.length);
            passed.addAll(cut(redaction.takeBytes()));
            if (text.extent() == Extent.PIECE) {
                int whole = wholeCharacters(line.toByteArray());
                if (whole > 0) {
                    passed.add(piece(whole));
                }
            }
            return passed;
        }

        List<Text> rest() {
            redaction.end();
            List<Text> rest = cut(redaction.takeBytes());
            if (line.size() > 0) {
                rest.add(ended());
            }
            return rest;
        }

        private List<Text> cut(byte[] bytes) {
            List<Text> lines = new ArrayList<>();
            int from = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == '\n') {
                    line.write(bytes, from, at - from);
                    lines.add(ended());
                    from = at + 1;
                }
            }
            line.write(bytes, from, bytes.length - from);
            return lines;
        }

        private Text ended() {
            Text text = new Text(stream, line.toString(StandardCharsets.UTF_8), Extent.LINE);
            line.reset();
            return text;
        }

        private Text piece(int length) {
            byte[] bytes = line.toByteArray();
            line.reset();
            line.write(bytes, length, bytes.length - length);
            return new Text(stream, new String(bytes, 0, length, StandardCharsets.UTF_8), Extent.PIECE);
        }

        /** How many bytes there are up to a character whose other bytes are still held back. */
        private static int wholeCharacters(byte[] bytes) {
            int start = bytes.length - 1;
            while (start >= 0 && start > bytes.length - 4 && (bytes[start] & 0xc0) == 0x80) {
                start--;
            }
            if (start < 0) {
                return bytes.length;
            }
            int first = bytes[start] & 0xff;
            int needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
            return bytes.length - start < needed ? start : bytes.length;
        }
    }
}
