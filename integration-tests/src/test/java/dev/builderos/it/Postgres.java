package dev.builderos.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The database of a home, behind the server's back. */
record Postgres(Path home) {
    private static final String LIVES = "the database behind the server's back";

    /** A statement of SQL with its values; gives the number of rows it changed. */
    int change(String sql, Object... values) {
        try (Connection connection = connect();
                PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(LIVES, e);
        }
    }

    /** The first column of what a query finds. */
    List<String> ask(String sql, Object... values) {
        try (Connection connection = connect();
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(LIVES, e);
        }
    }

    long count(String sql, Object... values) {
        return Long.parseLong(ask(sql, values).getFirst());
    }

    /** Ends every session but the one that asks. */
    void endAllSessions() {
        ask("select pg_terminate_backend(pid)::text from pg_stat_activity"
                + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
    }

    Connection connect() {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
            String password =
                    Files.readString(home.resolve("postgres/password")).strip();
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + lines.get(3).strip()
                            + "/postgres?connectTimeout=5&socketTimeout=60",
                    "builderos",
                    password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(LIVES, e);
        }
    }

    ProcessHandle postmaster() {
        try {
            long pid = Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The postmaster and the processes that serve its clients. */
    ProcessHandle[] processes() {
        ProcessHandle postmaster = postmaster();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toArray(ProcessHandle[]::new);
    }

    private Path data() {
        return home.resolve("postgres/data");
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
