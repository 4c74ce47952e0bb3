package dev.builderos.runner.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.builderos.connectors.ToolDescriptor;
import dev.builderos.contracts.CanonicalJson;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.Digest;
import dev.builderos.formats.Formats;
import dev.builderos.formats.InputDefinition;
import dev.builderos.formats.Message;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.PromptDefinition;
import dev.builderos.formats.Rendering;
import dev.builderos.formats.SourceText;
import dev.builderos.formats.TokenPrice;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.Marks;
import dev.builderos.redaction.StructuredRedaction;
import dev.builderos.runner.engine.Fact;
import dev.builderos.runner.engine.StepStatus;
import dev.builderos.runner.engine.Work;
import dev.builderos.runner.models.ModelAnswer;
import dev.builderos.runner.models.ModelFailure;
import dev.builderos.runner.models.ModelMessage;
import dev.builderos.runner.models.ModelRequest;
import dev.builderos.runner.models.Models;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.tools.CommandVariables;
import dev.builderos.runner.tools.SecretBook;
import dev.builderos.runner.tools.Tool;
import dev.builderos.runner.tools.Toolbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets an agent work: the model answers, its tool calls pass the gate one after the other, their results go back, until it
 * answers without a call. The conversation is rebuilt from the journal each time, so an approval or a crash costs no tokens.
 */
@ApplicationScoped
public class AgentExecutor implements StepExecutor {
    private static final String BUDGET = "budget";
    private static final int PREVIEW = 600;
    private static final int ARTIFACT_CHARACTERS = 256 * 1024;

    private final Models models;
    private final SecretBook secrets;
    private final Toolbox tools;
    private final EffectGate gate;
    private final BlobStore blobs;
    private final Budgets budgets;
    private final StructuredRedaction redaction;
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    AgentExecutor(
            Models models,
            SecretBook secrets,
            Toolbox tools,
            EffectGate gate,
            BlobStore blobs,
            Budgets budgets,
            KnownSecrets known) {
        this.models = models;
        this.secrets = secrets;
        this.tools = tools;
        this.gate = gate;
        this.blobs = blobs;
        this.budgets = budgets;
        this.redaction = new StructuredRedaction(known, Set.of());
    }

    @Override
    public StepOutcome execute(StepContext step) {
        Work.AgentTask task = (Work.AgentTask) step.step().work();
        List<ModelMessage> conversation = new ArrayList<>();
        try {
            conversation.addAll(opening(step, task));
        } catch (Unprepared unprepared) {
            return new StepOutcome.Failed("invalid_output", String.valueOf(unprepared.getMessage()));
        }
        List<Tool> usable = tools.matching(task.tools());
        List<ToolDescriptor> descriptors = usable.stream().map(Tool::descriptor).toList();
        List<Fact.ModelAnswered> given = step.status(StepStatus::answers);
        for (int turn = 0; turn < task.maxTurns(); turn++) {
            ModelAnswer answer;
            if (turn < given.size()) {
                answer = recorded(step, given.get(turn));
            } else {
                ModelRequest request = new ModelRequest(
                        task.model().label(),
                        task.model().temperature(),
                        step.step().id().value(),
                        turn,
                        redaction.of(conversation),
                        descriptors,
                        task.maxTokens());
                Replaying replaying = step.replaying();
                if (replaying != null && replaying.take().answer(turn + 1).isEmpty()) {
                    return unanswered(replaying, turn + 1);
                }
                Optional<String> spent = replaying == null
                        ? budgets.spent(step.actor(), step.step().id(), task)
                        : Optional.empty();
                if (spent.isPresent()) {
                    return new StepOutcome.Failed(BUDGET, spent.get());
                }
                try {
                    answer = replaying == null
                            ? ask(step, task, request, turn)
                            : replay(
                                    step,
                                    request,
                                    replaying.take().answer(turn + 1).orElseThrow());
                } catch (ModelFailure failure) {
                    return new StepOutcome.Failed(
                            failure.failureClass(), String.valueOf(failure.getMessage()), failure.retryAfter());
                }
            }
            conversation.add(new ModelMessage.Assistant(answer.text(), answer.calls()));
            if (answer.calls().isEmpty()) {
                Finish finish = finish(task, answer);
                if (finish.problem() == null) {
                    return new StepOutcome.Succeeded(finish.outputs());
                }
                conversation.add(new ModelMessage.User(finish.problem()));
                continue;
            }
            for (int i = 0; i < answer.calls().size(); i++) {
                ModelAnswer.ToolCall call = answer.calls().get(i);
                String callId = "a" + step.attempt() + "-t" + (turn + 1) + "-" + (i + 1);
                Optional<String> result = call(step, callId, usable, call, answer.text());
                if (result.isEmpty()) {
                    return new StepOutcome.Suspended();
                }
                conversation.add(new ModelMessage.ToolResult(call.id(), call.tool(), result.get()));
            }
        }
        return new StepOutcome.Failed(BUDGET, task.agent() + " was not done after " + task.maxTurns() + " answers");
    }

