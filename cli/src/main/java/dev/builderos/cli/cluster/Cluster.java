package dev.builderos.cli.cluster;

import dev.builderos.cli.CliFailure;
import dev.builderos.cli.ExitCode;
import dev.builderos.cli.cluster.Health.Reading;
import dev.builderos.cli.cluster.Member.Kind;
import dev.builderos.cli.server.Detached;
import dev.builderos.gateway.api.GatewayHome;
import dev.builderos.gateway.api.RecordJson;
import dev.builderos.gateway.api.ServerFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cluster of a home: started, looked at, harmed on purpose, stopped. */
public final class Cluster {
    /** The first start of Keycloak makes its tables. */
    private static final Duration READY = Duration.ofMinutes(5);

    private static final Duration ENDED = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private static final Member KEYCLOAK = new Member("keycloak", Kind.KEYCLOAK);

    private final ClusterHome files;
    private final GatewayHome home;
    private final Programs programs;
    private final Detached detached;
    private final String version;

    /** How long the logs of members were when they were started from here. */
    private final Map<Member, Long> logged = new HashMap<>();

    public Cluster(GatewayHome home, Map<String, String> environment, String version) {
        this.home = home;
        this.files = new ClusterHome(home);
        this.programs = new Programs(environment);
        this.detached = new Detached(environment);
        this.version = version;
    }

    /**
     * How a member is.
     *
     * @param pid of its process; null where it has none
     * @param port where it listens on the loopback interface
     * @param memory resident, in bytes; null where the system does not say
     */
    public record Standing(
            String name,
            String state,
            @Nullable Long pid,
            int port,
            @Nullable Long memory,
            String log) {}

