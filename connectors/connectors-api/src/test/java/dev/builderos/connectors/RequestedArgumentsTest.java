package dev.builderos.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestedArgumentsTest {
    private static final ToolDescriptor PUSH =
            new ToolDescriptor("git.push", "Pushes.", Consequence.DESTRUCTIVE, named());

    @Test
    void readsTextAndNumbersAsWritten() {
        var asked = RequestedArguments.of(PUSH, Map.of("branch", "main", "depth", "3"));

        assertThat(asked.text("branch")).isEqualTo("main");
        assertThat(asked.number("depth", 1)).isEqualTo(3);
        assertThat(asked.textOrNull("remote")).isNull();
    }

    @Test
    void refusesAnArgumentTheToolDoesNotHave() {
        assertThatThrownBy(() -> RequestedArguments.of(PUSH, Map.of("branch", "main", "force", true)))
                .isInstanceOf(InvalidArguments.class)
                .hasMessage("git.push has no argument `force`; it takes branch, remote, depth");
    }

    @Test
    void refusesARequestWithoutARequiredArgument() {
        assertThatThrownBy(() -> RequestedArguments.of(PUSH, Map.of()))
                .isInstanceOf(InvalidArguments.class)
                .hasMessageStartingWith("git.push needs `branch`");
    }

    @Test
    void refusesANumberWhereTextIsMeant() {
        var asked = RequestedArguments.of(PUSH, Map.of("branch", 7, "depth", 1.5));

        assertThatThrownBy(() -> asked.text("branch")).isInstanceOf(InvalidArguments.class);
        assertThatThrownBy(() -> asked.number("depth", 1)).isInstanceOf(InvalidArguments.class);
    }

    private static Map<String, Argument> named() {
        var arguments = new LinkedHashMap<String, Argument>();
        arguments.put("branch", Argument.required("string", "the branch"));
        arguments.put("remote", Argument.optional("string", "the remote"));
        arguments.put("depth", Argument.optional("integer", "how deep"));
        return arguments;
    }
}
