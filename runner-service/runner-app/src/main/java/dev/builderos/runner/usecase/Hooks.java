package dev.builderos.runner.usecase;

import dev.builderos.bus.Envelope;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.policy.RecordAct;
import dev.builderos.contracts.registry.FindProject;
import dev.builderos.contracts.runner.hook.AddHook;
import dev.builderos.contracts.runner.hook.HookList;
import dev.builderos.contracts.runner.hook.HookProvider;
import dev.builderos.contracts.runner.hook.HookSecret;
import dev.builderos.contracts.runner.hook.HookView;
import dev.builderos.contracts.runner.hook.ListHooks;
import dev.builderos.contracts.runner.hook.RemoveHook;
import dev.builderos.contracts.runner.hook.RotateHook;
import dev.builderos.runner.config.RunnerConfig;
import dev.builderos.runner.hooks.HookSecrets;
import dev.builderos.runner.hooks.SecretSeal;
import dev.builderos.runner.store.HookStore;
import dev.builderos.runner.store.HookStore.StoredHook;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes, changes and removes endpoints, and knows their secrets. Blocking; for virtual threads. */
@ApplicationScoped
public class Hooks {
    /** How long the secret before is taken beside a new one. */
    static final Duration OVERLAP = Duration.ofHours(24);

    private static final Duration BOUND = Duration.ofSeconds(10);

    private final HookStore store;
    private final Sources sources;
    private final Acts acts;
    private final Path keys;
    private final Clock clock;
    private @Nullable SecretSeal seal;

    Hooks(HookStore store, Sources sources, Acts acts, RunnerConfig config, Clock clock) {
        this.store = store;
        this.sources = sources;
        this.acts = acts;
        this.keys = config.home().resolve("keys");
        this.clock = clock;
    }

    public HookSecret add(AddHook request) {
        sources.project(new FindProject(request.requester(), request.project()));
        String id = HookSecrets.newId();
        String secret = secret(request.provider(), request.secret());
        HookView view = new HookView(
                id, request.project(), request.provider(), request.requester().id(), now(), null, null);
        StoredHook hook = new StoredHook(request.requester().org(), view, sealed(id, secret), null);
        store.add(hook, told(request.requester(), "webhook.added", "added " + named(view), view))
                .await()
                .atMost(BOUND);
        return new HookSecret(view, secret);
    }

    public HookList list(ListHooks query) {
        return new HookList(store.list(query.requester().org(), query.project()).await().atMost(BOUND).stream()
                .map(this::asOfNow)
                .toList());
    }

    public HookSecret rotate(RotateHook request) {
        OrgId org = request.requester().org();
        HookView was = find(org, request.hook()).view();
        String secret = secret(was.provider(), request.secret());
        Instant now = now();
        HookView view = store.rotate(
                        org,
                        was.id(),
                        sealed(was.id(), secret),
                        now,
                        now.plus(OVERLAP),
                        told(request.requester(), "webhook.rotated", "gave another secret to " + named(was), was))
                .await()
                .atMost(BOUND)
                .orElseThrow(() -> unknown(request.hook()))
                .view();
        return new HookSecret(view, secret);
    }

    public HookView remove(RemoveHook request) {
        HookView was = find(request.requester().org(), request.hook()).view();
        return asOfNow(store.remove(
                        request.requester().org(),
                        was.id(),
                        told(request.requester(), "webhook.removed", "removed " + named(was), was))
                .await()
                .atMost(BOUND)
                .orElseThrow(() -> unknown(request.hook()))
                .view());
    }

    /** The endpoint of whoever asks; refused when it is none of theirs. */
    StoredHook find(OrgId org, String id) {
        return store.find(id)
                .await()
                .atMost(BOUND)
                .filter(hook -> hook.org().equals(org))
                .orElseThrow(() -> unknown(id));
    }

    /** The endpoint that a delivery came to. */
    Optional<StoredHook> addressed(String id) {
        return store.find(id).await().atMost(BOUND);
    }

    /** The secrets that are taken now, the newest first. */
    List<String> secrets(StoredHook hook) {
        List<String> secrets = new ArrayList<>();
        secrets.add(opened(hook.view().id(), hook.secret()));
        Instant until = hook.view().oldSecretUntil();
        if (hook.oldSecret() != null && until != null && until.isAfter(clock.instant())) {
            secrets.add(opened(hook.view().id(), hook.oldSecret()));
        }
        return secrets;
    }

    /** What was done to an endpoint, for the audit log. */
    private Envelope told(Requester by, String act, String title, HookView hook) {
        return acts.told(new RecordAct(
                by.org(),
                "webhook",
                by.id(),
                act,
                title,
                now(),
                Map.of(
                        "webhook", shortId(hook.id()),
                        "project", hook.project().value(),
                        "provider", hook.provider().name().toLowerCase(Locale.ROOT))));
    }

    private static String named(HookView hook) {
        return "the webhook " + shortId(hook.id()) + " for "
                + hook.provider().name().toLowerCase(Locale.ROOT) + " in " + hook.project();
    }

    private HookView asOfNow(HookView view) {
        Instant until = view.oldSecretUntil();
        return until == null || until.isAfter(clock.instant())
                ? view
                : new HookView(
                        view.id(),
                        view.project(),
                        view.provider(),
                        view.createdBy(),
                        view.createdAt(),
                        view.rotatedAt(),
                        null);
    }

    private static String secret(HookProvider provider, @Nullable String given) {
        if (given == null) {
            return HookSecrets.make(provider);
        }
        HookSecrets.flaw(provider, given).ifPresent(flaw -> {
            throw new ContractException("hook.secret", ErrorCategory.INVALID, flaw);
        });
        return given;
    }

    private String sealed(String hook, String secret) {
        return seal().seal(secret, hook);
    }

    private String opened(String hook, String sealed) {
        return seal().open(sealed, hook);
    }

    /** Enough of an id to know it by. */
    static String shortId(String hook) {
        return hook.substring(0, Math.min(hook.length(), 11));
    }

    /** Read when it is needed first: a runner that has no webhooks needs none. */
    private synchronized SecretSeal seal() {
        if (seal == null) {
            try {
                seal = SecretSeal.loadOrCreate(keys);
            } catch (IOException e) {
                throw new UncheckedIOException("the key of webhooks cannot be had", e);
            }
        }
        return seal;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    static ContractException unknown(String id) {
        return new ContractException(
                "hook.unknown", ErrorCategory.NOT_FOUND, "there is no webhook `" + shortId(id) + "`");
    }
}
