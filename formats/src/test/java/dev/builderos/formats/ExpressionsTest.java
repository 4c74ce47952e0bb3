package dev.builderos.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {

    @Test
    void splitsATextIntoLiteralsAndReferences() {
        // When
        Expressions expressions = Expressions.parse("a ${inputs.task}${my-step.url}/health $5 $${HOME}");

        // Then
        assertThat(expressions.parts())
                .containsExactly(
                        new Expressions.Literal("a "),
                        new Expressions.Reference(List.of("inputs", "task")),
                        new Expressions.Reference(List.of("my-step", "url")),
                        new Expressions.Literal("/health $5 ${HOME}"));
        assertThat(expressions.references())
                .extracting(Expressions.Reference::root)
                .containsExactly("inputs", "my-step");
    }

    @Test
    void neverExpandsAValueAgain() {
        // Given
        Expressions expressions = Expressions.parse("<${a.b}>");

        // When
        String text = expressions.render(reference -> "${c.d}");

        // Then
        assertThat(text).isEqualTo("<${c.d}>");
    }

    @Test
    void leavesAnEmptyTextEmpty() {
        assertThat(Expressions.parse("").parts()).isEmpty();
    }

    @Test
    void refusesAReferenceLongerThanAnyIs() {
        assertThatThrownBy(() -> Expressions.parse("${a" + ".a".repeat(200) + "}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${", "${}", "${a", "${a.}", "${.a}", "${a b}", "${a\n}", "${a:-b}", "${${a}}"})
    void refusesWhatIsNoPath(String text) {
        assertThatThrownBy(() -> Expressions.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
