package dev.builderos.policy;

import dev.builderos.contracts.Digest;
import dev.builderos.contracts.OrgId;
import dev.builderos.receipts.audit.AuditLink;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the policy service left in its tables for one org, read beside the service. */
record PolicyTables(String jdbcUrl, OrgId org) {

    List<AuditLink> audit() throws SQLException {
        List<AuditLink> chain = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select seq, entry, hash from policy.audit where org = '" + org + "' order by seq")) {
            while (rows.next()) {
                chain.add(new AuditLink(rows.getLong(1), rows.getString(2), new Digest(rows.getString(3))));
            }
        }
        return chain;
    }

    int count(String table) throws SQLException {
        return number("select count(*) from policy." + table + " where org = '" + org + "'");
    }

    int number(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    void execute(String change) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(change);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, "postgres", "postgres");
    }
}
