package dev.builderos.runner.config;

import dev.builderos.bus.BusBeans;
import dev.builderos.bus.OutboxRelay;
import dev.builderos.connectors.deploy.DeployConnector;
import dev.builderos.connectors.deploy.LocalDeployments;
import dev.builderos.connectors.git.GitConnector;
import dev.builderos.connectors.verify.VerifyConnector;
import dev.builderos.redaction.KnownSecrets;
import dev.builderos.runner.models.Models;
import dev.builderos.runner.steps.LogFilter;
import dev.builderos.runner.steps.LogRedaction;
import dev.builderos.runner.store.BlobStore;
import dev.builderos.runner.store.BroughtStore;
import dev.builderos.runner.store.CacheStore;
import dev.builderos.runner.store.DeliveryStore;
import dev.builderos.runner.store.FileBlobStore;
import dev.builderos.runner.store.GroupStore;
import dev.builderos.runner.store.HookStore;
import dev.builderos.runner.store.IncomingStore;
import dev.builderos.runner.store.Journal;
import dev.builderos.runner.store.LogStore;
import dev.builderos.runner.store.RunStore;
import dev.builderos.runner.store.S3BlobStore;
import dev.builderos.runner.store.S3Location;
import dev.builderos.runner.store.SaidStore;
import dev.builderos.runner.store.SpentStore;
import dev.builderos.runner.store.Tombstones;
import dev.builderos.runner.tools.Sandboxes;
import dev.builderos.runner.tools.SecretBook;
import dev.builderos.runner.tools.Toolbox;
import dev.builderos.sandbox.Jdk;
import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.RemoteSandbox;
import dev.builderos.secrets.SecretStore;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Puts the runner together from its settings. */
public class RunnerBeans {
    static final String RELAY = "runner";

    /** The database as the engine sees it, which is there for the runs of all orgs. */
    static final String ENGINE = "engine";

    /** Tells this process from every other, on whichever machine and under whichever name. */
    private static final String PROCESS =
            ProcessHandle.current().pid() + "/" + UUID.randomUUID().toString().substring(0, 8);

    private static String owner(RunnerConfig config) {
        return config.name().orElse("local") + "/" + PROCESS;
    }

    @Produces
    @Singleton
    @Named(RELAY)
    OutboxRelay relay(BusBeans.OutboxRelays relays) {
        return relays.of("runner");
    }

    void close(@Disposes @Named(RELAY) OutboxRelay relay) {
        relay.close();
    }

    @Produces
    @Singleton
    Journal journal(@ReactiveDataSource("journal") Pool pool, RunnerConfig config, @Named(RELAY) OutboxRelay relay) {
        return new Journal(pool, owner(config), config.lease(), relay::wake);
    }

    @Produces
    @Singleton
    RunStore runStore(@ReactiveDataSource(ENGINE) Pool pool, RunnerConfig config) {
        return new RunStore(pool, owner(config), config.lease());
    }

    @Produces
    @Singleton
    GroupStore groupStore(@ReactiveDataSource(ENGINE) Pool pool, RunnerConfig config) {
        return new GroupStore(pool, owner(config));
    }

    @Produces
    @Singleton
    SaidStore saidStore(@ReactiveDataSource(ENGINE) Pool pool, RunnerConfig config) {
        return new SaidStore(pool, owner(config));
    }

    @Produces
    @Singleton
    HookStore hookStore(@ReactiveDataSource(ENGINE) Pool pool) {
        return new HookStore(pool);
    }

    @Produces
    @Singleton
    DeliveryStore deliveryStore(@ReactiveDataSource(ENGINE) Pool pool) {
        return new DeliveryStore(pool);
    }

    @Produces
    @Singleton
    Tombstones tombstones(@ReactiveDataSource(ENGINE) Pool pool) {
        return new Tombstones(pool);
    }

    @Produces
    @Singleton
    IncomingStore incomingStore(@ReactiveDataSource(ENGINE) Pool pool) {
        return new IncomingStore(pool);
    }

    @Produces
    @Singleton
    BroughtStore broughtStore(@ReactiveDataSource(ENGINE) Pool pool, @Named(RELAY) OutboxRelay relay) {
        return new BroughtStore(pool, relay::wake);
    }

    @Produces
    @Singleton
    SpentStore spentStore(@ReactiveDataSource(ENGINE) Pool pool) {
        return new SpentStore(pool);
    }

    @Produces
    @Singleton
    CacheStore cacheStore(@ReactiveDataSource(ENGINE) Pool pool) {
        return new CacheStore(pool);
    }

    @Produces
    @Singleton
    BlobStore blobs(RunnerConfig config) {
        Path files = config.home().resolve("artifacts");
        return config.artifacts()
                .map(S3Location::parse)
                .<BlobStore>map(location -> new S3BlobStore(location, files.resolve("parts")))
                .orElseGet(() -> new FileBlobStore(files));
    }

    @Produces
    @Singleton
    LogStore logs(RunnerConfig config, BlobStore blobs) {
        return new LogStore(config.home().resolve("logs").resolve("runs"), blobs);
    }

    @Produces
    @Singleton
    KnownSecrets knownSecrets() {
        return KnownSecrets.of(SecretVariables.of(System.getenv()));
    }

    @Produces
    @Singleton
    LogFilter logFilter(KnownSecrets secrets) {
        return new LogRedaction(secrets);
    }

    @Produces
    @Singleton
    SecretBook secrets(RunnerConfig config, KnownSecrets known) {
        return new SecretBook(SecretStore.of(System.getenv(), config.home()), known);
    }

    @Produces
    @Singleton
    Sandboxes sandboxes(RunnerConfig config, Instance<RemoteSandbox> remote) {
        return new Sandboxes(
                config.sandbox(),
                config.sandbox().equals(Sandboxes.JOBS) ? remote.stream().findFirst() : Optional.empty());
    }

    @Produces
    @Singleton
    Models models() {
        return new Models(System::getenv);
    }

    @Produces
    @Singleton
    GitConnector git(KnownSecrets secrets) {
        return new GitConnector(secrets);
    }

    @Produces
    @Singleton
    LocalDeployments deployments(RunnerConfig config) {
        return new LocalDeployments(config.home().resolve("connectors"));
    }

    @Produces
    @Singleton
    Toolbox toolbox(
            BlobStore blobs, Sandboxes sandboxes, GitConnector git, KnownSecrets redactor, RunnerConfig config) {
        Jdk jdk = config.javaHome().map(Jdk::new).orElseGet(Jdk::running);
        Limits limits = Limits.DEFAULT
                .withMemoryBytes(config.command().memory().asLongValue())
                .withProcesses(config.command().processes());
        return new Toolbox(
                blobs, sandboxes, jdk, limits, redactor, List.of(git, new DeployConnector(), new VerifyConnector()));
    }
}
