package dev.quire.gateway.custody;

import dev.quire.health.custody.CustodyLog;
import dev.quire.health.custody.ShareStore;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a custodian keeps: its shares and its log, in a directory of mode 0700. What was written is on disk when the call
 * returns, so that a killed process or a power failure loses nothing that was acknowledged. Shares lie there in the clear:
 * keep the directory on an encrypted disk and out of backups.
 *
 * <p>Share store and log are used by one thread at a time; {@link #close} may be called by any, and they fail from then on.
 */
public final class CustodyStore implements AutoCloseable {
    private final CustodyDatabase database;
    private final DiskShareStore shares;
    private final DiskCustodyLog log;

    private CustodyStore(CustodyDatabase database) throws IOException {
        this.database = database;
        shares = new DiskShareStore(database);
        log = new DiskCustodyLog(database);
    }

    /**
     * Opens or creates it.
     *
     * @throws IOException if another process has it open, or it is damaged
     */
    public static CustodyStore open(Path directory) throws IOException {
        CustodyDatabase database = CustodyDatabase.open(directory);
        try {
            return new CustodyStore(database);
        } catch (IOException e) {
            database.close();
            throw e;
        }
    }

    public ShareStore shares() {
        return shares;
    }

    public CustodyLog log() {
        return log;
    }

    @Override
    public void close() {
        database.close();
    }
}
