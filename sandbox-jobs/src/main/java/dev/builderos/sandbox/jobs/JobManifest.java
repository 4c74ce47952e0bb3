package dev.builderos.sandbox.jobs;

import dev.builderos.sandbox.Limits;
import dev.builderos.sandbox.Origin;
import dev.builderos.sandbox.SandboxCommand;
import dev.builderos.sandbox.Shadows;
import dev.builderos.sandbox.WorkspaceAccess;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Job of one command, and the Secret with its environment: all that Kubernetes is told of it. */
final class JobManifest {
    static final String CONTAINER = "command";

    private static final Path WORKSPACE = Path.of("/workspace");
    private static final String TEMPORARY = "/tmp";
    private static final String HOME = "/tmp/home";

    /** Who cannot be killed any more because the runner is gone ends by itself, and so late that no runner is forestalled. */
    private static final Duration SPARE = Duration.ofMinutes(1);

    /** A runner removes the Job itself; this is for one that cannot any more. */
    private static final int KEPT_SECONDS = 300;

    /** The file size limit of a POSIX shell counts blocks of 512 bytes. */
    private static final int BLOCK = 512;

    /** Sets what a pod has no fields for, then becomes the command. Shells have either of two letters for processes. */
    private static final String LAUNCH = """
            limit() { ulimit "$1" "$2" 2>/dev/null || test "$(ulimit "$1" 2>/dev/null)" -le "$2" 2>/dev/null; }
            refuse() { echo "the shell of the image cannot limit $1, so the command does not run" >&2; exit 126; }
            mkdir -p "$HOME" || exit 126
            limit -c 0 || refuse "core dumps"
            limit -f "$1" || refuse "the size of files"
            limit -u "$2" || limit -p "$2" || refuse "processes"
            shift 2
            exec "$@" </dev/null
            """;

    private JobManifest() {}

    /**
     * Suspended: no pod is made of it before it is told to go on.
     *
     * @param subPath of the workspace, on the volume
     * @param start tells this start from every other
     */
    static Job job(
            JobSettings settings,
            SandboxCommand command,
            Origin origin,
            Path subPath,
            Shadows.Cover cover,
            String start) {
        Map<String, String> labels = JobName.labels(origin);
        Duration deadline =
                command.limits().wallClock().plus(settings.patience().start()).plus(SPARE);
        return new JobBuilder()
                .withNewMetadata()
                .withName(JobName.of(origin))
                .withNamespace(settings.namespace())
                .withLabels(labels)
                .addToAnnotations(JobName.START, start)
                .endMetadata()
                .withNewSpec()
                .withSuspend(true)
                .withCompletions(1)
                .withParallelism(1)
                .withBackoffLimit(0)
                .withPodReplacementPolicy("Failed")
                .withActiveDeadlineSeconds(deadline.toSeconds())
                .withTtlSecondsAfterFinished(KEPT_SECONDS)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(pod(settings, command, secret(origin, start), subPath, cover))
                .endTemplate()
                .endSpec()
                .build();
    }

