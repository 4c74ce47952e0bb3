package dev.builderos.receipts;

import org.jspecify.annotations.Nullable;

/** Bytes that are no receipt file, no journal export and no part of an audit export, or one that was written differently than we write it. */
public final class MalformedReceipt extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedReceipt(String message) {
        this(message, null);
    }

    public MalformedReceipt(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
