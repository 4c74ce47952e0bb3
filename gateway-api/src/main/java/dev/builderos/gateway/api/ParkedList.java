package dev.builderos.gateway.api;

import java.util.List;

/**
 * Messages that could not take effect, newest first.
 *
 * @param total how many there are, listed or not
 */
public record ParkedList(List<ParkedMessage> messages, long total) {
    public ParkedList {
        messages = List.copyOf(messages);
    }
}
