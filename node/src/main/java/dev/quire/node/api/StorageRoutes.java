package dev.quire.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.NoRoomException;
import dev.quire.NodeStorage;
import dev.quire.spi.consensus.Entry;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;

/** What the node keeps on its disk, for its operator and for a member that has lost something. */
final class StorageRoutes {
    private static final int ACCEPTED = 202;
    private static final int INSUFFICIENT_STORAGE = 507;

    private final Optional<NodeStorage> storage;

    StorageRoutes(Optional<NodeStorage> storage) {
        this.storage = storage;
    }

    private NodeStorage storage() {
        return storage.orElseThrow(() -> new ProblemException(
                Problem.notFound("this node keeps nothing on a disk", "Give it a data directory")));
    }

    void get(Context context) throws IOException {
        context.json(StorageViews.of(storage()));
    }

    void backUp(Context context) throws IOException {
        try {
            context.status(ACCEPTED).json(StorageViews.backup(storage().startBackup()));
        } catch (IllegalStateException e) {
            throw new ProblemException(Problem.of(
                    409,
                    "NO_BACKUP_DIR",
                    "The node makes no back-ups",
                    String.valueOf(e.getMessage()),
                    "Set backup.dir in the node's properties file and restart the node"));
        } catch (NoRoomException e) {
            throw new ProblemException(Problem.of(
                    INSUFFICIENT_STORAGE,
                    "NO_ROOM",
                    "There is no room for a back-up",
                    String.valueOf(e.getMessage()),
                    "Free " + e.missingBytes() + " bytes, or set backup.dir to a directory of another disk"));
        }
    }

    void entry(Context context) {
        long height = Requests.height("height", context.pathParam("height"));
        context.future(() -> storage().entry(height).thenAccept(found -> {
            if (found.isPresent()) {
                context.json(entry(found.get()));
            } else {
                Errors.answer(
                        context, Problem.notFound("the journal has no block " + height, "Ask another member for it"));
            }
        }));
    }

    private static ObjectNode entry(Entry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("height", entry.height());
        json.put("term", entry.term());
        json.put("block", Views.base64(entry.block().encoded()));
        return json;
    }
}