    /** Makes one call; what the model reads of it, or nothing while people have to answer. */
    private Optional<String> call(
            StepContext step, String callId, List<Tool> usable, ModelAnswer.ToolCall call, String why) {
        Tool tool = usable.stream()
                .filter(each -> each.descriptor().name().equals(call.tool()))
                .findFirst()
                .orElse(null);
        if (tool == null) {
            return Optional.of("There is no tool `" + call.tool() + "`.");
        }
        Optional<String> mark = Marks.find(call.arguments());
        if (mark.isPresent()) {
            step.log().say("not done, as a secret was taken out of it: " + call.tool());
            return Optional.of(
                    "DENIED: the arguments hold " + mark.get() + ", which stands for a secret that was taken out,"
                            + " so nothing was done. Agents have no secrets: leave it out, and let a `run:` step use it as"
                            + " ${secrets.NAME}.");
        }
        EffectGate.Passage passage =
                gate.pass(step, callId, tool, call.arguments(), CommandVariables.NONE, EffectGate.Gate.NONE, why);
        return switch (passage) {
            case EffectGate.Passage.Done done -> Optional.of(done.result());
            case EffectGate.Passage.Failed failed -> Optional.of("FAILED: " + failed.message());
            case EffectGate.Passage.Denied denied -> Optional.of("DENIED: " + denied.sentence());
            case EffectGate.Passage.Suspended ignored -> Optional.empty();
        };
    }

    private ModelAnswer recorded(StepContext step, Fact.ModelAnswered fact) {
        byte[] json = blobs.read(step.actor().org(), fact.answerDigest())
                .orElseThrow(() -> new IllegalStateException("answer " + fact.answerDigest() + " is not in the store"));
        return ContractJson.read(json, ModelAnswer.class);
    }

    private ModelAnswer ask(StepContext step, Work.AgentTask task, ModelRequest request, int turn) {
        byte[] asked = CanonicalJson.bytes(request);
        Digest requestDigest = blobs.keep(step.actor().org(), asked).digest();
        ModelAnswer answer = redaction.of(
                models.of(task.model(), secrets.of(step.plan().secrets())).answer(request));
        Digest answerDigest =
                blobs.keep(step.actor().org(), CanonicalJson.bytes(answer)).digest();
        List<Fact.ModelAnswered.Call> calls = new ArrayList<>();
        for (int i = 0; i < answer.calls().size(); i++) {
            calls.add(new Fact.ModelAnswered.Call(
                    "a" + step.attempt() + "-t" + (turn + 1) + "-" + (i + 1),
                    answer.calls().get(i).tool()));
        }
        if (!answer.text().isBlank()) {
            answer.text().lines().forEach(line -> step.log().line("out", line));
        }
        TokenPrice price = task.model().price();
        step.append(new Fact.ModelAnswered(
                step.step().id(),
                step.attempt(),
                turn + 1,
                task.model().label(),
                requestDigest,
                answerDigest,
                answer.inputTokens(),
                answer.outputTokens(),
                answer.text().length() > PREVIEW ? answer.text().substring(0, PREVIEW) + "…" : answer.text(),
                calls,
                price == null ? null : price.cost(answer.inputTokens(), answer.outputTokens())));
        return answer;
    }

    // ---- replays

    /** The answer on record, if it answers this very request. It costs neither tokens nor money. */
    private ModelAnswer replay(StepContext step, ModelRequest request, Fact.ModelAnswered record) {
        byte[] asked = CanonicalJson.bytes(request);
        if (!Digest.of(asked).equals(record.requestDigest())) {
            throw otherRequest(step, asked, record);
        }
        ModelAnswer answer = blobs.read(step.actor().org(), record.answerDigest())
                .map(json -> ContractJson.read(json, ModelAnswer.class))
                .orElseThrow(() -> new ModelFailure(
                        "infrastructure", "answer " + record.answerDigest() + " is not in the store any more", null));
        if (!answer.text().isBlank()) {
            answer.text().lines().forEach(line -> step.log().line("out", line));
        }
        step.append(new Fact.ModelAnswered(
                record.step(),
                record.attempt(),
                record.turn(),
                record.model(),
                record.requestDigest(),
                record.answerDigest(),
                0,
                0,
                record.text(),
                record.calls()));
        return answer;
    }

    private Diverged otherRequest(StepContext step, byte[] asked, Fact.ModelAnswered record) {
        String field = "turn " + record.turn() + " request";
        return blobs.read(step.actor().org(), record.requestDigest())
                .flatMap(was -> JsonDifference.first(
                        ContractJson.read(was, JsonNode.class), ContractJson.read(asked, JsonNode.class)))
                .map(first -> new Diverged(field + "." + first.path(), first.was(), first.is()))
                .orElseGet(() -> new Diverged(
                        field, record.requestDigest().value(), Digest.of(asked).value()));
    }