    /**
     * Starts what does not run, and waits until everything is ready. Two calls at the same time start each member once.
     *
     * @param runners how many; a cluster that is there keeps what it has
     * @param signOn whether people sign on at a Keycloak; where it is not said, as the cluster has it, and with one for a new cluster
     * @param progress is told of each member that is ready and how long it took
     * @throws CliFailure when a member does not start, or the cluster cannot become what is asked for
     */
    public List<Standing> up(int runners, Optional<Boolean> signOn, BiConsumer<Member, Duration> progress)
            throws IOException {
        files.makeDirectories();
        try (FileChannel lockFile = FileChannel.open(
                        files.directory().resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock();
                Health health = new Health()) {
            if (!lock.isValid()) {
                throw new IllegalStateException("the lock of the cluster is gone");
            }
            ClusterFile cluster = files.read().orElseGet(() -> new ClusterFile(Map.of(), Map.of()));
            refuseBesideAServer(cluster);
            cluster = withPorts(cluster, runners, signsOn(cluster, signOn));
            List<Member> services = new ArrayList<>();
            for (Member member : members(cluster)) {
                cluster = started(cluster, member);
                if (member.kind().deployable().isPresent() || member.kind() == Kind.KEYCLOAK) {
                    services.add(member);
                } else {
                    awaitReady(cluster, member, health, progress);
                }
            }
            for (Member member : services) {
                awaitReady(cluster, member, health, progress);
            }
            tellClients(cluster);
            return standings(cluster, health);
        }
    }

    /** A home has one database; the laptop's server has it while that runs. */
    private void refuseBesideAServer(ClusterFile cluster) {
        Optional<ServerFile> server = home.server();
        boolean ours = server.isPresent()
                && cluster.processes().values().stream()
                        .anyMatch(each -> each.pid() == server.get().pid());
        if (server.isPresent() && !ours) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "a laptop server runs in " + home.directory()
                            + ", and its database cannot be the cluster's as well",
                    "stop it:  builderos down   (its runs are there in the cluster, too)",
                    "or give the cluster a home of its own:  BUILDEROS_HOME=~/.builderos-cluster builderos cluster up");
        }
    }

    /** Who signs on where is told to the parts as they start, so it cannot change under those that run. */
    private static boolean signsOn(ClusterFile cluster, Optional<Boolean> wanted) {
        boolean isNew = cluster.ports().isEmpty();
        boolean has = cluster.ports().containsKey(KEYCLOAK.name());
        boolean wants = wanted.orElse(isNew || has);
        if (has && !wants) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "people sign on at this cluster's Keycloak already, and it keeps that",
                    "give one without a home of its own:  BUILDEROS_HOME=~/.builderos-cluster builderos cluster up --sign-on none");
        }
        boolean runs = members(cluster).stream()
                .anyMatch(member -> cluster.process(member).isPresent());
        if (wants && !has && runs) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "this cluster runs without Keycloak, and its parts would not know of one",
                    "stop it first:  builderos cluster down   then:  builderos cluster up --sign-on keycloak");
        }
        return wants;
    }

    private ClusterFile withPorts(ClusterFile cluster, int runners, boolean signOn) throws IOException {
        Map<String, Integer> ports = new HashMap<>(cluster.ports());
        for (Member member : wanted(runners, signOn)) {
            if (!ports.containsKey(member.name())) {
                ports.put(member.name(), freePort());
            }
        }
        ClusterFile known = new ClusterFile(ports, cluster.processes());
        files.write(known);
        return known;
    }

    private static List<Member> wanted(int runners, boolean signOn) {
        return Stream.of(
                        Stream.of(new Member("database", Kind.DATABASE), new Member("nats", Kind.NATS)),
                        signOn ? Stream.of(KEYCLOAK) : Stream.<Member>empty(),
                        Stream.of(new Member("registry", Kind.REGISTRY), new Member("policy", Kind.POLICY)),
                        IntStream.rangeClosed(1, runners).mapToObj(i -> new Member("runner-" + i, Kind.RUNNER)),
                        Stream.of(new Member("gateway", Kind.GATEWAY)))
                .flatMap(members -> members)
                .toList();
    }

    /** All members of a cluster that is there, in the order they are started. */
    static List<Member> members(ClusterFile cluster) {
        return cluster.ports().keySet().stream()
                .map(name -> new Member(
                        name, Kind.valueOf(name.replaceAll("-[0-9]+$", "").toUpperCase(Locale.ROOT))))
                .sorted((a, b) -> a.kind() == b.kind()
                        ? a.name().compareTo(b.name())
                        : a.kind().compareTo(b.kind()))
                .toList();
    }

    private ClusterFile started(ClusterFile cluster, Member member) throws IOException {
        if (cluster.process(member).isPresent()) {
            return cluster;
        }
        logged.put(member, Detached.length(files.log(member)));
        Process process = detached.start(
                command(cluster, member), files.directory(), settings(cluster, member), files.log(member));
        ClusterFile now = cluster.with(member, process.toHandle());
        files.write(now);
        return now;
    }

    private List<String> command(ClusterFile cluster, Member member) throws IOException {
        return switch (member.kind()) {
            case DATABASE -> programs.database();
            case NATS -> {
                Path configuration = files.directory().resolve("nats.conf");
                ClusterHome.write(
                        configuration,
                        NatsConfiguration.text(
                                        cluster.port(member), files.directory().resolve("nats"), passwords(cluster))
                                .getBytes(StandardCharsets.UTF_8));
                yield programs.nats(configuration);
            }
            case KEYCLOAK -> programs.keycloak();
            case REGISTRY, POLICY, RUNNER, GATEWAY ->
                programs.service(member.kind().deployable().orElseThrow());
        };
    }

    private Map<String, String> passwords(ClusterFile cluster) throws IOException {
        Map<String, String> passwords = new HashMap<>();
        for (Member member : members(cluster)) {
            Optional<String> service = member.kind().deployable();
            if (service.isPresent()) {
                passwords.put(
                        service.get(), Files.readString(password(service.get())).strip());
            }
        }
        return passwords;
    }

    /** What a service shows NATS; all runners are one there. */
    private Path password(String service) throws IOException {
        return files.secret("bus-password-" + service);
    }

    /** What a member is told by its environment. */
    private Map<String, String> settings(ClusterFile cluster, Member member) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("BUILDEROS_HOME", files.home().toString());
        settings.put("BUILDEROS_PORT", String.valueOf(cluster.port(member)));
        // Memory that threads have freed goes back instead of staying in an arena for each of them.
        settings.put("MALLOC_ARENA_MAX", "2");
        Optional<String> service = member.kind().deployable();
        if (service.isEmpty()) {
            if (cluster.ports().containsKey(KEYCLOAK.name())) {
                Keycloak keycloak = keycloak(cluster);
                settings.putAll(member.kind() == Kind.KEYCLOAK ? keycloak.settings() : keycloak.databaseSettings());
            }
            return settings;
        }
        settings.put("BUILDEROS_BUS_URL", "nats://127.0.0.1:" + cluster.port(new Member("nats", Kind.NATS)));
        settings.put("BUILDEROS_BUS_USER", service.get());
        settings.put("BUILDEROS_BUS_PASSWORD_FILE", password(service.get()).toString());
        if (member.kind() == Kind.GATEWAY) {
            ClusterHome.newSecret(files.tokenFile());
            settings.put("BUILDEROS_GATEWAY_TOKEN_FILE", files.tokenFile().toString());
            if (cluster.ports().containsKey(KEYCLOAK.name())) {
                settings.put("BUILDEROS_SIGN_ON_ISSUER", keycloak(cluster).issuer());
            }
            return settings;
        }
        settings.put(
                "BUILDEROS_DATABASE_URL",
                "postgresql://127.0.0.1:" + cluster.port(new Member("database", Kind.DATABASE)) + "/postgres");
        settings.put(
                "BUILDEROS_DATABASE_PASSWORD_FILE",
                files.home().resolve("postgres/password").toString());
        if (member.kind() == Kind.RUNNER) {
            settings.put("BUILDEROS_RUNNER_NAME", member.name());
        }
        return settings;
    }

    private Keycloak keycloak(ClusterFile cluster) {
        return new Keycloak(files, cluster.port(KEYCLOAK), cluster.port(new Member("database", Kind.DATABASE)));
    }

    /** Where people sign on; empty where they do not. */
    public Optional<Keycloak> keycloak() throws IOException {
        return files.read()
                .filter(cluster -> cluster.ports().containsKey(KEYCLOAK.name()))
                .map(this::keycloak);
    }

    private void awaitReady(ClusterFile cluster, Member member, Health health, BiConsumer<Member, Duration> progress) {
        long start = System.nanoTime();
        while (health.read(member, cluster.port(member)) != Reading.READY) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (cluster.process(member).isEmpty()) {
                throw failed(member, member + " ended while it was starting");
            }
            if (waited.compareTo(READY) > 0) {
                throw failed(member, member + " was not ready after " + READY.toMinutes() + " minutes");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        progress.accept(member, Duration.ofNanos(System.nanoTime() - start));
    }

    private CliFailure failed(Member member, String what) {
        List<String> details = new ArrayList<>(Detached.tail(files.log(member), logged.getOrDefault(member, 0L)));
        details.add("its whole log:  builderos cluster logs " + member);
        details.add(
                "the others go on; try again with  builderos cluster up , or end them with  builderos cluster down");
        return new CliFailure(ExitCode.UNREACHABLE, what, details);
    }

    /** Every command of this home finds the gateway from now on. */
    private void tellClients(ClusterFile cluster) throws IOException {
        Member gateway = new Member("gateway", Kind.GATEWAY);
        ProcessHandle process = cluster.process(gateway).orElseThrow(() -> failed(gateway, "the gateway ended"));
        ServerFile server = new ServerFile(process.pid(), cluster.port(gateway), Instant.now(), version);
        ClusterHome.write(files.serverFile(), RecordJson.write(server));
    }

    /** How each member is; empty where the home has no cluster. */
    public List<Standing> status() throws IOException {
        Optional<ClusterFile> cluster = files.read();
        if (cluster.isEmpty()) {
            return List.of();
        }
        try (Health health = new Health()) {
            return standings(cluster.get(), health);
        }
    }

    private List<Standing> standings(ClusterFile cluster, Health health) {
        return members(cluster).stream()
                .map(member -> {
                    Optional<ProcessHandle> process = cluster.process(member);
                    int port = cluster.port(member);
                    return new Standing(
                            member.name(),
                            process.map(running ->
                                            health.read(member, port).name().toLowerCase(Locale.ROOT))
                                    .orElse("down"),
                            process.map(ProcessHandle::pid).orElse(null),
                            port,
                            process.flatMap(Cluster::memory).orElse(null),
                            files.log(member).toString());
                })
                .toList();
    }

    private static Optional<Long> memory(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException elsewhere) {
            return Optional.empty();
        }
    }

    /** The member of this name. */
    public Member member(String name) throws IOException {
        List<Member> all = files.read().map(Cluster::members).orElse(List.of());
        return all.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CliFailure(
                        ExitCode.NOT_FOUND,
                        "the cluster has no `" + name + "`",
                        all.isEmpty()
                                ? "there is no cluster in " + home.directory() + "; start one:  builderos cluster up"
                                : "it has "
                                        + String.join(
                                                ", ",
                                                all.stream().map(Member::name).toList())));
    }

    public Path log(Member member) {
        return files.log(member);
    }

    /** Kills a member's process without a word; false when it has none. */
    public boolean kill(Member member) throws IOException {
        Optional<ProcessHandle> process = files.read().flatMap(cluster -> cluster.process(member));
        process.ifPresent(running -> {
            running.destroyForcibly();
            awaitEnd(member, running);
        });
        return process.isPresent();
    }

    /** Ends all members, those first that need the others; false when none ran. */
    public boolean down() throws IOException {
        Optional<ClusterFile> cluster = files.read();
        if (cluster.isEmpty()) {
            return false;
        }
        boolean any = false;
        List<Member> last = new ArrayList<>();
        Map<Member, ProcessHandle> ending = new HashMap<>();
        for (Member member : members(cluster.get()).reversed()) {
            Optional<ProcessHandle> process = cluster.get().process(member);
            any |= process.isPresent();
            if (member.kind().deployable().isEmpty()) {
                last.add(member);
            } else if (process.isPresent()) {
                process.get().destroy();
                ending.put(member, process.get());
            }
        }
        ending.forEach(Cluster::awaitEnd);
        for (Member member : last) {
            cluster.get().process(member).ifPresent(process -> {
                process.destroy();
                awaitEnd(member, process);
            });
        }
        Files.deleteIfExists(files.serverFile());
        return any;
    }

    private static void awaitEnd(Member member, ProcessHandle process) {
        try {
            process.onExit().get(ENDED.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.INTERRUPTED, "interrupted while " + member + " was ending");
        } catch (ExecutionException | TimeoutException e) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    member + " has not ended within " + ENDED.toSeconds() + " s",
                    "end it by force:  builderos cluster kill " + member);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
