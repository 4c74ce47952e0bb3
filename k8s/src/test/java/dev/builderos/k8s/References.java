package dev.builderos.k8s;

import static dev.builderos.k8s.Manifests.each;
import static dev.builderos.k8s.Manifests.id;

import com.fasterxml.jackson.databind.JsonNode;
import dev.builderos.k8s.Manifests.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one object names of another is there; Secrets, which no manifest holds, are in {@code k8s/secrets.yaml} with their keys. */
final class References {
    private final Manifests manifests;
    private final JsonNode secrets = Tree.document(Tree.text("k8s/secrets.yaml"));
    private final List<String> problems = new ArrayList<>();

    private References(Manifests manifests) {
        this.manifests = manifests;
    }

    static Stream<String> problems(Manifests manifests) {
        References references = new References(manifests);
        manifests.workloads().forEach(references::ofWorkload);
        manifests.all("HorizontalPodAutoscaler").forEach(references::ofScaler);
        manifests.all("ScaledObject").forEach(references::ofScaler);
        manifests.all("Ingress").forEach(references::ofIngress);
        manifests.all("ServiceMonitor").forEach(references::ofMonitor);
        manifests.all("RoleBinding").forEach(references::ofBinding);
        manifests.all("Certificate").forEach(references::ofCertificate);
        manifests.all("Cluster").forEach(references::ofCluster);
        manifests.all("Database").forEach(references::ofDatabase);
        manifests
                .all("ScheduledBackup")
                .forEach(backup -> references.there(backup, "Cluster", backup.at("/spec/cluster/name")));
        manifests.all("Keycloak").forEach(references::ofKeycloak);
        manifests
                .all("KeycloakRealmImport")
                .forEach(realm -> references.there(realm, "Keycloak", realm.at("/spec/keycloakCRName")));
        return references.problems.stream();
    }

    private void ofWorkload(Workload workload) {
        JsonNode object = workload.object();
        JsonNode pod = workload.pod();
        there(object, "ServiceAccount", pod.path("serviceAccountName"));
        if (Manifests.kind(object).equals("StatefulSet")) {
            there(object, "Service", object.at("/spec/serviceName"));
        }
        workload.containers().flatMap(container -> each(container.path("env"))).forEach(env -> {
            secret(object, env.at("/valueFrom/secretKeyRef/name"), env.at("/valueFrom/secretKeyRef/key"));
            setting(object, env.at("/valueFrom/configMapKeyRef"));
        });
        each(pod.path("volumes")).forEach(volume -> ofVolume(object, volume));
        List<String> volumes = Stream.concat(each(pod.path("volumes")), each(object.at("/spec/volumeClaimTemplates")))
                .map(volume -> volume.hasNonNull("name")
                        ? volume.path("name").asText()
                        : volume.at("/metadata/name").asText())
                .toList();
        workload.containers()
                .flatMap(container -> each(container.path("volumeMounts")))
                .map(mount -> mount.path("name").asText())
                .filter(mount -> !volumes.contains(mount))
                .forEach(mount -> problems.add(id(object) + " mounts `" + mount + "`, which is no volume of it"));
    }

    private void ofVolume(JsonNode object, JsonNode volume) {
        if (volume.has("persistentVolumeClaim")) {
            there(object, "PersistentVolumeClaim", volume.at("/persistentVolumeClaim/claimName"));
        }
        if (volume.has("configMap")) {
            there(object, "ConfigMap", volume.at("/configMap/name"));
        }
        if (volume.has("secret")) {
            String name = volume.at("/secret/secretName").asText();
            Optional<JsonNode> declared = declared(name);
            if (declared.isEmpty()) {
                problems.add(id(object) + " names the Secret `" + name + "`, which is not in k8s/secrets.yaml");
            } else if (declared.get().path("optional").asBoolean()
                    != volume.at("/secret/optional").asBoolean()) {
                problems.add(id(object) + " and k8s/secrets.yaml differ in whether `" + name + "` may be missing");
            }
        }
        each(volume.at("/projected/sources"))
                .map(source -> source.path("secret"))
                .filter(source -> !source.isMissingNode())
                .forEach(source -> each(source.path("items"))
                        .forEach(item -> secret(object, source.path("name"), item.path("key"))));
    }

    private void ofScaler(JsonNode scaler) {
        JsonNode target = scaler.at("/spec/scaleTargetRef");
        there(scaler, target.path("kind").asText(), target.path("name"));
        manifests
                .find(target.path("kind").asText(), target.path("name").asText())
                .filter(workload -> workload.path("spec").has("replicas"))
                .ifPresent(workload -> problems.add(id(workload) + " says how many there are, and so does " + id(scaler)
                        + ": each would undo the other"));
    }

