package dev.quire.gateway.audit;

import dev.quire.block.Block;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The payloads of the transactions in a segment of a node's journal (docs/ARCHITECTURE.md, section 5). No lock is taken and
 * nothing is checked that the journal itself checks: the segment's bytes are looked at as they are besides.
 */
final class JournalRecords {
    static final int MAGIC = 0x51_4a_53_31;
    private static final int RECORD_MAGIC = 0x51_4a_52_31;
    private static final int HEADER = 128;
    private static final int AFTER_LENGTH = HEADER - 4 * Integer.BYTES - 2 * Long.BYTES;
    private static final int BLOCK = 1;
    private static final int REPAIR = 5;

    private JournalRecords() {}

    /** Is told of each payload. */
    interface Payloads {
        void payload(long height, int index, byte[] bytes);
    }

    static void read(InputStream segment, Payloads payloads) throws IOException {
        try (DataInputStream in = new DataInputStream(segment)) {
            in.skipNBytes(HEADER);
            while (in.readInt() == RECORD_MAGIC) {
                int kind = in.readInt();
                int length = in.readInt();
                in.readInt();
                in.readLong();
                long height = in.readLong();
                in.skipNBytes(AFTER_LENGTH);
                if (length < 0 || length > Block.MAX_SIZE) {
                    return;
                }
                byte[] content = in.readNBytes(length);
                if (kind == BLOCK || kind == REPAIR) {
                    block(height, content, payloads);
                }
                in.skipNBytes(-length & HEADER - 1);
            }
        } catch (EOFException e) {
            // The last record ends where the file does, or was never finished.
            return;
        }
    }

    private static void block(long height, byte[] content, Payloads payloads) {
        try {
            List<Transaction> transactions = Block.decode(Bytes.wrap(content)).transactions();
            for (int i = 0; i < transactions.size(); i++) {
                payloads.payload(height, i, transactions.get(i).payload().toArray());
            }
        } catch (MalformedException e) {
            // Half a block, or a damaged one: its bytes were looked at as they are.
            return;
        }
    }
}
