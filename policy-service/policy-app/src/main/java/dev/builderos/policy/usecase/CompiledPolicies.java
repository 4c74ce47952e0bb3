package dev.builderos.policy.usecase;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.formats.Parsed;
import dev.builderos.formats.SourceText;
import dev.builderos.policy.engine.CompiledPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Pinned policies ready to judge: the most recently used are kept, the others compiled again when they are needed. */
@ApplicationScoped
public class CompiledPolicies {
    private static final Logger LOG = Logger.getLogger(CompiledPolicies.class);
    private static final int KEPT = 256;

    private final PinnedPolicies pinned;
    private final StandingPolicies standing;
    private final Transactions transactions;
    private final Map<Key, CompiledPolicy> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CompiledPolicy> eldest) {
            return size() > KEPT;
        }
    };

    CompiledPolicies(PinnedPolicies pinned, StandingPolicies standing, Transactions transactions) {
        this.pinned = pinned;
        this.standing = standing;
        this.transactions = transactions;
    }

    private record Key(OrgId org, Digest digest) {}

    /** Compiles on a worker thread: a policy may be long. */
    public Uni<Parsed<CompiledPolicy>> compile(PinnedPolicies.Texts policy) {
        return onWorker(() -> CompiledPolicy.compile(policy.project(), policy.org()));
    }

    /** What takes longer than an event loop should be held. */
    <T> Uni<T> onWorker(Callable<T> work) {
        return Uni.createFrom().completionStage(() -> {
            Context context = Vertx.currentContext();
            if (context == null) {
                throw new IllegalStateException("use cases run on a Vert.x context");
            }
            return context.executeBlocking(work, false).toCompletionStage();
        });
    }

    /** A policy file with the policy of the org that bounds it now. */
    public Uni<PinnedPolicies.Texts> bounded(OrgId org, SourceText policy) {
        return transactions
                .within(org, () -> standing.find(org, StandingPolicies.OF_ORG))
                .map(found -> new PinnedPolicies.Texts(
                        policy, found.map(StandingPolicies.Standing::policy).orElse(null)));
    }

    /** A policy the org has pinned; empty when it has not. */
    public Uni<Optional<CompiledPolicy>> find(OrgId org, Digest digest) {
        Key key = new Key(org, digest);
        CompiledPolicy ready = get(key);
        if (ready != null) {
            return Uni.createFrom().item(Optional.of(ready));
        }
        return transactions
                .within(org, () -> pinned.find(org, digest))
                .flatMap(text -> text.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : compile(text.get()).map(compiled -> keep(key, compiled)));
    }

    private Optional<CompiledPolicy> keep(Key key, Parsed<CompiledPolicy> compiled) {
        return switch (compiled) {
            case Parsed.Ok<CompiledPolicy>(CompiledPolicy policy) -> {
                put(key, policy);
                yield Optional.of(policy);
            }
            case Parsed.Invalid<CompiledPolicy> _ -> {
                LOG.errorf("pinned policy no longer compiles org=%s digest=%s", key.org(), key.digest());
                yield Optional.empty();
            }
        };
    }

    private synchronized @Nullable CompiledPolicy get(Key key) {
        return kept.get(key);
    }

    private synchronized void put(Key key, CompiledPolicy policy) {
        kept.put(key, policy);
    }
}
