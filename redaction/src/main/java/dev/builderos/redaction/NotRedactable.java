package dev.builderos.redaction;

/** A secret stands where nothing else can stand, so the whole must not be kept. Nothing here has its value. */
public final class NotRedactable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRedactable(Class<?> type) {
        super("a secret stands in a part of " + type.getSimpleName()
                + " that cannot be changed, so nothing of it is kept");
    }
}
