package dev.builderos.policy.engine;

import dev.builderos.contracts.effect.ApprovalRequirement;
import java.util.ArrayList;
import java.util.List;

/** What one rule, grant or built-in says of one effect. */
sealed interface Ruling {
    String ruleId();

    String sentence();

    record Allow(String ruleId, String sentence) implements Ruling {}

    record Ask(String ruleId, String sentence, ApprovalRequirement requirement) implements Ruling {}

    record Deny(String ruleId, String sentence) implements Ruling {}

    /**
     * The strictest of them: the first deny; else all asks as one; else the first allow, that of a rule before that of a grant.
     *
     * @param rulings at least one
     */
    static Ruling strictest(List<Ruling> rulings) {
        List<Ask> asks = new ArrayList<>();
        for (Ruling ruling : rulings) {
            switch (ruling) {
                case Deny deny -> {
                    return deny;
                }
                case Ask ask -> asks.add(ask);
                case Allow _ -> {}
            }
        }
        return asks.isEmpty()
                ? rulings.stream()
                        .filter(ruling -> !ruling.ruleId().equals(CompiledGrant.AGENT_GRANT))
                        .findFirst()
                        .orElseGet(rulings::getFirst)
                : asks.stream().<Ruling>map(ask -> ask).reduce(Ruling::both).orElseThrow();
    }

    /** Both have to be satisfied; when nobody could satisfy both, nobody is asked. */
    private static Ruling both(Ruling one, Ruling other) {
        if (!(one instanceof Ask first) || !(other instanceof Ask second)) {
            return one instanceof Deny ? one : other;
        }
        ApprovalRequirement a = first.requirement();
        ApprovalRequirement b = second.requirement();
        List<String> from = a.from().stream().filter(b.from()::contains).toList();
        if (from.isEmpty()) {
            return new Deny(
                    first.ruleId(),
                    "`" + first.ruleId() + "` and `" + second.ruleId()
                            + "` both ask, and no role may answer both; give them a role in common");
        }
        List<String> not = new ArrayList<>(a.not());
        b.not().stream().filter(who -> !not.contains(who)).forEach(not::add);
        return new Ask(
                first.ruleId(),
                first.sentence() + "; " + second.sentence(),
                new ApprovalRequirement(
                        Math.max(a.approvals(), b.approvals()),
                        from,
                        not,
                        a.expires().compareTo(b.expires()) <= 0 ? a.expires() : b.expires()));
    }
}
