package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperationsTest {
    private static final List<Class<?>> RESOURCES = List.of(
            StatusResource.class,
            ProjectResource.class,
            RunResource.class,
            FileResource.class,
            RunStreamResource.class,
            ApprovalResource.class,
            AuditResource.class,
            BroughtRunResource.class,
            ContentResource.class,
            AuditFileResource.class,
            HookResource.class,
            InboxResource.class,
            ParkedResource.class,
            PromptResource.class,
            PolicyResource.class,
            SessionResource.class,
            SignOnResource.class,
            TeamResource.class,
            ShelfResource.class);
    private static final List<Class<? extends Annotation>> METHODS =
            List.of(GET.class, PUT.class, POST.class, DELETE.class);

    @Test
    void servesExactlyTheOperationsOfTheDocument() throws IOException {
        assertThat(served()).isEqualTo(documented());
    }

    private static Set<String> served() {
        Set<String> operations = new TreeSet<>();
        for (Class<?> resource : RESOURCES) {
            String base = resource.getAnnotation(Path.class).value();
            for (Method method : resource.getDeclaredMethods()) {
                Path path = method.getAnnotation(Path.class);
                METHODS.stream()
                        .filter(method::isAnnotationPresent)
                        .forEach(verb -> operations.add(verb.getSimpleName() + " " + base
                                + (path == null ? "" : path.value()) + " " + method.getName()));
            }
        }
        return operations;
    }

    /** By name. */
    static Set<String> operationIds() throws IOException {
        return documented().stream()
                .map(operation -> operation.substring(operation.lastIndexOf(' ') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> documented() throws IOException {
        Set<String> operations = new TreeSet<>();
        try (InputStream in = OperationsTest.class.getResourceAsStream("/openapi/builderos.yaml")) {
            JsonNode paths = new YAMLMapper().readTree(in).path("paths");
            paths.properties()
                    .forEach(path -> path.getValue()
                            .properties()
                            .forEach(operation -> operations.add(operation
                                            .getKey()
                                            .toUpperCase(Locale.ROOT) + " " + path.getKey() + " "
                                    + operation.getValue().path("operationId").asText())));
        }
        assertThat(operations).as("operations of the document").isNotEmpty();
        return operations;
    }
}
