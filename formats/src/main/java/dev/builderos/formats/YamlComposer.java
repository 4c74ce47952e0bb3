package dev.builderos.formats;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Builds the tree of a file from the parser's events, without recursion and without the loader, which would resolve aliases,
 * tags and duplicate keys before anybody could point at them. Anchors, aliases and tags are refused: no file needs them, and
 * they are how small files become large ones.
 */
final class YamlComposer {
    static final int MAX_BYTES = 1 << 20;
    static final int MAX_NESTING = 50;

    private final Reading reading;
    private final Deque<Frame> open = new ArrayDeque<>();
    private @Nullable YamlNode root;
    private int documents;
    private boolean broken;

    private YamlComposer(Reading reading) {
        this.reading = reading;
    }

    /** The tree, or null when the file is no YAML of ours; then there are problems. */
    static @Nullable YamlNode compose(Reading reading) {
        String text = reading.source().text();
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            reading.problem(Position.START, "the file is larger than 1 MiB");
            return null;
        }
        return new YamlComposer(reading).run(text);
    }

    private @Nullable YamlNode run(String text) {
        try {
            Parser events = new ParserImpl(new StreamReader(text), new LoaderOptions());
            while (events.peekEvent() != null) {
                if (!accept(events.getEvent())) {
                    return null;
                }
            }
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            reading.problem(mark == null ? Position.START : position(mark), syntaxMessage(e));
            return null;
        } catch (ReaderException e) {
            reading.problem(
                    placeOf(text, e.getPosition()),
                    "the character U+%04X is not allowed in a text file".formatted(e.getCodePoint()));
            return null;
        } catch (YAMLException e) {
            reading.problem(Position.START, "this is not YAML: " + Reading.shown(String.valueOf(e.getMessage())));
            return null;
        }
        if (root == null && !broken) {
            reading.problem(Position.START, "the file is empty");
        }
        return broken ? null : root;
    }

    /** False when there is no use in reading on. */
    private boolean accept(Event event) {
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            broken(
                    event,
                    node instanceof AliasEvent
                            ? "aliases are not allowed; write the value out"
                            : "anchors are not allowed");
        }
        Position at = position(event.getStartMark());
        // Not a switch over types, whose first use takes longer than reading a file does.
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar, scalar.getTag());
            add(new YamlNode.Scalar(
                    scalar.getValue(),
                    scalar.isPlain(),
                    at,
                    scalar.getStartMark().getIndex(),
                    scalar.getEndMark().getIndex()));
        } else if (event instanceof MappingStartEvent mapping) {
            refuseTag(mapping, mapping.getTag());
            return open(new Frame(true, at));
        } else if (event instanceof SequenceStartEvent sequence) {
            refuseTag(sequence, sequence.getTag());
            return open(new Frame(false, at));
        } else if (event instanceof CollectionEndEvent) {
            add(open.pop().node());
        } else if (event instanceof AliasEvent) {
            add(new YamlNode.Scalar("", false, at, 0, 0));
        } else if (event instanceof DocumentStartEvent) {
            documents++;
            if (documents > 1) {
                broken(event, "a file holds one document");
                return false;
            }
        }
        return true;
    }

    private boolean open(Frame frame) {
        if (open.size() == MAX_NESTING) {
            reading.problem(frame.at, "nested deeper than " + MAX_NESTING + " levels");
            return false;
        }
        open.push(frame);
        return true;
    }

    private void add(YamlNode node) {
        Frame frame = open.peek();
        if (frame == null) {
            root = node;
        } else if (!frame.mapping) {
            frame.items.add(node);
        } else if (!frame.expectsValue) {
            frame.expectsValue = true;
            frame.key = key(frame, node);
        } else {
            frame.expectsValue = false;
            if (frame.key != null) {
                frame.entries.add(new YamlNode.Entry(frame.key, node));
            }
        }
    }

    /** The key, or null when it cannot be one and its value is to be dropped. */
    private YamlNode.@Nullable Scalar key(Frame frame, YamlNode node) {
        if (!(node instanceof YamlNode.Scalar key)) {
            reading.problem(node.at(), "a key must be a text");
            return null;
        }
        Position first = frame.places.putIfAbsent(key.text(), key.at());
        if (first != null) {
            reading.problem(key.at(), "duplicate key " + Reading.shown(key.text()) + ", first on line " + first.line());
            return null;
        }
        return key;
    }

    private void refuseTag(NodeEvent event, @Nullable String tag) {
        if (tag != null) {
            broken(event, "tags are not allowed: " + Reading.shown(tag));
        }
    }

    private void broken(Event event, String message) {
        broken = true;
        reading.problem(position(event.getStartMark()), message);
    }

    private static Position position(Mark mark) {
        return new Position(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Position placeOf(String text, int index) {
        int[] codePoints = text.codePoints().toArray();
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(index, codePoints.length); i++) {
            boolean ends = TokenLocator.endsLine(codePoints, i);
            line = ends ? line + 1 : line;
            column = ends ? 1 : column + 1;
        }
        return new Position(line, column);
    }

    private static String syntaxMessage(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("\\t(TAB)")) {
            return "tabs are not allowed here; use spaces";
        }
        String context = e.getContext();
        return "bad YAML: " + (context == null ? problem : context + ", " + problem);
    }

    /** A list or mapping whose end has not come yet. */
    private static final class Frame {
        private final boolean mapping;
        private final Position at;
        private final List<YamlNode> items = new ArrayList<>();
        private final List<YamlNode.Entry> entries = new ArrayList<>();
        private final Map<String, Position> places = new HashMap<>();
        private YamlNode.@Nullable Scalar key;
        private boolean expectsValue;

        private Frame(boolean mapping, Position at) {
            this.mapping = mapping;
            this.at = at;
        }

        private YamlNode node() {
            return mapping
                    ? new YamlNode.Mapping(List.copyOf(entries), at)
                    : new YamlNode.Sequence(List.copyOf(items), at);
        }
    }
}
