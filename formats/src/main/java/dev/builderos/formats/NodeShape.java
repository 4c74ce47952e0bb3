package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A step or lanes; the key {@code lanes} tells them apart. */
final class NodeShape implements Shape<NodeDraft> {
    private static final int MOST_PROPOSALS = 8;
    private static final Pattern QUORUM = Pattern.compile("quorum ([1-9][0-9]{0,3})");

    private static final Field<List<String>> NEEDS = Field.optional(
            "needs",
            ListShape.of(WrittenForms.NAME),
            "The ids it waits for; the node before it in its list unless written.");

    private static final Field<String> ID = Field.required("id", WrittenForms.NAME, "The name of the step.");
    private static final Field<String> RUN = Field.optional("run", WrittenForms.TEXT, "A command in the sandbox.");
    private static final Field<String> ACTION = Field.optional(
            "action",
            WrittenForms.ACTION,
            "An effect of a connector, such as git.pull_request; or noop, which does nothing.");
    private static final Field<String> AGENT =
            Field.optional("agent", WrittenForms.NAME, "Who acts; with a prompt or a task in words, also who works.");
    private static final Field<PromptReference> PROMPT = Field.optional(
            "prompt",
            TextShape.meaning(
                    "a prompt and its versions such as `builder/plan@^1`",
                    Words.PROMPT_NAME + "@" + VersionRange.form(),
                    PromptReference::parse),
            "What the agent is told, such as builder/plan@^1.");
    private static final Field<String> ASK = Field.optional("ask", WrittenForms.TEXT, "The agent's task in words.");
    private static final Field<String> ENV = Field.optional(
            "env",
            TextShape.formed(
                    "an environment such as `prod` or `${inputs.env}`",
                    "(?:" + Words.NAME + "|\\$\\{inputs\\." + Words.KEY + "\\})"),
            "The environment it happens in, or the input that names it.");
    private static final Field<List<String>> OUT =
            Field.optional("out", ListShape.of(WrittenForms.PATH), "The files it must produce.");
    private static final Field<List<String>> GATES =
            Field.optional("gates", ListShape.of(WrittenForms.NAME), "What must be passed first, such as approval.");
    private static final Field<Boolean> CHECKPOINT = Field.optional(
            "checkpoint", WrittenForms.FLAG, "Whether the run can be taken up again from here; false unless written.");
    private static final Field<Condition> WHEN =
            Field.optional("when", WrittenForms.CONDITION, "A condition in CEL; the step is skipped when it is false.");
    private static final Field<FailureReaction> ON_FAILURE = Field.optional(
            "on_failure",
            ChoiceShape.of(FailureReaction.class),
            "What happens when it has failed for good; stop unless written.");
    private static final Field<Integer> PROPOSE = Field.optional(
            "propose", NumberShape.whole(1, MOST_PROPOSALS), "How many proposals are made beside each other.");
    private static final Field<String> SELECT =
            Field.optional("select", WrittenForms.NAME, "The agent that selects a proposal.");
    private static final Field<Map<String, Object>> WITH =
            Field.optional("with", FreeShape.table(), "Values for the action or the prompt.");

    private static final Shape<NodeDraft> STEP = MappingShape.of(
                    List.of(
                            ID,
                            NEEDS,
                            RUN,
                            ACTION,
                            AGENT,
                            PROMPT,
                            ASK,
                            ENV,
                            OUT,
                            GATES,
                            CHECKPOINT,
                            WHEN,
                            RetryForms.TIMEOUT,
                            RetryForms.RETRIES,
                            ON_FAILURE,
                            PROPOSE,
                            SELECT,
                            WITH),
                    NodeShape::step)
            .exactlyOne(List.of(Set.of("run"), Set.of("action"), Set.of("prompt", "ask")))
            .needs("prompt", "agent")
            .needs("ask", "agent")
            .needs("select", "propose")
            .checked((fields, draft) -> {
                if (fields.has(PROPOSE) && !fields.has(PROMPT) && !fields.has(ASK)) {
                    fields.problem(PROPOSE, "only an agent with `prompt` or `ask` makes proposals");
                }
            });

