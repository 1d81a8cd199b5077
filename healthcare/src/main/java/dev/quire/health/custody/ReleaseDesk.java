package dev.quire.health.custody;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareLeaves;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Hands shares out: judged in the custodian's own state, written down durably, and only then sealed and sent. */
final class ReleaseDesk {
    private final CustodianSettings settings;
    private final ShareStore store;
    private final LogBook book;
    private final SecureRandom random;
    private final LongSupplier clockMicros;

    ReleaseDesk(
            CustodianSettings settings, ShareStore store, LogBook book, SecureRandom random, LongSupplier clockMicros) {
        this.settings = settings;
        this.store = store;
        this.book = book;
        this.random = random;
        this.clockMicros = clockMicros;
    }

    CustodyAnswer release(CustodyView view, Id aid, int committee, Requester requester) throws IOException {
        Optional<CustodyView.Access> access = view.access(aid);
        Optional<Denial> denial = judge(access, requester);
        if (denial.isPresent()) {
            return book.refuse(aid, requester.id(), committee, denial.get());
        }
        List<Share> shares = shares(view, access.orElseThrow(), committee);
        if (shares.isEmpty()) {
            return book.refuse(aid, requester.id(), committee, Denial.NO_SHARE);
        }
        try (ShareList list = new ShareList(shares)) {
            return seal(access.orElseThrow(), committee, requester.id(), list);
        }
    }

    private Optional<Denial> judge(Optional<CustodyView.Access> found, Requester requester) {
        if (found.isEmpty() || !found.get().permitted() || !requester.mayAsk(found.get())) {
            return Optional.of(Denial.NOT_PERMITTED);
        }
        CustodyView.Access access = found.get();
        if (!access.inForce()) {
            return Optional.of(Denial.ENDED);
        }
        // A clock may make a custodian refuse, never permit: the state has decided before.
        boolean late = clockMicros.getAsLong() > access.deadlineMicros() + settings.driftMicros();
        return late ? Optional.of(Denial.TOO_LATE) : Optional.empty();
    }

    private CustodyAnswer seal(CustodyView.Access access, int committee, Id requester, ShareList list)
            throws IOException {
        List<CustodyEvent.Named> named = list.shares().stream()
                .map(share -> new CustodyEvent.Named(share.rid(), share.shareClass()))
                .toList();
        SignedEntry receipt = book.release(new CustodyEvent.Released(access.aid(), requester, committee, named));
        Envelope envelope =
                Envelope.release(settings.chainId(), access.aid(), settings.orgId(), committee, receipt.hash());
        try {
            Bytes message = envelope.seal(access.oneTimeKey(), list.encoded(), random);
            return new CustodyAnswer.Release(receipt, message);
        } catch (CryptoException.BadPublicKey e) {
            return book.refuse(access.aid(), requester, committee, Denial.MALFORMED);
        }
    }

    /** The shares that lie here, belong to the record as the ledger has it, and are of this custodian's seat. */
    private List<Share> shares(CustodyView view, CustodyView.Access access, int committee) throws IOException {
        int seat =
                view.seat(committee, settings.orgId()).map(CustodyView.Seat::x).orElse(0);
        List<Share> shares = new ArrayList<>();
        for (Id rid : access.rids()) {
            Optional<CustodyView.Kept> kept =
                    view.record(rid).filter(record -> record.active() && record.committee() == committee);
            for (ShareClass shareClass : ShareClass.values()) {
                if (kept.isPresent() && (shareClass == ShareClass.B || access.emergency())) {
                    find(kept.get(), shareClass, seat).ifPresent(shares::add);
                }
            }
        }
        return shares;
    }

    private Optional<Share> find(CustodyView.Kept kept, ShareClass shareClass, int seat) throws IOException {
        Optional<ShareStore.Stored> found = store.find(new ShareStore.Place(kept.rid(), shareClass, kept.committee()));
        if (found.isPresent() && !belongs(found.get(), kept, seat)) {
            found.get().close();
            return Optional.empty();
        }
        return found.map(ShareStore.Stored::share);
    }

    /** Is it the share of that seat, of the record as the ledger has it? */
    static boolean belongs(ShareStore.Stored stored, CustodyView.Kept kept, int seat) {
        try {
            stored.leaves().verify(stored.share());
        } catch (CryptoException.BadShare e) {
            return false;
        }
        return stored.share().x() == seat && stored.author().equals(kept.author()) && isRootOf(kept, stored.leaves());
    }

    /** Has the ledger these leaves' root for the record? */
    static boolean isRootOf(CustodyView.Kept kept, ShareLeaves leaves) {
        return leaves.rid().equals(kept.rid())
                && leaves.committee() == kept.committee()
                && (leaves.shareClass() == ShareClass.B
                        ? leaves.root().equals(kept.shareRootB())
                        : kept.shareRootE().filter(leaves.root()::equals).isPresent());
    }
}
