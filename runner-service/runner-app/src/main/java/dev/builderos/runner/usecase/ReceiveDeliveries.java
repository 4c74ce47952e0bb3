package dev.builderos.runner.usecase;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.Digest;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.TimeOrderedId;
import dev.builderos.contracts.runner.hook.DeliveryReceived;
import dev.builderos.contracts.runner.hook.DeliveryView;
import dev.builderos.contracts.runner.hook.HookProvider;
import dev.builderos.contracts.runner.hook.PipelineOutcome;
import dev.builderos.contracts.runner.hook.PipelineVerdict;
import dev.builderos.contracts.runner.hook.ReceiveDelivery;
import dev.builderos.contracts.runner.hook.Redeliver;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.redaction.StructuredRedaction;
import dev.builderos.runner.engine.Event;
import dev.builderos.runner.hooks.EventReading;
import dev.builderos.runner.hooks.Verification;
import dev.builderos.runner.store.DeliveryStore;
import dev.builderos.runner.store.DeliveryStore.StoredDelivery;
import dev.builderos.runner.store.HookStore.StoredHook;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes deliveries: verified before they are read, kept before anything is started, and never taken twice. The key of each run
 * names the kept delivery, so that whoever settles it, after a crash too, makes each run once. Blocking; for virtual threads.
 */
@ApplicationScoped
public class ReceiveDeliveries {
    /** How long a delivery is kept; its sender may repeat it for 30 days. */
    static final Duration KEPT = Duration.ofDays(35);

    /** After so long, whoever received a delivery has left it. */
    private static final Duration LEFT = Duration.ofSeconds(30);

    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final int AT_ONCE = 100;
    private static final int REMOVED_AT_ONCE = 1_000;
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(ReceiveDeliveries.class);

    private final Hooks hooks;
    private final Triggers triggers;
    private final StartRuns startRuns;
    private final DeliveryStore store;
    private final StructuredRedaction redaction;
    private final Clock clock;
    private final ScheduledExecutorService timer = Settlements.timer();
    private final Settlements settlements;

    ReceiveDeliveries(
            Hooks hooks,
            Triggers triggers,
            StartRuns startRuns,
            DeliveryStore store,
            KnownSecrets secrets,
            Clock clock) {
        this.hooks = hooks;
        this.triggers = triggers;
        this.startRuns = startRuns;
        this.store = store;
        this.redaction = new StructuredRedaction(secrets, Set.of());
        this.clock = clock;
        this.settlements = new Settlements(store, timer);
    }

    /** Starts to settle what was left, and to remove what is old. */
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::sweep, 0, SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void stop() {
        timer.shutdownNow();
        settlements.write();
    }

    /** Refused with {@code hook.unverified} for everything that is not genuine, whatever the reason. */
    public DeliveryReceived receive(ReceiveDelivery request) {
        StoredHook hook = hooks.addressed(request.hook()).orElseThrow(ReceiveDeliveries::unverified);
        byte[] body = Base64.getDecoder().decode(request.base64());
        List<String> secrets = hooks.secrets(hook);
        String deliveryId =
                switch (Verification.of(hook.view().provider(), secrets, request.headers(), body, clock.instant())) {
                    case Verification.Genuine(String id) -> id;
                    case Verification.Refused(String reason) -> {
                        LOG.warnf("delivery not genuine hook=%s reason=%s", Hooks.shortId(request.hook()), reason);
                        throw unverified();
                    }
                };
        Digest digest = Digest.of(body);
        requireNone(secrets, body);
        Event event = EventReading.read(hook.view().provider(), request.headers(), body);
        StoredDelivery delivery = considered(hook, deliveryId, 0, event, body, digest);
        boolean once = hook.view().provider() == HookProvider.GITHUB;
        // Most are new, so it is kept first, and looked for only where that shows that it is kept already.
        if (!store.keep(delivery, once, kept(event, body)).await().atMost(BOUND)) {
            settlements.write(); // what came of it may be waiting here
            return repeated(
                    store.received(hook.org(), hook.view().id(), deliveryId, digest)
                            .await()
                            .atMost(BOUND)
                            .orElseThrow(),
                    digest);
        }
        return new DeliveryReceived(settle(delivery).view(), false);
    }

    /** As if it came anew now: what it starts, and by which files, is considered again. */
    public DeliveryView redeliver(Redeliver request) {
        OrgId org = request.requester().org();
        StoredHook hook = hooks.find(org, request.hook());
        StoredDelivery before = find(org, request.hook(), request.delivery());
        byte[] body = body(before);
        Event event = EventReading.of(hook.view().provider(), before.view().event(), body);
        int attempt = store.nextAttempt(org, request.hook(), before.view().deliveryId())
                .await()
                .atMost(BOUND);
        StoredDelivery again = considered(
                hook,
                before.view().deliveryId(),
                attempt,
                event,
                body,
                before.view().body());
        if (!store.keep(again, false, kept(event, body)).await().atMost(BOUND)) {
            throw new ContractException(
                    "delivery.busy",
                    ErrorCategory.CONFLICT,
                    "somebody else delivers it again at this moment; look at what came of that first");
        }
        return settle(again).view();
    }