    private static final Field<String> LANES_ID =
            Field.optional("id", WrittenForms.NAME, "The name of the lanes; lanes-1, lanes-2 unless written.");
    private static final Field<Integer> MAX_PARALLEL = Field.optional(
            "max_parallel", NumberShape.whole(1, 1000), "How many lanes run at once; all of them unless written.");
    private static final Field<Join> JOIN = Field.optional(
            "join",
            TextShape.meaning("`all`, `any` or `quorum N`", "(?:all|any|quorum [1-9][0-9]{0,3})", NodeShape::join),
            "When the lanes are done: all, any or quorum N; all unless written.");
    private static final Field<Boolean> FAIL_FAST = Field.optional(
            "fail_fast",
            WrittenForms.FLAG,
            "Whether the failure that decides the join stops the other lanes; true unless written.");

    private final Field<Map<String, List<NodeDraft>>> lanes = Field.required(
            "lanes",
            TableShape.notEmpty(WrittenForms.NAME, ListShape.notEmpty(this)),
            "Lists of nodes that run beside each other.");
    private final Shape<NodeDraft> lanesShape = MappingShape.of(
                    List.of(LANES_ID, NEEDS, lanes, MAX_PARALLEL, JOIN, FAIL_FAST), this::lanes)
            .checked((fields, draft) -> checkQuorum(fields));

    @Override
    public @Nullable NodeDraft read(YamlNode node, Reading reading) {
        boolean isLanes = node instanceof YamlNode.Mapping mapping
                && mapping.value("lanes").isPresent();
        return (isLanes ? lanesShape : STEP).read(node, reading);
    }

    @Override
    public ObjectNode schema(SchemaDefinitions definitions) {
        return definitions.reference("node", () -> {
            ObjectNode schema = SchemaDefinitions.object();
            schema.putObject("if").putArray("required").add("lanes");
            schema.set("then", definitions.reference("lanes", () -> lanesShape.schema(definitions)));
            schema.set("else", definitions.reference("step", () -> STEP.schema(definitions)));
            return schema;
        });
    }

    private static NodeDraft step(Fields fields) {
        return (implied, numbers) -> new StepDefinition(
                fields.need(ID),
                fields.get(NEEDS, implied),
                action(fields),
                fields.get(AGENT),
                fields.get(ENV),
                fields.get(OUT, List.of()),
                fields.get(GATES, List.of()),
                fields.get(CHECKPOINT, false),
                fields.get(WHEN),
                fields.get(RetryForms.TIMEOUT),
                fields.get(RetryForms.RETRIES),
                fields.get(ON_FAILURE),
                fields.get(PROPOSE),
                fields.get(SELECT),
                fields.get(WITH, Map.of()),
                fields.at());
    }

    private static StepAction action(Fields fields) {
        String command = fields.get(RUN);
        if (command != null) {
            return new StepAction.RunCommand(command);
        }
        String effect = fields.get(ACTION);
        return effect != null
                ? new StepAction.ActionCall(effect, fields.get(WITH, Map.of()))
                : new StepAction.AgentTask(fields.need(AGENT), fields.get(PROMPT), fields.get(ASK));
    }

    private NodeDraft lanes(Fields fields) {
        return (implied, numbers) -> {
            String generated = numbers.next();
            Map<String, List<Node>> placed = new LinkedHashMap<>();
            fields.need(lanes).forEach((name, drafts) -> placed.put(name, NodeDraft.placeAll(drafts, numbers)));
            return new LanesDefinition(
                    fields.get(LANES_ID, generated),
                    fields.get(NEEDS, implied),
                    placed,
                    fields.get(MAX_PARALLEL),
                    fields.get(JOIN, new Join.All()),
                    fields.get(FAIL_FAST, true),
                    fields.at());
        };
    }

    private void checkQuorum(Fields fields) {
        int count = fields.need(lanes).size();
        if (fields.get(JOIN) instanceof Join.Quorum(int n) && n > count) {
            fields.problem(JOIN, "a quorum of " + n + " is more than the " + count + " lanes");
        }
    }

    private static Optional<Join> join(String text) {
        Matcher quorum = QUORUM.matcher(text);
        if (quorum.matches()) {
            return Optional.of(new Join.Quorum(Integer.parseInt(quorum.group(1))));
        }
        return Optional.of(text.equals("any") ? new Join.Any() : new Join.All());
    }
}
