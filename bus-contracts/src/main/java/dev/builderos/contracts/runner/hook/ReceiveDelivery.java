package dev.builderos.contracts.runner.hook;

import java.util.List;

/**
 * Takes a delivery whose sender is not known yet. Nothing of it is read before its signature is found right.
 *
 * @param hook as it stands in the URL
 * @param headers those that say who sent what, each as often as it came
 * @param base64 the body, byte by byte as it came, in RFC 4648 base64
 */
public record ReceiveDelivery(String hook, List<HookHeader> headers, String base64) {
    public ReceiveDelivery {
        headers = List.copyOf(headers);
    }

    /** Without what was sent. */
    @Override
    public String toString() {
        return "ReceiveDelivery[" + headers + ", " + base64.length() + " characters]";
    }
}
