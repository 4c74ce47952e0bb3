package dev.builderos.formats;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The shape of {@code ship/NAME.yaml}; its nodes are in {@link NodeShape}. */
final class PipelineFile {
    private static final Field<String> PROVIDER = Field.required(
            "provider",
            ChoiceShape.of(List.of("github", "gitlab", "standard", "hmac")),
            "Who sends the event; standard is standardwebhooks.com, hmac whoever signs the body.");
    private static final Field<List<String>> EVENTS = Field.required(
            "events",
            ListShape.notEmpty(TextShape.formed("an event such as `issues.labeled`", "[A-Za-z0-9_.:*-]{1,100}")),
            "The events that start a run.");
    private static final Field<Condition> EVENT_CONDITION =
            Field.optional("when", WrittenForms.CONDITION, "A condition in CEL on the event; always unless written.");
    private static final Field<Map<String, String>> EVENT_INPUTS = Field.optional(
            "inputs",
            TableShape.of(TextShape.formed("the name of an input such as `task`", Words.KEY), WrittenForms.TEXT),
            "What inputs are given: texts with references such as ${event.issue.title}. Nobody vouches for them.");
    private static final Field<TriggerDefinition.WebhookTrigger> WEBHOOK = Field.optional(
            "webhook",
            MappingShape.of(
                    List.of(PROVIDER, EVENTS, EVENT_CONDITION, EVENT_INPUTS),
                    fields -> new TriggerDefinition.WebhookTrigger(
                            fields.need(PROVIDER),
                            fields.need(EVENTS),
                            fields.get(EVENT_CONDITION),
                            fields.get(EVENT_INPUTS, Map.of()))),
            "An event of a provider starts a run.");
    private static final Field<Boolean> BY_HAND =
            Field.optional("manual", WrittenForms.FLAG, "A person may start a run; true unless there is a webhook.");

    private static final Field<String> NAME = Field.required("name", WrittenForms.NAME, "The name of the pipeline.");
    private static final Field<SemVer> VERSION =
            Field.required("version", WrittenForms.VERSION, "A semantic version; a published one never changes.");
    private static final Field<TriggerDefinition> ON = Field.optional(
            "on",
            MappingShape.of(
                    List.of(WEBHOOK, BY_HAND),
                    fields -> new TriggerDefinition(fields.get(WEBHOOK), fields.get(BY_HAND, !fields.has(WEBHOOK)))),
            "What starts a run; a person unless written.");
    private static final Field<Map<String, InputDefinition>> INPUTS =
            Field.optional("inputs", WrittenForms.INPUTS, "What the steps may refer to as ${inputs.name}.");
    private static final Field<Boolean> CACHE = Field.optional(
            "cache",
            WrittenForms.FLAG,
            "Whether steps with run or agent and without gates take over work that was done before on the same content.");
    private static final Field<StepDefaults> DEFAULTS = Field.optional(
            "defaults",
            MappingShape.of(
                    List.of(RetryForms.TIMEOUT, RetryForms.RETRIES, CACHE),
                    fields -> new StepDefaults(
                            fields.get(RetryForms.TIMEOUT), fields.get(RetryForms.RETRIES), fields.get(CACHE))),
            "What holds for a step that says nothing itself.");
    private static final Field<Duration> TIMEOUT = Field.optional(
            "timeout", WrittenForms.DURATION, "How long a run may work; waiting for people and pauses do not count.");
    private static final Field<String> GROUP = Field.required(
            "group", WrittenForms.TEXT, "The name of the group; it may refer to inputs, as in ${inputs.branch}.");
    private static final Field<ConcurrencyDefinition.OnConflict> ON_CONFLICT = Field.optional(
            "on_conflict",
            ChoiceShape.of(ConcurrencyDefinition.OnConflict.class),
            "What happens to a run whose group is taken; queue unless written.");
    private static final Field<ConcurrencyDefinition> CONCURRENCY = Field.optional(
            "concurrency",
            MappingShape.of(
                    List.of(GROUP, ON_CONFLICT),
                    fields -> new ConcurrencyDefinition(
                            fields.need(GROUP), fields.get(ON_CONFLICT, ConcurrencyDefinition.OnConflict.QUEUE))),
            "Runs of one group do not run beside each other.");
    private static final Field<Priority> PRIORITY = Field.optional(
            "priority", ChoiceShape.of(Priority.class), "Which runs start first; normal unless written.");
    private static final Field<List<NodeDraft>> STEPS = Field.required(
            "steps", ListShape.notEmpty(new NodeShape()), "What happens; see the key needs for the order.");

    static final FileShape<PipelineDefinition> SHAPE = new FileShape<>(
            Kind.PIPELINE,
            MappingShape.of(
                    List.of(
                            WrittenForms.kind(Kind.PIPELINE),
                            NAME,
                            VERSION,
                            ON,
                            INPUTS,
                            DEFAULTS,
                            TIMEOUT,
                            CONCURRENCY,
                            PRIORITY,
                            STEPS),
                    fields -> new PipelineDefinition(
                            fields.need(NAME),
                            fields.need(VERSION),
                            fields.get(ON, TriggerDefinition.MANUAL),
                            fields.get(INPUTS, Map.of()),
                            fields.get(DEFAULTS, StepDefaults.NONE),
                            fields.get(TIMEOUT),
                            fields.get(CONCURRENCY),
                            fields.get(PRIORITY, Priority.NORMAL),
                            NodeDraft.placeAll(fields.need(STEPS), new LanesNumbers()),
                            fields.source())),
            PipelineCheck::check);

    private PipelineFile() {}
}
