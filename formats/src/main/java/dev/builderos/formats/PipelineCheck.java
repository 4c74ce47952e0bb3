package dev.builderos.formats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What holds between the steps of a pipeline: ids are unique, needs and expressions name something, and no step waits for
 * itself. It reads the tree, so that a step with a problem of its own is still known to the others.
 */
final class PipelineCheck {
    static final int MAX_NODES = 20_000;

    /** What an expression may start with, beside a step. */
    private static final Set<String> ROOTS = Set.of("inputs", "env", "project", "run", "secrets");

    /** What has a meaning in some steps or in conditions. */
    private static final Set<String> RESERVED = Set.of("matrix", "item", "index", "steps");

    private final Reading reading;
    private final LanesNumbers numbers = new LanesNumbers();
    private final Map<String, WaitGraph.Waiting> nodes = new LinkedHashMap<>();
    private final Map<String, Position> places = new HashMap<>();
    private final Set<String> steps = new TreeSet<>();
    private final List<YamlNode.Scalar> needs = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();
    private int count;

    /**
     * A text that may hold expressions.
     *
     * @param locals what they may start with beside the usual
     * @param axes what may follow {@code matrix}
     */
    private record Text(YamlNode.Scalar scalar, Set<String> locals, Set<String> axes) {}

    private PipelineCheck(Reading reading) {
        this.reading = reading;
    }

    static void check(YamlNode.Mapping root, Reading reading) {
        TriggerCheck.check(root, inputsOf(root), reading);
        if (!(root.value("steps").orElse(null) instanceof YamlNode.Sequence list)) {
            return;
        }
        PipelineCheck check = new PipelineCheck(reading);
        check.collect(list, List.of());
        if (check.count > MAX_NODES) {
            reading.problem(list.at(), "a pipeline has at most " + MAX_NODES + " steps, not " + check.count);
            return;
        }
        check.checkNeeds();
        check.checkExpressions(inputsOf(root));
    }

    /** Collects a list of nodes; its ids are what the lanes around it wait for. */
    private List<String> collect(YamlNode.Sequence list, List<String> start) {
        List<String> ids = new ArrayList<>();
        List<String> implied = List.of();
        for (YamlNode node : list.items()) {
            count++;
            if (node instanceof YamlNode.Mapping mapping && count <= MAX_NODES) {
                String id = mapping.value("lanes").isPresent()
                        ? lanes(mapping, implied, start)
                        : step(mapping, implied, start);
                implied = id == null ? List.of() : List.of(id);
                ids.addAll(implied);
            }
        }
        return ids;
    }

    private @Nullable String step(YamlNode.Mapping step, List<String> implied, List<String> start) {
        Set<String> axes = keysOf(step, "matrix");
        Set<String> locals = localsOf(step);
        for (YamlNode.Entry entry : step.entries()) {
            switch (entry.key().text()) {
                case "when", "matrix", "exclude" -> {}
                case "foreach" -> collectTexts(entry.value(), Set.of(), Set.of());
                default -> collectTexts(entry.value(), locals, axes);
            }
        }
        YamlNode.Scalar id = scalar(step, "id");
        if (id == null) {
            return null;
        }
        if (ROOTS.contains(id.text()) || RESERVED.contains(id.text())) {
            reading.problem(id.at(), "`" + id.text() + "` has a meaning in expressions and cannot name a step");
        }
        steps.add(id.text());
        register(id.text(), id.at(), waitsFor(step, implied, start, List.of()), step);
        return id.text();
    }

    private String lanes(YamlNode.Mapping lanes, List<String> implied, List<String> start) {
        String generated = numbers.next();
        YamlNode.Scalar written = scalar(lanes, "id");
        String id = written == null ? generated : written.text();
        List<String> own = new ArrayList<>(start);
        own.addAll(needsOf(lanes).map(PipelineCheck::words).orElse(implied));
        List<String> inside = new ArrayList<>();
        if (lanes.value("lanes").orElse(null) instanceof YamlNode.Mapping table) {
            for (YamlNode.Entry lane : table.entries()) {
                if (lane.value() instanceof YamlNode.Sequence list) {
                    inside.addAll(collect(list, own));
                }
            }
        }
        register(id, written == null ? lanes.at() : written.at(), waitsFor(lanes, implied, start, inside), lanes);
        return id;
    }

    private void register(String id, Position at, List<String> waitsFor, YamlNode.Mapping node) {
        Position first = places.putIfAbsent(id, at);
        if (first == null) {
            nodes.put(id, new WaitGraph.Waiting(at, waitsFor, needsOf(node).isEmpty()));
        } else {
            reading.problem(at, "duplicate step " + Reading.shown(id) + ", first on line " + first.line());
        }
    }

    /** What a node waits for: its own needs, what its lanes wait for, and, for lanes, the nodes inside. */
    private List<String> waitsFor(
            YamlNode.Mapping node, List<String> implied, List<String> start, List<String> inside) {
        List<String> all = new ArrayList<>(implied);
        Optional<List<YamlNode.Scalar>> written = needsOf(node);
        if (written.isPresent()) {
            all = words(written.get());
            needs.addAll(written.get());
        }
        all.addAll(start);
        all.addAll(inside);
        return all;
    }

