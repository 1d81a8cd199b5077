package dev.quire.node.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** A JSON object for people: its fields one below the other, then each list of objects as a table. */
final class TextView {
    private static final int GAP = 2;

    private TextView() {}

    static String of(ObjectNode object) {
        List<List<String>> fields = new ArrayList<>();
        StringBuilder tables = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getValue().isArray() && field.getValue().path(0).isObject()) {
                tables.append(System.lineSeparator()).append(table(field.getValue()));
            } else {
                fields.add(List.of(Printable.line(field.getKey()), text(field.getValue())));
            }
        }
        return (fields.isEmpty() ? "" : render(fields)) + tables;
    }

    private static String table(JsonNode rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> row.fieldNames().forEachRemaining(names::add));
        List<List<String>> cells = new ArrayList<>();
        cells.add(names.stream()
                .map(name -> Printable.line(name).toUpperCase(Locale.ROOT))
                .toList());
        rows.forEach(row ->
                cells.add(names.stream().map(name -> text(row.path(name))).toList()));
        return render(cells);
    }

    private static String text(JsonNode value) {
        return Printable.line(value.isValueNode() ? value.asText() : value.isMissingNode() ? "" : value.toString());
    }

    private static String render(List<List<String>> rows) {
        Column[] columns = new Column[rows.get(0).size()];
        for (int i = 0; i < columns.length; i++) {
            int at = i;
            int width =
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            columns[i] = new Column(width + GAP, 0, Column.Overflow.SPAN);
        }
        TextTable table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), columns);
        rows.forEach(row -> table.addRowValues(row.toArray(String[]::new)));
        return table.toString();
    }
}
