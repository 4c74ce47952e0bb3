package dev.builderos.contracts;

/** Carries a {@link ContractError} to the edge that answers with it. */
public final class ContractException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ContractError error;

    public ContractException(ContractError error) {
        super(error.code() + ": " + error.message());
        this.error = error;
    }

    public ContractException(String code, ErrorCategory category, String message) {
        this(ContractError.of(code, category, message));
    }

    public ContractError error() {
        return error;
    }
}