    private void checkNeeds() {
        for (YamlNode.Scalar need : needs) {
            if (!nodes.containsKey(need.text())) {
                reading.unknown(
                        need.at(), "needs unknown step " + Reading.shown(need.text()), need.text(), nodes.keySet());
            }
        }
        for (WaitGraph.Cycle cycle : WaitGraph.cycles(nodes)) {
            reading.problem(
                    cycle.at(),
                    "steps wait for each other: " + String.join(" → ", cycle.ids())
                            + (cycle.hasImplied() ? "; a step without `needs` waits for the one before it" : ""));
        }
    }

    private void checkExpressions(Set<String> inputs) {
        for (Text text : texts) {
            if (!text.scalar().text().contains("${")) {
                continue;
            }
            TokenLocator locator = reading.locator(text.scalar());
            for (Expressions.Piece piece : Expressions.pieces(text.scalar().text())) {
                switch (piece) {
                    case Expressions.Wrong(String raw) ->
                        reading.problem(
                                locator.next(raw),
                                Reading.shown(raw)
                                        + " is no expression such as `${inputs.task}`; write `$${` for the characters");
                    case Expressions.Right(Expressions.Reference reference) ->
                        checkReference(reference, locator.next(reference.text()), inputs, text);
                    case Expressions.Right(Expressions.Literal _) -> {
                        // Text refers to nothing.
                    }
                }
            }
        }
    }

    private void checkReference(Expressions.Reference reference, Position at, Set<String> inputs, Text text) {
        String shown = Reading.shown(reference.text());
        if (text.locals().contains(reference.root())) {
            if (reference.root().equals("matrix") && !isAxis(reference, text.axes())) {
                reading.unknown(
                        at,
                        shown + " is no value of the matrix",
                        reference.path().getLast(),
                        text.axes());
            }
        } else if (!reference.root().equals("inputs")) {
            if (!ROOTS.contains(reference.root()) && !steps.contains(reference.root())) {
                Set<String> known = new TreeSet<>(steps);
                known.addAll(ROOTS);
                reading.unknown(
                        at,
                        shown + " starts with no step and none of inputs, env, project, run, secrets;"
                                + " write `$${` for the characters",
                        reference.root(),
                        known);
            }
        } else if (reference.path().size() != 2) {
            reading.problem(at, shown + " must name one input, such as `${inputs.task}`");
        } else if (!inputs.contains(reference.path().get(1))) {
            reading.unknown(
                    at,
                    shown + " is no input of this pipeline",
                    reference.path().get(1),
                    inputs);
        }
    }

    private static boolean isAxis(Expressions.Reference reference, Set<String> axes) {
        return reference.path().size() == 2 && axes.contains(reference.path().get(1));
    }

    private void collectTexts(YamlNode node, Set<String> locals, Set<String> axes) {
        switch (node) {
            case YamlNode.Scalar scalar -> texts.add(new Text(scalar, locals, axes));
            case YamlNode.Sequence sequence -> sequence.items().forEach(item -> collectTexts(item, locals, axes));
            case YamlNode.Mapping mapping ->
                mapping.entries().forEach(entry -> collectTexts(entry.value(), locals, axes));
        }
    }

    /** What the texts of a step may start with because it is carried out more than once. */
    private static Set<String> localsOf(YamlNode.Mapping step) {
        Set<String> locals = new TreeSet<>();
        if (step.value("matrix").isPresent()) {
            locals.add("matrix");
        }
        if (step.value("foreach").orElse(null) instanceof YamlNode.Mapping foreach) {
            locals.add("item");
            locals.add("index");
            YamlNode.Scalar as = scalar(foreach, "as");
            if (as != null) {
                locals.add(as.text());
            }
        }
        return locals;
    }

    private static Set<String> keysOf(YamlNode.Mapping node, String key) {
        Set<String> keys = new TreeSet<>();
        if (node.value(key).orElse(null) instanceof YamlNode.Mapping table) {
            table.entries().forEach(entry -> keys.add(entry.key().text()));
        }
        return keys;
    }

    private static Set<String> inputsOf(YamlNode.Mapping root) {
        Set<String> names = new TreeSet<>();
        if (root.value("inputs").orElse(null) instanceof YamlNode.Mapping declared) {
            declared.entries().forEach(entry -> names.add(entry.key().text()));
        }
        return names;
    }

    private static YamlNode.@Nullable Scalar scalar(YamlNode.Mapping mapping, String key) {
        return mapping.value(key).orElse(null) instanceof YamlNode.Scalar scalar ? scalar : null;
    }

    private static Optional<List<YamlNode.Scalar>> needsOf(YamlNode.Mapping node) {
        return node.value("needs")
                .map(value -> value instanceof YamlNode.Sequence list
                        ? list.items().stream()
                                .filter(YamlNode.Scalar.class::isInstance)
                                .map(YamlNode.Scalar.class::cast)
                                .toList()
                        : List.of());
    }

    private static List<String> words(List<YamlNode.Scalar> scalars) {
        return new ArrayList<>(scalars.stream().map(YamlNode.Scalar::text).toList());
    }
}
