package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * One version of one record: where it belongs and by what its ciphertext is known.
 *
 * @param terms what the author said of it
 * @param author the organisation that wrote it
 * @param authorKey the gateway that signed
 * @param supersededBy the next version, if there is one
 * @param writtenMicros the block's time, microseconds since 1970
 */
public record RecordEntry(
        HealthCommand.PutRecord terms,
        Id author,
        PublicKey authorKey,
        RecordStatus status,
        Optional<Id> supersededBy,
        Position written,
        long writtenMicros)
        implements HealthEntry {
    public Id rid() {
        return terms.rid();
    }

    public Id sid() {
        return terms.sid();
    }

    public Id cid() {
        return terms.cid();
    }

    public Hash fingerprint() {
        return terms.fingerprint();
    }

    RecordEntry supersededBy(Id next) {
        return new RecordEntry(terms, author, authorKey, status, Optional.of(next), written, writtenMicros);
    }

    static RecordEntry read(CanonicalReader in) throws MalformedException {
        return new RecordEntry(
                CommandCodec.readPutRecord(in),
                Id.read(in),
                Fields.readKey(in),
                Coded.read(in, "status of a record", RecordStatus.values()),
                Fields.readOptionalId(in),
                Position.read(in),
                in.u64());
    }

    @Override
    public Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(Tag.RECORD_ENTRY, Tag.VERSION, 320);
        CommandCodec.write(out, terms);
        out.fixed(author.bytes()).fixed(authorKey.bytes()).u8(status.code());
        Fields.writeOptional(out, supersededBy.map(Id::bytes));
        written.write(out);
        return out.u64(writtenMicros).toBytes();
    }
}