    /** The model gave no such answer: it failed to, or the step was done, or it was stopped. */
    private static StepOutcome unanswered(Replaying replaying, int turn) {
        Fact.StepFailed failed = replaying.take().failed();
        if (failed == null) {
            throw new Diverged("turn " + turn, null, "asks the model once more");
        }
        return new StepOutcome.Failed(failed.failureClass(), failed.message());
    }

    // ---- how it begins

    private static final class Unprepared extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unprepared(String message) {
            super(message);
        }
    }

    private List<ModelMessage> opening(StepContext step, Work.AgentTask task) {
        List<ModelMessage> messages = new ArrayList<>();
        messages.add(new ModelMessage.SystemPrompt(task.system()));
        Work.PromptUse prompt = task.prompt();
        if (prompt != null) {
            PromptDefinition definition = switch (Formats.parsePrompt(new SourceText(prompt.path(), prompt.text()))) {
                case Parsed.Ok<PromptDefinition> ok -> ok.value();
                case Parsed.Invalid<PromptDefinition> invalid ->
                    throw new Unprepared(invalid.problems().getFirst().render());
            };
            switch (definition.render(values(step, task, definition))) {
                case Rendering.Rendered rendered ->
                    rendered.messages().forEach(message -> messages.add(message(message)));
                case Rendering.MissingInputs missing ->
                    throw new Unprepared("prompt " + prompt.name() + " " + prompt.version() + " misses "
                            + String.join(", ", missing.names()) + "; give them in the step's `with`");
            }
        }
        if (task.ask() != null) {
            messages.add(new ModelMessage.User(step.expressions().render(task.ask())));
        }
        if (!step.step().out().isEmpty()) {
            messages.add(new ModelMessage.User("Before you finish, write these files: "
                    + String.join(", ", step.step().out())));
        }
        return messages;
    }

    private static ModelMessage message(Message message) {
        return switch (message.role()) {
            case SYSTEM -> new ModelMessage.SystemPrompt(message.template());
            case USER -> new ModelMessage.User(message.template());
            case ASSISTANT -> new ModelMessage.Assistant(message.template(), List.of());
        };
    }

    /** A prompt's inputs: the step's own values first, then the run's inputs, then artifacts of that name. */
    private Map<String, String> values(StepContext step, Work.AgentTask task, PromptDefinition prompt) {
        Map<String, String> values = new TreeMap<>();
        Map<String, Object> with = step.expressions().renderArguments(task.with());
        prompt.inputs().forEach((name, input) -> {
            Object value = with.get(name);
            if (value == null) {
                value = step.plan().inputs().get(name);
            }
            if (value == null && input.type() == InputDefinition.InputType.ARTIFACT) {
                value = artifact(step, name);
            }
            if (value != null) {
                values.put(name, String.valueOf(value));
            }
        });
        return values;
    }

    private @Nullable String artifact(StepContext step, String name) {
        List<Fact.StepSucceeded.Artifact> artifacts = step.read(fold -> fold.steps().values().stream()
                .flatMap(status -> status.artifacts().stream())
                .toList());
        return artifacts.stream()
                .filter(artifact -> stem(artifact.name()).equals(name))
                .reduce((earlier, later) -> later)
                .flatMap(artifact -> blobs.read(step.actor().org(), artifact.digest(), 0, ARTIFACT_CHARACTERS))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse(null);
    }

    private static String stem(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    // ---- how it ends

    /**
     * What an answer without calls amounts to.
     *
     * @param problem what the model is told when its result does not fit; null when it does
     */
    private record Finish(
            Map<String, String> outputs, @Nullable String problem) {}

    private Finish finish(Work.AgentTask task, ModelAnswer answer) {
        JsonNode wanted = task.prompt() == null ? null : task.prompt().output();
        JsonNode result = answer.output() != null ? answer.output() : json(answer.text());
        if (wanted == null) {
            return new Finish(outputs(result), null);
        }
        JsonNode schemaNode = wanted.has("schema") ? wanted.get("schema") : wanted;
        if (result == null) {
            return new Finish(Map.of(), "Finish with a JSON object that satisfies this schema: " + schemaNode);
        }
        Schema schema = schemas.getSchema(schemaNode);
        List<Error> errors = schema.validate(result);
        return errors.isEmpty()
                ? new Finish(outputs(result), null)
                : new Finish(
                        Map.of(),
                        errors.stream()
                                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                                .collect(Collectors.joining("; ", "Your JSON does not satisfy the schema: ", "")));
    }

    private static @Nullable JsonNode json(String text) {
        int from = text.indexOf('{');
        int to = text.lastIndexOf('}');
        if (from < 0 || to < from) {
            return null;
        }
        try {
            return ContractJson.mapper().readTree(text.substring(from, to + 1));
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private static Map<String, String> outputs(@Nullable JsonNode result) {
        Map<String, String> outputs = new TreeMap<>();
        if (result != null && result.isObject()) {
            result.properties()
                    .forEach(field -> outputs.put(
                            field.getKey(),
                            field.getValue().isValueNode()
                                    ? field.getValue().asText()
                                    : field.getValue().toString()));
        }
        return outputs;
    }
}
