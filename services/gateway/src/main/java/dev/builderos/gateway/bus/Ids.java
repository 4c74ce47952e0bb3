package dev.builderos.gateway.bus;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import java.util.function.Function;

/** Texts from outside as ids of the contracts; one that cannot be such an id is refused. */
final class Ids {
    private Ids() {}

    static <T> T parse(Function<String, T> form, String text) {
        try {
            return form.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ContractException("request.invalid-id", ErrorCategory.INVALID, String.valueOf(e.getMessage()));
        }
    }
}
