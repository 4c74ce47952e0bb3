package dev.builderos.formats;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A step or lanes; the key {@code lanes} tells them apart. */
final class NodeShape implements Shape<NodeDraft> {
    private static final int MOST_PROPOSALS = 8;

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
    private static final Field<Boolean> CACHE = Field.optional(
            "cache",
            WrittenForms.FLAG,
            "Whether work that was done before on the same content is taken over; as in defaults unless written.");
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

    private static final Field<Map<String, List<Object>>> MATRIX = Field.optional(
            "matrix",
            TableShape.notEmpty(
                    TextShape.formed("the name of an axis such as `jdk`", Words.KEY),
                    ListShape.notEmpty(new PlainShape())),
            "Values by name; the step is carried out for each combination, as in ${matrix.jdk}.");
    private static final Field<List<Map<String, Object>>> EXCLUDE = Field.optional(
            "exclude",
            ListShape.of(TableShape.notEmpty(
                    TextShape.formed("the name of an axis such as `jdk`", Words.KEY), new PlainShape())),
            "Combinations of the matrix that are left out.");
    private static final Field<String> ITEMS = Field.required(
            "items", WrittenForms.TEXT, "The list: an output or artifact of an earlier step, as in ${plan.files}.");
    private static final Field<String> AS = Field.optional(
            "as", TextShape.formed("a name such as `file`", Words.KEY), "What an item is called; item unless written.");
    private static final Field<ForeachDefinition> FOREACH = Field.optional(
            "foreach",
            MappingShape.of(
                    List.of(ITEMS, AS, JoinForms.MAX_PARALLEL, JoinForms.JOIN, JoinForms.FAIL_FAST),
                    fields -> new ForeachDefinition(
                            fields.need(ITEMS),
                            fields.get(AS, "item"),
                            fields.get(JoinForms.MAX_PARALLEL),
                            fields.get(JoinForms.JOIN, new Join.All()),
                            fields.get(JoinForms.FAIL_FAST, true))),
            "The step is carried out for each item of a list that is known when the run gets there.");

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
                            CACHE,
                            WHEN,
                            RetryForms.TIMEOUT,
                            RetryForms.TOTAL_TIMEOUT,
                            RetryForms.RETRIES,
                            ON_FAILURE,
                            PROPOSE,
                            SELECT,
                            WITH,
                            MATRIX,
                            EXCLUDE,
                            JoinForms.MAX_PARALLEL,
                            JoinForms.JOIN,
                            JoinForms.FAIL_FAST,
                            FOREACH),
                    NodeShape::step)
            .exactlyOne(List.of(Set.of("run"), Set.of("action"), Set.of("prompt", "ask")))
            .needs("prompt", "agent")
            .needs("ask", "agent")
            .needs("select", "propose")
            .needs("exclude", "matrix")
            .needs("max_parallel", "matrix")
            .needs("join", "matrix")
            .needs("fail_fast", "matrix")
            .checked((fields, draft) -> {
                checkMatrix(fields);
                if (Boolean.TRUE.equals(fields.get(CACHE))) {
                    if (fields.has(ACTION)) {
                        fields.problem(
                                CACHE, "an `action` changes something outside the workspace and is never taken over");
                    } else if (fields.has(GATES)) {
                        fields.problem(CACHE, "a step with `gates` is for people to decide and is never taken over");
                    }
                }
                if (fields.has(PROPOSE) && !fields.has(PROMPT) && !fields.has(ASK)) {
                    fields.problem(PROPOSE, "only an agent with `prompt` or `ask` makes proposals");
                }
            });

    private static final Field<String> LANES_ID =
            Field.optional("id", WrittenForms.NAME, "The name of the lanes; lanes-1, lanes-2 unless written.");

    private final Field<Map<String, List<NodeDraft>>> lanes = Field.required(
            "lanes",
            TableShape.notEmpty(WrittenForms.NAME, ListShape.notEmpty(this)),
            "Lists of nodes that run beside each other.");
    private final Shape<NodeDraft> lanesShape = MappingShape.of(
                    List.of(LANES_ID, NEEDS, lanes, JoinForms.MAX_PARALLEL, JoinForms.JOIN, JoinForms.FAIL_FAST),
                    this::lanes)
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
                fields.get(CACHE),
                fields.get(WHEN),
                fields.get(RetryForms.TIMEOUT),
                fields.get(RetryForms.TOTAL_TIMEOUT),
                fields.get(RetryForms.RETRIES),
                fields.get(ON_FAILURE),
                fields.get(PROPOSE),
                fields.get(SELECT),
                fields.get(WITH, Map.of()),
                matrix(fields),
                fields.get(FOREACH),
                fields.at());
    }

    private static @Nullable MatrixDefinition matrix(Fields fields) {
        Map<String, List<Object>> axes = fields.get(MATRIX);
        return axes == null
                ? null
                : new MatrixDefinition(
                        axes,
                        fields.get(EXCLUDE, List.of()),
                        fields.get(JoinForms.MAX_PARALLEL),
                        fields.get(JoinForms.JOIN, new Join.All()),
                        fields.get(JoinForms.FAIL_FAST, true));
    }

    private static void checkMatrix(Fields fields) {
        MatrixDefinition matrix = matrix(fields);
        if (matrix == null) {
            return;
        }
        if (fields.has(FOREACH)) {
            fields.problem(FOREACH, "a step has `matrix` or `foreach`, not both");
        }
        for (Map<String, Object> out : matrix.exclude()) {
            for (String axis : out.keySet()) {
                if (!matrix.axes().containsKey(axis)) {
                    fields.problem(EXCLUDE, "the matrix has no `" + axis + "`");
                }
            }
        }
        if (matrix.size() > MatrixDefinition.MAX_COMBINATIONS) {
            fields.problem(
                    MATRIX,
                    "a matrix has at most " + MatrixDefinition.MAX_COMBINATIONS + " combinations, not "
                            + matrix.size());
            return;
        }
        int count = matrix.combinations().size();
        if (count == 0) {
            fields.problem(EXCLUDE, "every combination of the matrix is left out");
        } else if (matrix.join() instanceof Join.Quorum(int n) && n > count) {
            fields.problem(JoinForms.JOIN, "a quorum of " + n + " is more than the " + count + " combinations");
        }
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
                    fields.get(JoinForms.MAX_PARALLEL),
                    fields.get(JoinForms.JOIN, new Join.All()),
                    fields.get(JoinForms.FAIL_FAST, true),
                    fields.at());
        };
    }

    private void checkQuorum(Fields fields) {
        int count = fields.need(lanes).size();
        if (fields.get(JoinForms.JOIN) instanceof Join.Quorum(int n) && n > count) {
            fields.problem(JoinForms.JOIN, "a quorum of " + n + " is more than the " + count + " lanes");
        }
    }
}
