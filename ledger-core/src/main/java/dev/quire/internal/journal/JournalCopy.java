package dev.quire.internal.journal;

import dev.quire.internal.journal.JournalCut.Part;
import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Copies a journal as it stood at a {@link JournalCut}, while its owner writes on. */
public final class JournalCopy {
    private static final int CHUNK = 256 << 10;

    private JournalCopy() {}

    /** Opens a segment for reading, apart from the journal's own handles. */
    @FunctionalInterface
    public interface Source {
        DiskFile open(String name) throws IOException;
    }

    /** Is told of bytes as they pass, and may take its time. */
    @FunctionalInterface
    public interface Meter {
        void passed(long bytes) throws IOException;
    }

    /** Writes the copy into an empty disk; durable when it returns. Its head file promises just what is in it. */
    public static void write(JournalCut cut, Source source, Disk target, Meter meter) throws IOException {
        for (Part part : cut.parts()) {
            try (DiskFile from = source.open(part.file());
                    DiskFile to = target.create(part.file(), part.size())) {
                copy(from, to, part.bytes(), meter);
                to.sync();
            }
        }
        HeadFile.copy(target, cut.identity(), cut.head());
    }

    private static void copy(DiskFile from, DiskFile to, long bytes, Meter meter) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long position = 0; position < bytes; position += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, bytes - position));
            if (from.read(position, chunk) < chunk.limit()) {
                throw new IOException("a segment of the journal ends at byte " + (position + chunk.position())
                        + ", before what was written to it");
            }
            to.write(position, chunk.flip());
            meter.passed(chunk.limit());
        }
    }
}