    private static PodSpec pod(
            JobSettings settings, SandboxCommand command, String secret, Path subPath, Shadows.Cover cover) {
        Limits limits = command.limits();
        PodSpecBuilder pod = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withServiceAccountName(JobName.COMMAND)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withHostname("sandbox")
                // The policies of the cluster deny asking for names; nobody is told whom to ask.
                .withDnsPolicy("None")
                .withNewDnsConfig()
                .withNameservers("127.0.0.1")
                .endDnsConfig()
                .withTerminationGracePeriodSeconds(
                        Math.max(1, settings.patience().grace().toSeconds()))
                .withNodeSelector(settings.nodes().isEmpty() ? null : new TreeMap<>(settings.nodes()))
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(settings.user())
                .withRunAsGroup(settings.user())
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext();
        // Another runtime has a kernel of its own, and need not know how to map users.
        settings.runtimeClass().ifPresentOrElse(pod::withRuntimeClassName, () -> pod.withHostUsers(false));
        return pod.addNewContainer()
                .withName(CONTAINER)
                .withImage(settings.image())
                .withCommand(argv(command))
                .withWorkingDir(WORKSPACE.resolve(command.workingDirectory()).toString())
                .withEnvFrom(new EnvFromSourceBuilder()
                        .withNewSecretRef(secret, false)
                        .build())
                .withResources(new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity("100m"))
                        .addToRequests("memory", new Quantity(Long.toString(limits.memoryBytes())))
                        .addToRequests("ephemeral-storage", new Quantity("64Mi"))
                        .addToLimits("cpu", new Quantity(settings.cpu()))
                        .addToLimits("memory", new Quantity(Long.toString(limits.memoryBytes())))
                        .addToLimits("ephemeral-storage", new Quantity("1Gi"))
                        .build())
                .withSecurityContext(new SecurityContextBuilder()
                        .withAllowPrivilegeEscalation(false)
                        .withReadOnlyRootFilesystem(true)
                        .withPrivileged(false)
                        .withNewCapabilities()
                        .addToDrop("ALL")
                        .endCapabilities()
                        .build())
                .withVolumeMounts(mounts(command, subPath, cover))
                .endContainer()
                .withVolumes(
                        new VolumeBuilder()
                                .withName("workspace")
                                .withNewPersistentVolumeClaim(settings.claim(), false)
                                .build(),
                        // In memory, and counted as the command's: it fills neither the node's disk nor anybody else's
                        // memory.
                        new VolumeBuilder()
                                .withName("tmp")
                                .withNewEmptyDir()
                                .withMedium("Memory")
                                .withSizeLimit(new Quantity(Long.toString(Math.max(1, limits.memoryBytes() / 2))))
                                .endEmptyDir()
                                .build())
                .build();
    }

    /** Kubernetes replaces `$(NAME)` in arguments and reads two dollars as one, so every dollar is written twice. */
    private static List<String> argv(SandboxCommand command) {
        List<String> argv = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCH, "sh"));
        argv.add(Long.toString(Math.max(1, command.limits().fileBytes() / BLOCK)));
        argv.add(Integer.toString(command.limits().processes()));
        argv.addAll(command.argv());
        return argv.stream().map(argument -> argument.replace("$", "$$")).toList();
    }

    private static List<VolumeMount> mounts(SandboxCommand command, Path subPath, Shadows.Cover cover) {
        List<VolumeMount> mounts = new ArrayList<>();
        boolean readOnly = command.access() == WorkspaceAccess.READ_ONLY;
        mounts.add(mount(subPath, WORKSPACE, readOnly));
        // A mount point cannot be renamed, so what is below cannot be moved away either.
        cover.pinned().forEach(path -> mounts.add(mount(subPath.resolve(path), WORKSPACE.resolve(path), false)));
        cover.readOnly().forEach(path -> mounts.add(mount(subPath.resolve(path), WORKSPACE.resolve(path), true)));
        mounts.add(new VolumeMountBuilder()
                .withName("tmp")
                .withMountPath(TEMPORARY)
                .build());
        return mounts;
    }

    private static VolumeMount mount(Path subPath, Path at, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName("workspace")
                .withMountPath(at.toString())
                .withSubPath(subPath.toString())
                .withReadOnly(readOnly)
                .build();
    }

    /** Of one start: the Secret of an earlier one with the same name may not be gone yet. */
    private static String secret(Origin origin, String start) {
        return JobName.of(origin) + "-" + start;
    }

    /** The command's variables, in an object that goes when the Job goes. */
    static Secret secret(SandboxCommand command, Origin origin, String start, Job owner) {
        Map<String, String> variables =
                new TreeMap<>(Map.of("LANG", "C.UTF-8", "TERM", "dumb", "HOME", HOME, "TMPDIR", TEMPORARY));
        variables.putAll(command.environment());
        return new SecretBuilder()
                .withNewMetadata()
                .withName(secret(origin, start))
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(owner.getMetadata().getLabels())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withType("Opaque")
                .withImmutable(true)
                .withStringData(variables)
                .build();
    }
}
