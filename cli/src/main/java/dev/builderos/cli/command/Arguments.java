package dev.builderos.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The options and parameters of one command, declared with picocli's model. Its annotations would say the same, but reading
 * them takes longer than most commands (docs/adr/0023).
 *
 * <p>What a declaration gives back holds the value once the command line was read; before that there is none.
 */
final class Arguments {
    private final CommandSpec spec;
    private int parameters;

    /**
     * @param footer lines shown under the help, examples above all
     */
    Arguments(Callable<Integer> command, String name, String description, String... footer) {
        spec = CommandSpec.wrapWithoutInspection(command).name(name);
        spec.usageMessage().description(description).footer(footer);
    }

    CommandSpec spec() {
        return spec;
    }

    /** The one option that shows the help instead of running the command. */
    void help(String description, String... names) {
        spec.addOption(OptionSpec.builder(names)
                .type(boolean.class)
                .usageHelp(true)
                .description(description)
                .build());
    }

    Supplier<Boolean> flag(String name, String description) {
        return flag(OptionSpec.builder(name), description);
    }

    Supplier<Boolean> flag(String name, String shortName, String description) {
        return flag(OptionSpec.builder(shortName, name), description);
    }

    private Supplier<Boolean> flag(OptionSpec.Builder option, String description) {
        return value(add(option.type(boolean.class).initialValue(false).description(description)));
    }

    Given<String> option(String name, String label, String description) {
        return option(name, label, description, String.class);
    }

    <T> Given<T> option(String name, String label, String description, Class<T> type) {
        return optional(add(OptionSpec.builder(name)
                .type(type)
                .converters(reading(type))
                .completionCandidates(choices(type))
                .paramLabel(label)
                .description(description)));
    }

    /** An option that stands for {@code initial} when it is not given. */
    <T> Supplier<T> option(String name, String label, String description, T initial) {
        return value(add(OptionSpec.builder(name)
                .type(typeOf(initial))
                .initialValue(initial)
                .paramLabel(label)
                .description(description)));
    }

    /** An option that has to be given. */
    Supplier<String> needed(String name, String label, String description) {
        return value(add(OptionSpec.builder(name)
                .type(String.class)
                .required(true)
                .paramLabel(label)
                .description(description)));
    }

    /** An option that may be repeated. */
    Supplier<List<String>> options(String name, String label, String description) {
        return options(name, label, description, String.class);
    }

    <T> Supplier<List<T>> options(String name, String label, String description, Class<T> type) {
        return value(add(listOf(name, label, description, type)));
    }

    /** An option that takes several values with commas between, and may be repeated. */
    <T> Supplier<List<T>> commaSeparated(String name, String label, String description, Class<T> type) {
        return value(add(listOf(name, label, description, type).splitRegex(",")));
    }

    /** An option of the form {@code KEY=VALUE} that may be repeated; in the order in which they are given. */
    Supplier<Map<String, String>> pairs(String name, String label, String description) {
        return value(add(OptionSpec.builder(name)
                .type(Map.class)
                .auxiliaryTypes(String.class, String.class)
                .initialValue(new LinkedHashMap<>())
                .paramLabel(label)
                .description(description)));
    }

    Supplier<String> parameter(String label, String description) {
        return parameter(label, description, String.class);
    }

    <T> Supplier<T> parameter(String label, String description, Class<T> type) {
        return value(addNext("1", type, null, label, description));
    }

    /** A parameter that stands for {@code initial} when it is not given. */
    Supplier<String> parameter(String label, String description, String initial) {
        return value(addNext("0..1", String.class, initial, label, description));
    }

    Given<String> optionalParameter(String label, String description) {
        return optional(addNext("0..1", String.class, null, label, description));
    }

    /**
     * All that is left.
     *
     * @param arity how many, in picocli's form: {@code 1..*}
     */
    Supplier<List<String>> parameters(String arity, String label, String description) {
        return value(add(PositionalParamSpec.builder()
                .index(parameters + "..*")
                .arity(arity)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .initialValue(new ArrayList<>())
                .paramLabel(label)
                .description(description)));
    }

    private static OptionSpec.Builder listOf(String name, String label, String description, Class<?> type) {
        return OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(type)
                .converters(reading(type))
                .completionCandidates(choices(type))
                .initialValue(new ArrayList<>())
                .paramLabel(label)
                .description(description);
    }

    private PositionalParamSpec addNext(
            String arity, Class<?> type, @Nullable Object initial, String label, String description) {
        return add(PositionalParamSpec.builder()
                .type(type)
                .converters(reading(type))
                .completionCandidates(choices(type))
                .index(String.valueOf(parameters++))
                .arity(arity)
                .initialValue(initial)
                .paramLabel(label)
                .description(description));
    }

    /** Choices as they are written; null for what is none. */
    private static @Nullable List<String> choices(Class<?> type) {
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
                        .toList()
                : null;
    }

    private static ITypeConverter<?>[] reading(Class<?> type) {
        List<String> names = choices(type);
        return names == null ? new ITypeConverter<?>[0] : new ITypeConverter<?>[] {text -> chosen(type, names, text)};
    }

    private static Object chosen(Class<?> type, List<String> names, String text) {
        int at = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (at < 0) {
            throw new TypeConversionException(
                    "expected one of " + String.join(", ", names) + ", but was '" + text + "'");
        }
        return type.getEnumConstants()[at];
    }

    private OptionSpec add(OptionSpec.Builder option) {
        OptionSpec built = option.build();
        spec.addOption(built);
        return built;
    }

    private PositionalParamSpec add(PositionalParamSpec.Builder parameter) {
        PositionalParamSpec built = parameter.build();
        spec.addPositional(built);
        return built;
    }

    private static Class<?> typeOf(Object initial) {
        return initial instanceof Enum<?> constant ? constant.getDeclaringClass() : initial.getClass();
    }

    private static <T> Supplier<T> value(ArgSpec argument) {
        return () -> Objects.requireNonNull(argument.<T>getValue(), argument.paramLabel());
    }

    private static <T> Given<T> optional(ArgSpec argument) {
        return argument::getValue;
    }
}
