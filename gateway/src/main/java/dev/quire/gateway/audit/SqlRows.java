package dev.quire.gateway.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Every value of every table in a database that JDBC reaches. */
final class SqlRows {
    private static final Set<String> SYSTEM = Set.of("information_schema", "pg_catalog");
    private static final int ROWS_AT_ONCE = 10;

    private SqlRows() {}

    /** Is told of each value. */
    interface Values {
        void value(String table, String column, long row, InputStream value) throws IOException;
    }

    private record Table(String schema, String name) {}

    static void read(Connection connection, Values values) throws SQLException, IOException {
        // PostgreSQL hands over all rows at once otherwise.
        connection.setAutoCommit(false);
        for (Table table : tables(connection.getMetaData())) {
            String quote = connection.getMetaData().getIdentifierQuoteString();
            String query = "select * from " + quoted(table.schema, quote) + "." + quoted(table.name, quote);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(ROWS_AT_ONCE);
                try (ResultSet rows = statement.executeQuery(query)) {
                    read(table, rows, values);
                }
            }
        }
    }

    private static List<Table> tables(DatabaseMetaData database) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (ResultSet found = database.getTables(null, null, "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (found.next()) {
                String schema = found.getString("TABLE_SCHEM");
                if (!SYSTEM.contains(schema.toLowerCase(Locale.ROOT))) {
                    tables.add(new Table(schema, found.getString("TABLE_NAME")));
                }
            }
        }
        return tables;
    }

    private static String quoted(String name, String quote) {
        return quote + name.replace(quote, quote + quote) + quote;
    }

    private static void read(Table table, ResultSet rows, Values values) throws SQLException, IOException {
        ResultSetMetaData columns = rows.getMetaData();
        for (long row = 1; rows.next(); row++) {
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                try (InputStream value = value(rows, i, columns.getColumnType(i))) {
                    values.value(table.schema + "." + table.name, columns.getColumnName(i), row, value);
                }
            }
        }
    }

    private static InputStream value(ResultSet rows, int column, int type) throws SQLException {
        return switch (type) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                Optional.ofNullable(rows.getBinaryStream(column)).orElseGet(InputStream::nullInputStream);
            default ->
                Optional.ofNullable(rows.getString(column))
                        .<InputStream>map(text -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                        .orElseGet(InputStream::nullInputStream);
        };
    }
}
