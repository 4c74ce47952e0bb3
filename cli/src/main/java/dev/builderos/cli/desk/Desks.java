package dev.builderos.cli.desk;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.desk.DeskPlan.Change;
import dev.builderos.cli.desk.DeskPlan.Conflict;
import dev.builderos.cli.project.LocalState;
import dev.builderos.cli.project.NewProject;
import dev.builderos.gateway.api.DeskBundle;
import dev.builderos.gateway.api.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Applies desks to a directory and takes them back. A file that the project changed is merged; where that does not work,
 * every conflict is named and nothing is changed.
 */
public final class Desks {
    private final Path root;
    private final Path desks;
    private final FileChanges files;

    public Desks(Path root) {
        this.root = root;
        LocalState state = new LocalState(root.resolve(LocalState.DIRECTORY));
        this.desks = state.desks();
        this.files = new FileChanges(root, state.cache().resolve("desk-changes"));
    }

    public List<String> applied() throws IOException {
        return DeskState.names(desks);
    }

    /**
     * Applies a desk, or its next version.
     *
     * @param inputs what stands in its files for the placeholders of that name
     */
    public DeskPlan apply(DeskBundle desk, Map<String, String> inputs) throws IOException {
        files.recover();
        Map<String, DeskState.Laid> before =
                DeskState.find(desks, desk.name()).map(DeskState::files).orElse(Map.of());
        Map<String, String> theirs = new TreeMap<>();
        for (SourceFile file : desk.files()) {
            if (file.path().startsWith(LocalState.DIRECTORY + "/")) {
                throw new CliFailure(ExitCode.USAGE, "a desk may not write `" + file.path() + "`");
            }
            theirs.put(file.path(), DeskInputs.fill(file.text(), inputs));
        }
        Draft draft = new Draft();
        TreeSet<String> paths = new TreeSet<>(theirs.keySet());
        paths.addAll(before.keySet());
        for (String path : paths) {
            draft.place(path, before.get(path), read(path), theirs.get(path));
        }
        DeskState state = new DeskState(DeskState.KIND, desk.name(), desk.version(), desk.digest(), inputs, draft.laid);
        return draft.carryOut(desk.name(), Optional.of(state.bytes()));
    }

    /** Takes a desk back: the files it brought go, those that were there before stay. */
    public DeskPlan unapply(String name) throws IOException {
        files.recover();
        DeskState state = DeskState.find(desks, name)
                .orElseThrow(() -> new CliFailure(
                        ExitCode.NOT_FOUND,
                        "the desk `" + name + "` is not applied here",
                        "see:  builderos desk list"));
        Draft draft = new Draft();
        for (Map.Entry<String, DeskState.Laid> laid : state.files().entrySet()) {
            draft.takeBack(laid.getKey(), laid.getValue(), read(laid.getKey()));
        }
        return draft.carryOut(name, Optional.empty());
    }

    private @Nullable String read(String path) throws IOException {
        Path file = FileChanges.target(root, path);
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : null;
    }

    /** Decides file by file and carries out the whole. */
    private final class Draft {
        private final List<Change> changes = new ArrayList<>();
        private final List<Conflict> conflicts = new ArrayList<>();
        private final Map<String, DeskState.Laid> laid = new TreeMap<>();
        private final Map<String, Optional<byte[]>> contents = new TreeMap<>();

        void place(String path, DeskState.@Nullable Laid previous, @Nullable String ours, @Nullable String theirs)
                throws IOException {
            if (theirs == null) {
                remove(path, previous, ours);
            } else if (theirs.equals(ours)) {
                laid.put(path, new DeskState.Laid(theirs, null, previous == null ? ours : previous.before()));
            } else if (previous == null) {
                placeFirst(path, ours, theirs);
            } else if (ours == null) {
                placeDeleted(path, previous, theirs);
            } else {
                placeAgain(path, previous, ours, theirs);
            }
        }

        private void placeFirst(String path, @Nullable String ours, String theirs) {
            if (ours != null && !NewProject.wrote(path, ours)) {
                conflicts.add(new Conflict(path, "is here already, with another content"));
                return;
            }
            put(path, theirs, ours == null ? Change.Kind.CREATED : Change.Kind.UPDATED);
            laid.put(path, new DeskState.Laid(theirs, null, ours));
        }

        private void placeDeleted(String path, DeskState.Laid previous, String theirs) {
            if (theirs.equals(previous.base())) {
                laid.put(path, previous);
            } else {
                conflicts.add(new Conflict(path, "was deleted here and changed in the desk"));
            }
        }

        private void placeAgain(String path, DeskState.Laid previous, String ours, String theirs) throws IOException {
            if (ours.equals(previous.base())) {
                put(path, theirs, Change.Kind.UPDATED);
                laid.put(path, new DeskState.Laid(theirs, null, previous.before()));
            } else if (theirs.equals(previous.base())) {
                laid.put(path, previous);
            } else {
                merge(path, previous, ours, theirs);
            }
        }

        private void merge(String path, DeskState.Laid previous, String ours, String theirs) throws IOException {
            Optional<String> merged = TextMerge.merge(previous.base(), ours, theirs);
            if (merged.isEmpty()) {
                conflicts.add(new Conflict(path, "the same lines were changed here and in the desk"));
                return;
            }
            put(path, merged.get(), Change.Kind.MERGED);
            laid.put(path, new DeskState.Laid(theirs, merged.get(), previous.before()));
        }

        /** The new version no longer has the file. */
        private void remove(String path, DeskState.@Nullable Laid previous, @Nullable String ours) {
            if (previous != null) {
                restore(path, previous, ours, "was changed here and removed from the desk");
            }
        }

        void takeBack(String path, DeskState.Laid previous, @Nullable String ours) {
            restore(path, previous, ours, "was changed since the desk was applied");
        }

        private void restore(String path, DeskState.Laid previous, @Nullable String ours, String otherwise) {
            String before = previous.before();
            if (ours == null || ours.equals(before)) {
                return;
            }
            if (!ours.equals(previous.applied())) {
                conflicts.add(new Conflict(path, otherwise));
            } else if (before == null) {
                delete(path);
            } else {
                put(path, before, Change.Kind.UPDATED);
            }
        }

        private void put(String path, String text, Change.Kind kind) {
            contents.put(path, Optional.of(text.getBytes(StandardCharsets.UTF_8)));
            changes.add(new Change(path, kind));
        }

        private void delete(String path) {
            contents.put(path, Optional.empty());
            changes.add(new Change(path, Change.Kind.DELETED));
        }

        DeskPlan carryOut(String name, Optional<byte[]> state) throws IOException {
            if (conflicts.isEmpty()) {
                contents.put(root.relativize(DeskState.file(desks, name)).toString(), state);
                files.apply(contents);
            }
            return new DeskPlan(changes, conflicts);
        }
    }
}
