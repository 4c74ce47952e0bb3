package dev.builderos.gateway.http;

/** The request makes no sense, whoever might answer it. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    BadRequest(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
