package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            AuditFileResource.class,
            HookResource.class,
            InboxResource.class,
            ParkedResource.class,
            PolicyResource.class,
            SessionResource.class,
            SignOnResource.class,
            TeamResource.class,
            ShelfResource.class);
    private static final List<Class<? extends Annotation>> METHODS =
            List.of(GET.class, PUT.class, POST.class, DELETE.class);
    private static final Pattern PATH = Pattern.compile("^ {2}(/v1/\\S+):$");
    private static final Pattern METHOD = Pattern.compile("^ {4}(get|put|post|delete|patch):$");
    private static final Pattern OPERATION = Pattern.compile("^ {6}operationId: (\\w+)$");

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
        String path = "";
        String verb = "";
        for (String line : document().toList()) {
            Matcher atPath = PATH.matcher(line);
            Matcher atMethod = METHOD.matcher(line);
            Matcher atOperation = OPERATION.matcher(line);
            if (atPath.matches()) {
                path = atPath.group(1);
            } else if (atMethod.matches()) {
                verb = atMethod.group(1).toUpperCase(Locale.ROOT);
            } else if (atOperation.matches()) {
                operations.add(verb + " " + path + " " + atOperation.group(1));
            }
        }
        assertThat(operations).as("operations of the document").isNotEmpty();
        return operations;
    }

    private static Stream<String> document() throws IOException {
        try (InputStream document = OperationsTest.class.getResourceAsStream("/openapi/builderos.yaml")) {
            return new String(document.readAllBytes(), StandardCharsets.UTF_8).lines();
        }
    }
}
