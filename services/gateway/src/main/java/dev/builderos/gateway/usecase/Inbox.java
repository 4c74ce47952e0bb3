package dev.builderos.gateway.usecase;

import dev.builderos.gateway.api.ApprovalState;
import dev.builderos.gateway.api.ApprovalView;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one client has seen of the requests for approval, and what to give it next: each request whenever it is otherwise than
 * the client last saw it, never an older state after a newer one. It only decides; reading and waiting are the caller's.
 */
final class Inbox {
    private static final int BOUND = 256;

    sealed interface Next {}

    record Give(ApprovalView approval) implements Next {}

    /** Ask which are pending, and hand over the answer to {@link #pending}. */
    record List() implements Next {}

    /** This one is pending no more, and its news were missed: read it and hand it over as {@link #news}. */
    record Find(String id) implements Next {}

    record Wait() implements Next {}

    private final Deque<ApprovalView> news = new ArrayDeque<>();
    private final Deque<String> lost = new ArrayDeque<>();
    /** The pending ones the client has seen, with their number of answers; a closed one never changes again. */
    private final Map<String, Integer> seenPending = new HashMap<>();

    private final Set<String> seenClosed = new HashSet<>();
    private boolean stale = true;

    synchronized void news(ApprovalView approval) {
        if (news.size() >= BOUND) {
            news.clear();
            stale = true;
            return;
        }
        news.add(approval);
    }

    synchronized void lookAgain() {
        stale = true;
    }

    synchronized void pending(Collection<ApprovalView> approvals) {
        Set<String> gone = new HashSet<>(seenPending.keySet());
        for (ApprovalView approval : approvals) {
            gone.remove(approval.id());
            if (isNew(approval)) {
                news.add(approval);
            }
        }
        news.forEach(approval -> gone.remove(approval.id()));
        lost.clear();
        lost.addAll(gone);
    }

    synchronized Next next() {
        for (ApprovalView approval = news.poll(); approval != null; approval = news.poll()) {
            if (isNew(approval)) {
                see(approval);
                return new Give(approval);
            }
        }
        String id = lost.poll();
        if (id != null) {
            return seenClosed.contains(id) ? next() : new Find(id);
        }
        if (stale) {
            stale = false;
            return new List();
        }
        return new Wait();
    }

    private boolean isNew(ApprovalView approval) {
        if (seenClosed.contains(approval.id())) {
            return false;
        }
        Integer answers = seenPending.get(approval.id());
        return approval.state() != ApprovalState.PENDING
                || answers == null
                || approval.answers().size() > answers;
    }

    private void see(ApprovalView approval) {
        if (approval.state() == ApprovalState.PENDING) {
            seenPending.put(approval.id(), approval.answers().size());
        } else {
            seenPending.remove(approval.id());
            seenClosed.add(approval.id());
        }
    }
}
