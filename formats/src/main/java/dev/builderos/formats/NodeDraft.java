package dev.builderos.formats;

import java.util.ArrayList;
import java.util.List;

/** A node as written, before it knows what stands before it. */
@FunctionalInterface
interface NodeDraft {

    /**
     * The node in its place.
     *
     * @param implied what it needs if it does not say so itself
     */
    Node place(List<String> implied, LanesNumbers numbers);

    /** A list of nodes, in which each waits for the one before it unless it says otherwise. */
    static List<Node> placeAll(List<NodeDraft> drafts, LanesNumbers numbers) {
        List<Node> nodes = new ArrayList<>();
        List<String> implied = List.of();
        for (NodeDraft draft : drafts) {
            Node node = draft.place(implied, numbers);
            nodes.add(node);
            implied = List.of(node.id());
        }
        return nodes;
    }
}
