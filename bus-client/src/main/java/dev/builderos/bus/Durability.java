package dev.builderos.bus;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the database must do so that an acknowledged fact survives a power loss; checked on the running server. */
public final class Durability {
    private static final Map<String, Set<String>> DEMANDED = new TreeMap<>(Map.of(
            "fsync", Set.of("on"),
            "synchronous_commit", Set.of("on", "remote_apply"),
            "full_page_writes", Set.of("on")));

    private Durability() {}

    /** The settings, as {@code name=value}, that a database of our own is started with. */
    public static List<String> settings() {
        return DEMANDED.keySet().stream().map(name -> name + "=on").toList();
    }

    /** The demanded settings that are otherwise, as {@code name=value}. */
    public static List<String> violations(Connection connection) throws SQLException {
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, Set<String>> demanded : DEMANDED.entrySet()) {
            String actual = shown(connection, demanded.getKey());
            if (!demanded.getValue().contains(actual)) {
                violations.add(demanded.getKey() + "=" + actual);
            }
        }
        return violations;
    }

    /** Whether damage to a page is noticed when it is read. */
    public static boolean hasChecksums(Connection connection) throws SQLException {
        return shown(connection, "data_checksums").equals("on");
    }

    private static String shown(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet shown = statement.executeQuery("show " + name)) {
            return shown.next() ? shown.getString(1) : "unknown";
        }
    }
}
