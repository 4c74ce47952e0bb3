package dev.builderos.standalone;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the database must do so that an acknowledged fact survives a power loss; checked on the running server. */
final class Durability {
    /** {@code name=value}, as they are set at every start. */
    static final List<String> SETTINGS = List.of("fsync=on", "synchronous_commit=on", "full_page_writes=on");

    private static final List<String> DEMANDED =
            List.of("fsync=on", "synchronous_commit=on", "full_page_writes=on", "data_checksums=on");

    private Durability() {}

    static void demand(Connection connection) throws SQLException {
        List<String> violations = violations(connection);
        if (!violations.isEmpty()) {
            throw new StartFailure(
                    StartFailure.Reason.DATABASE_BROKEN,
                    "The database would lose what it acknowledged: " + String.join(", ", violations)
                            + ". Remove these settings from its configuration and start again.");
        }
    }

    /** The demanded settings that are otherwise, as {@code name=value}. */
    static List<String> violations(Connection connection) throws SQLException {
        List<String> violations = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String demanded : DEMANDED) {
                String name = demanded.substring(0, demanded.indexOf('='));
                try (ResultSet shown = statement.executeQuery("show " + name)) {
                    String actual = shown.next() ? name + "=" + shown.getString(1) : name + " unknown";
                    if (!actual.equals(demanded)) {
                        violations.add(actual);
                    }
                }
            }
        }
        return violations;
    }
}
