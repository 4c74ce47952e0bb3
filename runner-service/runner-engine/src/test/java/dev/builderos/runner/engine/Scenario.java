package dev.builderos.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.StepId;
import dev.builderos.contracts.runner.RunState;
import dev.builderos.contracts.runner.StepState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A run whose facts come one by one; what is to be written is written at once, as the shell does in one transaction. */
final class Scenario {
    private final Plan plan;
    private final List<Fact> journal = new ArrayList<>();
    private RunFold fold;

    private Scenario(Plan plan) {
        this.plan = plan;
        this.fold = new RunFold(plan);
    }

    /** A run nobody has told anything yet. */
    static Scenario of(Plans plans) {
        return of(plans.build());
    }

    static Scenario of(Plan plan) {
        return new Scenario(plan);
    }

    /** A run that has its workspace. */
    static Scenario started(Plans plans) {
        Scenario scenario = of(plans);
        return scenario.given(Facts.admitted(scenario.plan), Facts.runStarted());
    }

    Scenario given(Fact... facts) {
        when(facts);
        return this;
    }

    /** Takes facts in; says what follows from the last of them. */
    List<String> when(Fact... facts) {
        List<String> said = new ArrayList<>();
        for (Fact fact : facts) {
            said.clear();
            Deque<Fact> queue = new ArrayDeque<>(List.of(fact));
            while (!queue.isEmpty()) {
                Fact next = queue.remove();
                for (Command command : fold.apply(next, at())) {
                    said.add(text(command));
                    if (command instanceof Command.Write write) {
                        queue.add(write.fact());
                    }
                }
                journal.add(next);
            }
        }
        return said;
    }

    private Instant at() {
        return Facts.AT.plusSeconds(journal.size());
    }

    /** Claims that a fact is refused and changes nothing. */
    void refuses(Fact fact) {
        String before = ReadableState.of(fold);
        assertThatThrownBy(() -> fold.apply(fact, at())).isInstanceOf(IllegalFact.class);
        assertThat(ReadableState.of(fold)).isEqualTo(before);
    }

    /** The process dies, and another one reads the journal. */
    List<String> crash() {
        String before = ReadableState.of(fold);
        RunFold again = new RunFold(plan);
        for (int i = 0; i < journal.size(); i++) {
            again.apply(journal.get(i), Facts.AT.plusSeconds(i));
        }
        assertThat(ReadableState.of(again)).isEqualTo(before);
        fold = again;
        return fold.outstanding().stream().map(Scenario::text).toList();
    }

    List<Fact> journal() {
        return journal;
    }

    RunFold fold() {
        return fold;
    }

    RunState state() {
        return fold.state();
    }

    StepState state(String step) {
        return fold.step(new StepId(step)).state();
    }

    static String text(Command command) {
        return switch (command) {
            case Command.Write it -> "write " + text(it.fact());
            case Command.OpenWorkspace ignored -> "open workspace";
            case Command.StartStep it -> "start " + it.step() + "#" + it.attempt();
            case Command.ContinueStep it -> "continue " + it.step() + "#" + it.attempt();
            case Command.RetryLater it -> "retry " + it.step() + "#" + it.attempt() + " at " + it.at();
            case Command.ExpandStep it -> "expand " + it.step();
            case Command.TimeOutStep it -> "time out " + it.step() + "#" + it.attempt();
            case Command.WakeAt it -> "wake " + (it.step() == null ? "run" : it.step()) + " at " + it.at();
            case Command.StopStep it -> "stop " + it.step() + ": " + it.reason();
            case Command.Withdraw it -> "withdraw " + it.approvals() + ": " + it.reason();
            case Command.IssueReceipt ignored -> "issue receipt";
            case Command.CloseWorkspace ignored -> "close workspace";
        };
    }

    private static String text(Fact fact) {
        return switch (fact) {
            case Fact.StepSkipped it -> "skipped " + it.step() + ": " + it.reason();
            case Fact.StepCancelled it -> "cancelled " + it.step() + ": " + it.reason();
            case Fact.StepFailed it -> "failed " + it.step() + " (" + it.failureClass() + "): " + it.message();
            case Fact.RunSucceeded it -> "run succeeded at " + it.headCommit();
            case Fact.RunFailed it -> "run failed: " + it.reason();
            case Fact.RunCancelled it -> "run " + it.reason();
            default -> fact.type();
        };
    }
}
