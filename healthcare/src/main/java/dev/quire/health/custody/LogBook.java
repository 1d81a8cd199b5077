package dev.quire.health.custody;

import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Writes the custodian's log: each event signed, chained to the one before, durable before anything follows from it. */
final class LogBook {
    private final CustodianSettings settings;
    private final CustodyLog log;
    private final Signer signer;
    private final LongSupplier clockMicros;

    LogBook(CustodianSettings settings, CustodyLog log, Signer signer, LongSupplier clockMicros) {
        this.settings = settings;
        this.log = log;
        this.signer = signer;
        this.clockMicros = clockMicros;
    }

    SignedEntry write(CustodyEvent event) throws IOException {
        Optional<SignedEntry> last = log.last();
        SignedEntry entry = SignedEntry.sign(
                last.map(before -> before.number() + 1).orElse(0L),
                last.map(SignedEntry::hash).orElse(Hash.ZERO),
                settings.chainId(),
                settings.orgId(),
                clockMicros.getAsLong(),
                event,
                signer);
        log.append(entry);
        return entry;
    }

    CustodyAnswer.Refusal refuse(Id subject, Id requester, int committee, Denial denial) throws IOException {
        return new CustodyAnswer.Refusal(
                denial, Optional.of(write(new CustodyEvent.Refused(subject, requester, committee, denial))));
    }

    /** The receipt of this very release, if it was written before: asking again costs no second line. */
    SignedEntry release(CustodyEvent.Released event) throws IOException {
        Optional<SignedEntry> before = log.release(event.aid(), event.committee());
        return before.isPresent() && before.get().event().equals(event) ? before.get() : write(event);
    }
}
