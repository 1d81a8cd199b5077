package dev.quire.internal.journal;

import dev.quire.hash.Hash;
import dev.quire.internal.journal.JournalCopy.Meter;
import dev.quire.internal.journal.JournalCut.Part;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Reads records once more, long after they were written: what a disk forgets is found while others still have it. */
public final class JournalScrub {
    private JournalScrub() {}

    /** What can no longer be read of one segment. Behind a bad header nothing more is looked at. */
    public static List<Damage> check(Part part, DiskFile file, Meter meter) throws IOException {
        List<Damage> damages = new ArrayList<>();
        RecordReader reader = new RecordReader(file);
        Optional<SegmentHeader> segment = SegmentHeader.read(file);
        if (segment.isEmpty()) {
            return List.of(damage(part, 0, 0, OptionalLong.empty(), "the segment's header is unreadable"));
        }
        long number = segment.get().firstNumber();
        Hash previous = segment.get().previous();
        long offset = SegmentHeader.SIZE;
        while (offset < part.bytes() && !reader.isEnd(offset)) {
            Optional<RecordHeader> found = reader.header(offset).filter(follows(number, previous));
            if (found.isEmpty()) {
                damages.add(damage(part, offset, number, OptionalLong.empty(), "the record's header is unreadable"));
                return damages;
            }
            RecordHeader header = found.get();
            if (!reader.isPayloadIntact(offset, header)) {
                damages.add(damage(
                        part,
                        offset,
                        number,
                        OptionalLong.of(header.height()),
                        "the " + header.kind() + " record's bytes are damaged"));
            }
            meter.passed(header.stride());
            number = header.number() + 1;
            previous = header.hash();
            offset += header.stride();
        }
        if (number < part.nextNumber()) {
            damages.add(damage(part, offset, number, OptionalLong.empty(), "records are missing here"));
        }
        return damages;
    }

    private static Predicate<RecordHeader> follows(long number, Hash previous) {
        return header -> header.number() == number && header.previous().equals(previous);
    }

    private static Damage damage(Part part, long offset, long number, OptionalLong height, String what) {
        return new Damage(
                part.file(),
                offset,
                number,
                height,
                what + "; if it stays so, restart the node: it recovers what is lost from the other members (a node"
                        + " alone has none: stop it, then quire repair --from a back-up)");
    }
}
