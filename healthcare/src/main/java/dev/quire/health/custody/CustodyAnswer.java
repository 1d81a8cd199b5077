package dev.quire.health.custody;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.health.keys.message.Envelope;
import java.util.Optional;

/**
 * What a custodian answers. The entry of its signed log goes with it. As bytes: uint8 kind (1 receipt, 2 release, 3 refusal),
 * then the fields in the order given here; a refusal begins with its uint8 code, and has uint8 0 or 1 before the entry.
 */
public sealed interface CustodyAnswer {
    /** The most bytes of an answer. */
    int MAX_SIZE = 100_000;

    /** The shares of a deal lie durably here. */
    record Receipt(SignedEntry entry) implements CustodyAnswer {}

    /** The shares of an access, sealed to its one-time key with the entry's hash as associated data. */
    record Release(SignedEntry entry, Bytes message) implements CustodyAnswer {}

    /**
     * Nothing was done.
     *
     * @param entry absent in a flood: of requests above the quota only the first in a minute is written
     */
    record Refusal(Denial denial, Optional<SignedEntry> entry) implements CustodyAnswer {}

    default Bytes encoded() {
        CanonicalWriter out = new CanonicalWriter();
        if (this instanceof Receipt receipt) {
            out.u8(1).bytes(receipt.entry.encoded());
        } else if (this instanceof Release release) {
            out.u8(2).bytes(release.entry.encoded()).bytes(release.message);
        } else if (this instanceof Refusal refusal) {
            out.u8(3).u8(refusal.denial.code()).u8(refusal.entry.isPresent() ? 1 : 0);
            refusal.entry.ifPresent(entry -> out.bytes(entry.encoded()));
        }
        return out.toBytes();
    }

    /** @throws MalformedException if these are not the bytes of an answer */
    static CustodyAnswer decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = new CanonicalReader("custodian's answer", encoded);
        int kind = in.u8();
        CustodyAnswer answer = switch (kind) {
            case 1 -> new Receipt(readEntry(in));
            case 2 -> new Release(readEntry(in), in.bytes(Envelope.MAX_SIZE));
            case 3 ->
                new Refusal(CustodyEvent.readDenial(in), in.flag() ? Optional.of(readEntry(in)) : Optional.empty());
            default -> throw in.malformed("there is no answer of the kind " + kind);
        };
        in.end();
        return answer;
    }

    private static SignedEntry readEntry(CanonicalReader in) throws MalformedException {
        return SignedEntry.decode(in.bytes(SignedEntry.MAX_SIZE));
    }
}
