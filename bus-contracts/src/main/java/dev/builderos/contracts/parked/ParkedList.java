package dev.builderos.contracts.parked;

import java.util.List;

/**
 * Messages that a service parked, newest first.
 *
 * @param total how many there are, listed or not
 */
public record ParkedList(List<ParkedMessage> messages, long total) {
    public ParkedList {
        messages = List.copyOf(messages);
    }
}
