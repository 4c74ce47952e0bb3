package dev.builderos.gateway.http;

import dev.builderos.contracts.Role;
import dev.builderos.gateway.api.RoleMatrix;
import dev.builderos.gateway.api.RoleRight;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which roles may use which operation, as {@code rights.properties} says: {@code operation = roles}, or, where it is about an
 * environment, {@code operation.environment = roles}. An operation that is not there nobody may use; an environment that is not
 * there is as well kept as {@code prod}.
 */
@ApplicationScoped
class Rights {
    static final String NOT_PERMITTED = "request.not-permitted";

    private static final String FILE = "rights.properties";
    private static final String ANYBODY = "anybody";
    private static final String STRICTEST = "prod";

    private final Map<String, Set<Role>> roles;
    private final Set<String> forAnybody;

    /** As this program has them. */
    Rights() {
        Properties lines = new Properties();
        try (InputStream in = Objects.requireNonNull(Rights.class.getResourceAsStream(FILE), FILE)) {
            lines.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        forAnybody = lines.stringPropertyNames().stream()
                .filter(name -> lines.getProperty(name).equals(ANYBODY))
                .collect(Collectors.toUnmodifiableSet());
        roles = new TreeMap<>();
        lines.stringPropertyNames().stream()
                .filter(name -> !forAnybody.contains(name))
                .forEach(name -> roles.put(name, roles(lines.getProperty(name))));
    }

    private static Set<Role> roles(String titles) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(titles.split(",", -1))
                .map(String::strip)
                .map(Role::ofTitle)
                .forEach(roles::add);
        return roles;
    }

    /** Whether it is for whoever asks, known or not. */
    boolean forAnybody(String operation) {
        return forAnybody.contains(operation);
    }

    /** @param environment the one it is about; null for none */
    boolean permits(Role role, String operation, @Nullable String environment) {
        if (environment == null || roles.containsKey(operation)) {
            return roles.getOrDefault(operation, Set.of()).contains(role);
        }
        return roles.getOrDefault(
                        operation + "." + environment, roles.getOrDefault(operation + "." + STRICTEST, Set.of()))
                .contains(role);
    }

    /** What a role may use, in some environment at least. */
    List<String> of(Role role) {
        return roles.entrySet().stream()
                .filter(entry -> entry.getValue().contains(role))
                .map(entry -> entry.getKey().replaceAll("\\..*", ""))
                .distinct()
                .toList();
    }

    /** All that not everybody may do, by operation. */
    RoleMatrix matrix() {
        return new RoleMatrix(
                Arrays.stream(Role.values()).map(Role::title).toList(),
                roles.entrySet().stream().map(Rights::right).toList());
    }

    private static RoleRight right(Map.Entry<String, Set<Role>> line) {
        String[] parts = line.getKey().split("\\.", 2);
        return new RoleRight(
                parts[0],
                parts.length == 1 ? null : parts[1],
                line.getValue().stream().map(Role::title).toList());
    }
}
