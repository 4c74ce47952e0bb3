package dev.builderos.bus;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The role that services act as where they log in as one that row level security does not bind: the superuser of a database that is
 * theirs alone. It owns nothing, so that it can neither change a table nor what is kept from it.
 */
public final class ServiceRole {
    public static final String NAME = "builderos_services";

    /** In the place of a role: the one of the login. */
    public static final String NONE = "none";

    private ServiceRole() {}

    /** Which role a service acts as that logs in like this connection: {@link #NAME} or {@link #NONE}. */
    public static String of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet login = statement.executeQuery(
                        "select rolsuper or rolbypassrls from pg_roles where rolname = session_user")) {
            login.next();
            return login.getBoolean(1) ? NAME : NONE;
        }
    }

    /**
     * Gives the role, where one is needed, what a service does in its schema; again after each migration. Services that start at the
     * same time do this one after the other, until the end of their transactions: PostgreSQL refuses changes of one table's rights at once.
     */
    static void grant(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(hashtextextended('" + NAME + "', 0))");
            if (of(connection).equals(NONE)) {
                return;
            }
            statement.execute("""
                    do $$
                    begin
                      if not exists (select from pg_roles where rolname = '%1$s') then
                        create role %1$s nologin;
                      end if;
                    end $$""".formatted(NAME));
            String quoted = statement.enquoteIdentifier(schema, true);
            for (String right : new String[] {
                "usage on schema",
                "select, insert, update, delete on all tables in schema",
                "usage on all sequences in schema",
                "execute on all functions in schema"
            }) {
                statement.execute("grant " + right + " " + quoted + " to " + NAME);
            }
        }
    }
}
