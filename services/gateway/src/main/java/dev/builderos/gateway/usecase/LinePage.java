package dev.builderos.gateway.usecase;

import java.util.List;

/**
 * Lines in order.
 *
 * @param ended whether no line will follow
 * @param more whether the next ones are stored already
 */
public record LinePage(List<Line> lines, boolean ended, boolean more) {
    public LinePage {
        lines = List.copyOf(lines);
    }
}