    private void ofIngress(JsonNode ingress) {
        each(ingress.at("/spec/tls")).forEach(tls -> secret(ingress, tls.path("secretName"), "tls.crt"));
        each(ingress.at("/spec/rules"))
                .flatMap(rule -> each(rule.at("/http/paths")))
                .map(path -> path.at("/backend/service"))
                .forEach(service -> {
                    there(ingress, "Service", service.path("name"));
                    port(
                            ingress,
                            service.path("name").asText(),
                            service.at("/port/name").asText());
                });
    }

    private void ofMonitor(JsonNode monitor) {
        String name =
                monitor.at("/spec/selector/matchLabels/app.kubernetes.io~1name").asText();
        each(monitor.at("/spec/endpoints")).forEach(endpoint -> {
            port(monitor, name, endpoint.path("port").asText());
            JsonNode credentials = endpoint.at("/authorization/credentials");
            secret(monitor, credentials.path("name"), credentials.path("key"));
        });
    }

    private void ofBinding(JsonNode binding) {
        there(binding, binding.at("/roleRef/kind").asText(), binding.at("/roleRef/name"));
        each(binding.path("subjects"))
                .forEach(subject -> there(binding, subject.path("kind").asText(), subject.path("name")));
    }

    private void ofCertificate(JsonNode certificate) {
        there(certificate, certificate.at("/spec/issuerRef/kind").asText(), certificate.at("/spec/issuerRef/name"));
        secret(certificate, certificate.at("/spec/secretName"), "tls.crt");
        JsonNode password = certificate.at("/spec/keystores/pkcs12/passwordSecretRef");
        secret(certificate, password.path("name"), password.path("key"));
    }

    private void ofCluster(JsonNode cluster) {
        each(cluster.at("/spec/managed/roles"))
                .forEach(role -> secret(cluster, role.at("/passwordSecret/name"), "password"));
    }

    private void ofDatabase(JsonNode database) {
        String cluster = database.at("/spec/cluster/name").asText();
        there(database, "Cluster", database.at("/spec/cluster/name"));
        List<String> roles = manifests.find("Cluster", cluster).stream()
                .flatMap(found -> each(found.at("/spec/managed/roles")))
                .map(role -> role.path("name").asText())
                .toList();
        each(database.at("/spec/schemas"))
                .map(schema -> schema.path("owner").asText())
                .filter(owner -> !roles.contains(owner))
                .forEach(owner -> problems.add(id(database) + ": `" + owner + "` owns a schema and is no role"));
    }

    private void ofKeycloak(JsonNode keycloak) {
        for (String secret : new String[] {"usernameSecret", "passwordSecret"}) {
            JsonNode reference = keycloak.at("/spec/db/" + secret);
            secret(keycloak, reference.path("name"), reference.path("key"));
        }
        secret(keycloak, keycloak.at("/spec/ingress/tlsSecret"), "tls.crt");
    }

    private void there(JsonNode from, String kind, JsonNode name) {
        if (manifests.find(kind, name.asText()).isEmpty()) {
            problems.add(id(from) + " names " + kind + "/" + name.asText() + ", which is not there");
        }
    }

    private void setting(JsonNode from, JsonNode reference) {
        if (reference.isMissingNode()) {
            return;
        }
        there(from, "ConfigMap", reference.path("name"));
        manifests
                .find("ConfigMap", reference.path("name").asText())
                .filter(map -> !map.path("data").has(reference.path("key").asText()))
                .ifPresent(map -> problems.add(
                        id(from) + " reads `" + reference.path("key").asText() + "` of " + id(map)));
    }

    private void port(JsonNode from, String service, String port) {
        if (manifests.find("Service", service).stream()
                .flatMap(found -> each(found.at("/spec/ports")))
                .noneMatch(found -> found.path("name").asText().equals(port))) {
            problems.add(id(from) + " names the port `" + port + "` of Service/" + service + ", which has none such");
        }
    }

    private void secret(JsonNode from, JsonNode name, JsonNode key) {
        if (!name.isMissingNode()) {
            secret(from, name, key.asText());
        }
    }

    private void secret(JsonNode from, JsonNode name, String key) {
        if (declared(name.asText()).stream()
                .flatMap(secret -> Manifests.texts(secret.path("keys")))
                .noneMatch(key::equals)) {
            problems.add(id(from) + " reads `" + key + "` of the Secret `" + name.asText()
                    + "`, which is not in k8s/secrets.yaml");
        }
    }

    private Optional<JsonNode> declared(String name) {
        return each(secrets)
                .filter(secret -> secret.path("name").asText().equals(name))
                .findFirst();
    }
}
