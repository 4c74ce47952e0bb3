package dev.builderos.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.builderos.contracts.Role;
import dev.builderos.gateway.api.RoleMatrix;
import dev.builderos.gateway.api.RoleRight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The matrix of who may do what is a file that people read; renew it with {@code -Dgolden.update=true}. */
class RightsTest {
    private static final Path MATRIX = Path.of("src/test/resources/rights-matrix.txt");
    private static final List<String> ENVIRONMENTS = List.of("dev", "stage", "prod");

    /** What is about an environment has it in its path. */
    private static final Set<String> OF_ENVIRONMENTS = Set.of("stopDeployment");

    private final Rights rights = new Rights();

    @Test
    void theMatrixIsAsPeopleHaveAgreed() throws IOException {
        String matrix = matrix();
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(MATRIX.getParent());
            Files.writeString(MATRIX, matrix);
        }

        assertThat(matrix).isEqualTo(Files.readString(MATRIX));
    }

    private String matrix() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("%-20s %-6s %s"
                .formatted(
                        "operation",
                        "env",
                        Arrays.stream(Role.values()).map(Role::title).collect(row())));
        for (String operation : OperationsTest.operationIds()) {
            if (rights.forAnybody(operation)) {
                lines.add("%-20s %-6s anybody".formatted(operation, "-"));
            } else if (OF_ENVIRONMENTS.contains(operation)) {
                ENVIRONMENTS.forEach(environment -> lines.add(line(operation, environment)));
            } else {
                lines.add(line(operation, null));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String line(String operation, @Nullable String environment) {
        return "%-20s %-6s %s"
                .formatted(
                        operation,
                        environment == null ? "-" : environment,
                        Arrays.stream(Role.values())
                                .map(role -> rights.permits(role, operation, environment) ? "yes" : "-")
                                .collect(row()));
    }

    private static Collector<String, ?, String> row() {
        return Collectors.collectingAndThen(
                Collectors.toList(),
                cells -> cells.stream()
                        .map("%-9s"::formatted)
                        .collect(Collectors.joining())
                        .stripTrailing());
    }

    @Test
    void whatIsNotInTheFileNobodyMay() {
        for (Role role : Role.values()) {
            assertThat(rights.permits(role, "somethingNew", null))
                    .as(role.title())
                    .isFalse();
        }
        assertThat(rights.forAnybody("somethingNew")).isFalse();
    }

    @Test
    void anEnvironmentOfAnotherNameIsAsWellKeptAsProd() {
        assertThat(rights.permits(Role.BUILDER, "stopDeployment", "dev")).isTrue();
        assertThat(rights.permits(Role.BUILDER, "stopDeployment", "live")).isFalse();
        assertThat(rights.permits(Role.ADMIN, "stopDeployment", "live")).isTrue();
        assertThat(rights.permits(Role.OWNER, "stopDeployment", null)).isFalse();
    }

    @Test
    void everyOperationHasAnOwnerOrIsForAnybody() throws IOException {
        for (String operation : OperationsTest.operationIds()) {
            assertThat(rights.forAnybody(operation) || rights.of(Role.OWNER).contains(operation))
                    .as(operation)
                    .isTrue();
        }
    }

    @Test
    void saysTheMatrixToWhoeverAsksAsItIsKept() {
        RoleMatrix said = rights.matrix();

        assertThat(said.roles()).containsExactly("Owner", "Admin", "Builder", "Reviewer", "Viewer");
        for (RoleRight right : said.rights()) {
            for (Role role : Role.values()) {
                assertThat(right.roles().contains(role.title()))
                        .as(right + " for " + role.title())
                        .isEqualTo(rights.permits(role, right.operation(), right.environment()));
            }
        }
        assertThat(said.rights())
                .contains(
                        new RoleRight("cancelRun", null, List.of("Owner", "Admin", "Builder")),
                        new RoleRight("stopDeployment", "prod", List.of("Owner", "Admin")));
    }
}
