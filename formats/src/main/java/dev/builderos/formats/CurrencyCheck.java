package dev.builderos.formats;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A project file has one currency, so that what was spent can be compared with what may be spent. It reads the tree. */
final class CurrencyCheck {
    private CurrencyCheck() {}

    /** An amount where it stands. */
    private record Written(Money money, Position at) {}

    static void check(YamlNode.Mapping root, Reading reading) {
        List<Written> amounts = Stream.concat(
                        children(root.value("models")).flatMap(model -> children(inside(model, "price"))),
                        children(root.value("budget")))
                .flatMap(CurrencyCheck::amount)
                .sorted(Comparator.comparing(Written::at))
                .toList();
        for (Written amount : amounts) {
            Money first = amounts.getFirst().money();
            if (!amount.money().currency().equals(first.currency())) {
                reading.problem(
                        amount.at(),
                        "the prices and budgets of a project have one currency, and the first is " + first + ", not "
                                + amount.money().currency().getCurrencyCode());
            }
        }
    }

    private static Stream<YamlNode> children(Optional<YamlNode> node) {
        return node.filter(YamlNode.Mapping.class::isInstance).map(YamlNode.Mapping.class::cast).stream()
                .flatMap(mapping -> mapping.entries().stream())
                .map(YamlNode.Entry::value);
    }

    private static Optional<YamlNode> inside(YamlNode node, String key) {
        return node instanceof YamlNode.Mapping mapping ? mapping.value(key) : Optional.empty();
    }

    /** Nothing for what is no amount, which is a problem of its own. */
    private static Stream<Written> amount(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar
                ? Money.parse(scalar.text()).stream().map(money -> new Written(money, scalar.at()))
                : Stream.empty();
    }
}
