package dev.quire.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.BackupStatus;
import dev.quire.DirectoryCheck.Finding;
import dev.quire.DiskUse;
import dev.quire.NodeStorage;
import dev.quire.ScrubStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A node's disk as JSON, for the API and for commands. */
public final class StorageViews {
    private StorageViews() {}

    static ObjectNode of(NodeStorage storage) throws IOException {
        ObjectNode json = use(storage.use(), storage.columns());
        json.put("room", storage.room().name());
        json.set("scrub", scrub(storage.scrub()));
        storage.backup().ifPresent(status -> json.set("backup", backup(status)));
        return json;
    }

    /** @param columns bytes by column; none if they are not known */
    public static ObjectNode use(DiskUse use, Map<String, Long> columns) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("bytes", use.bytes());
        json.put("freeBytes", use.freeBytes());
        json.put("totalBytes", use.totalBytes());
        ArrayNode components = json.putArray("components");
        for (DiskUse.Component component : use.components()) {
            components
                    .addObject()
                    .put("name", component.name())
                    .put("files", component.files())
                    .put("bytes", component.bytes());
        }
        ArrayNode byColumn = json.putArray("columns");
        columns.forEach((name, bytes) -> byColumn.addObject().put("name", name).put("bytes", bytes));
        return json;
    }

    private static ObjectNode scrub(ScrubStatus scrub) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("passes", scrub.passes());
        json.put("bytes", scrub.bytes());
        json.put("ofBytes", scrub.ofBytes());
        json.set("findings", findings(scrub.findings()));
        json.set("repaired", findings(scrub.repaired()));
        return json;
    }

    /** As a list of objects. */
    public static ArrayNode findings(List<Finding> findings) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            ObjectNode row = rows.addObject();
            row.put("file", finding.file());
            finding.height().ifPresent(height -> row.put("height", height));
            row.put("problem", finding.problem());
        }
        return rows;
    }

    static ObjectNode backup(BackupStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("state", status.state().name());
        json.put("directory", status.directory().toString());
        json.put("bytes", status.bytes());
        json.put("ofBytes", status.ofBytes());
        json.put("height", status.height());
        status.problem().ifPresent(problem -> json.put("problem", problem));
        return json;
    }
}