    StoredDelivery find(OrgId org, String hook, String delivery) {
        UUID id;
        try {
            id = UUID.fromString(delivery);
        } catch (IllegalArgumentException notAnId) {
            throw missing(delivery);
        }
        return store.find(org, hook, id).await().atMost(BOUND).orElseThrow(() -> missing(delivery));
    }

    byte[] body(StoredDelivery delivery) {
        return store.body(delivery.org(), UUID.fromString(delivery.view().id()))
                .await()
                .atMost(BOUND)
                .orElseThrow(() -> new ContractException(
                        "delivery.not-kept",
                        ErrorCategory.CONFLICT,
                        "the body of this delivery was not kept, because a secret of this server is in it"));
    }

    /** Bodies are kept, and parts of them become inputs. */
    private static void requireNone(List<String> secrets, byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        if (secrets.stream().anyMatch(text::contains)) {
            throw new ContractException(
                    "hook.secret-in-body",
                    ErrorCategory.INVALID,
                    "the body holds the secret that it is signed with, and would be kept; have the provider leave it out");
        }
    }

    private DeliveryReceived repeated(StoredDelivery known, Digest digest) {
        if (known.view().body().equals(digest)) {
            return new DeliveryReceived(known.view(), true);
        }
        store.conflict(known.org(), known.view().id()).await().atMost(BOUND);
        LOG.warnf(
                "another body under a known delivery id hook=%s delivery=%s",
                Hooks.shortId(known.view().hook()), known.view().id());
        throw new ContractException(
                "delivery.other-body",
                ErrorCategory.CONFLICT,
                "a delivery of this id was received with another body; this one starts nothing");
    }

    private StoredDelivery considered(
            StoredHook hook, String deliveryId, int attempt, Event event, byte[] body, Digest digest) {
        Triggers.Considered considered = triggers.consider(hook.org(), hook.view(), event);
        return new StoredDelivery(
                hook.org(),
                new DeliveryView(
                        TimeOrderedId.next(clock).toString(),
                        hook.view().id(),
                        hook.view().project(),
                        deliveryId,
                        attempt,
                        event.name(),
                        digest,
                        body.length,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        considered.snapshot(),
                        0,
                        considered.verdicts()),
                considered.starts(),
                considered.starts().isEmpty());
    }

    /** What the redactor would take something out of is not kept: the body would not be what was sent any more. */
    private byte @Nullable [] kept(Event event, byte[] body) {
        return redaction.find(event.payload()).isPresent() ? null : body;
    }

    /** Makes the runs that are still to be made. What cannot be made now is left for later. */
    private StoredDelivery settle(StoredDelivery delivery) {
        if (delivery.settled()) {
            return delivery;
        }
        List<PipelineVerdict> verdicts = new ArrayList<>();
        boolean settled = true;
        for (PipelineVerdict verdict : delivery.view().verdicts()) {
            PipelineVerdict now = verdict.outcome() == PipelineOutcome.STARTS ? started(delivery, verdict) : verdict;
            settled &= now.outcome() != PipelineOutcome.STARTS;
            verdicts.add(now);
        }
        StoredDelivery done = delivery.with(verdicts, settled);
        settlements.add(done);
        return done;
    }

    private PipelineVerdict started(StoredDelivery delivery, PipelineVerdict verdict) {
        DeliveryView view = delivery.view();
        try {
            var run = startRuns.start(Triggers.start(
                    delivery.org(),
                    view.hook(),
                    view.project(),
                    Objects.requireNonNull(view.snapshot()),
                    verdict.pipeline(),
                    Objects.requireNonNull(delivery.starts().get(verdict.pipeline())),
                    "hook/" + view.id() + "/"
                            + Digest.of(verdict.pipeline()).hex().substring(0, 16)));
            return new PipelineVerdict(verdict.pipeline(), PipelineOutcome.STARTED, verdict.reason(), run.runId());
        } catch (ContractException refused) {
            if (refused.error().category().retryable()) {
                LOG.warnf(
                        "run of a delivery is made later delivery=%s errorCode=%s",
                        view.id(), refused.error().code());
                return verdict;
            }
            return new PipelineVerdict(
                    verdict.pipeline(),
                    PipelineOutcome.REFUSED,
                    verdict.reason() + ", and yet: " + refused.error().message(),
                    null);
        }
    }

    private void sweep() {
        try {
            for (StoredDelivery left : store.unsettled(LEFT, AT_ONCE).await().atMost(BOUND)) {
                settle(left);
            }
            removeOld(clock.instant().minus(KEPT));
        } catch (RuntimeException failed) {
            LOG.warnf(failed, "deliveries: a sweep failed; the next one goes on");
        }
    }

    /** As many as there are, so that they never grow older faster than they go. */
    private void removeOld(Instant before) {
        int removed;
        do {
            removed = store.remove(before, REMOVED_AT_ONCE).await().atMost(BOUND);
        } while (removed == REMOVED_AT_ONCE);
    }

    private static ContractException missing(String delivery) {
        return new ContractException(
                "delivery.unknown",
                ErrorCategory.NOT_FOUND,
                "there is no delivery `" + delivery + "`; `builderos hooks deliveries` lists them");
    }

    /** One answer for all: it says nothing to whoever tries. */
    private static ContractException unverified() {
        return new ContractException(
                "hook.unverified", ErrorCategory.DENIED, "no webhook of this server has sent this");
    }
}
