package dev.quire.health.custody;

import dev.quire.crypto.SignatureScheme;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareLeaves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

/** Takes shares over: all of a deal or nothing, each written once. */
final class DealDesk {
    private final CustodianSettings settings;
    private final SignatureScheme signatures;
    private final IntFunction<Optional<X25519Key>> keys;
    private final ShareStore store;
    private final LogBook book;

    /** @param keys the custodian's own, by epoch */
    DealDesk(
            CustodianSettings settings,
            SignatureScheme signatures,
            IntFunction<Optional<X25519Key>> keys,
            ShareStore store,
            LogBook book) {
        this.settings = settings;
        this.signatures = signatures;
        this.keys = keys;
        this.store = store;
        this.book = book;
    }

    CustodyAnswer accept(CustodyView view, Deal deal, Id requester) throws IOException {
        Optional<Denial> stranger = judgeSender(view, deal, requester);
        if (stranger.isPresent()) {
            return refuse(deal, requester, stranger.get());
        }
        Optional<CustodyView.Seat> seat = view.seat(deal.committee(), settings.orgId());
        Optional<X25519Key> key = keys.apply(deal.keyEpoch());
        if (!deal.custodian().equals(settings.orgId()) || seat.isEmpty() || key.isEmpty()) {
            return refuse(deal, requester, Denial.NOT_FOR_US);
        }
        try (ShareList shares =
                ShareList.decode(deal.envelope(settings.chainId()).open(key.get(), deal.message()))) {
            Optional<Denial> denial = judgeShares(view, deal, shares.shares(), seat.get());
            return denial.isPresent() ? refuse(deal, requester, denial.get()) : keep(deal, shares.shares());
        } catch (CryptoException e) {
            return refuse(deal, requester, Denial.MALFORMED);
        }
    }

    /** A key that was replaced lets nobody in: that the requester is the author, it has proven by a key of now. */
    private Optional<Denial> judgeSender(CustodyView view, Deal deal, Id requester) {
        boolean known = deal.author().equals(requester)
                && view.mayHaveSigned(requester, deal.gateway())
                && deal.isSigned(settings.chainId(), signatures);
        return known ? Optional.empty() : Optional.of(Denial.NOT_AUTHOR);
    }

    private Optional<Denial> judgeShares(CustodyView view, Deal deal, List<Share> shares, CustodyView.Seat seat)
            throws IOException {
        if (shares.size() != deal.leaves().size()) {
            return Optional.of(Denial.BAD_SHARE);
        }
        Map<ShareStore.Place, ShareLeaves> dealt = byPlace(deal);
        for (Share share : shares) {
            ShareStore.Place place = new ShareStore.Place(share.rid(), share.shareClass(), deal.committee());
            ShareLeaves leaves = dealt.get(place);
            if (share.x() != seat.x()) {
                return Optional.of(Denial.NOT_FOR_US);
            }
            if (leaves == null
                    || leaves.size() != seat.n()
                    || !matches(leaves, share)
                    || !agreesWithLedger(view, deal.author(), leaves)) {
                return Optional.of(Denial.BAD_SHARE);
            }
            if (isTaken(view, place, deal.author(), share)) {
                return Optional.of(Denial.WRITTEN_ONCE);
            }
        }
        return Optional.empty();
    }

    private static Map<ShareStore.Place, ShareLeaves> byPlace(Deal deal) {
        Map<ShareStore.Place, ShareLeaves> leaves = new HashMap<>();
        for (ShareLeaves of : deal.leaves()) {
            leaves.put(new ShareStore.Place(of.rid(), of.shareClass(), of.committee()), of);
        }
        return leaves;
    }

    private static boolean matches(ShareLeaves leaves, Share share) {
        try {
            leaves.verify(share);
            return true;
        } catch (CryptoException.BadShare e) {
            return false;
        }
    }

    /** A record is dealt before it is on the ledger; one that is there already tells its author and its roots. */
    private static boolean agreesWithLedger(CustodyView view, Id author, ShareLeaves leaves) {
        return view.record(leaves.rid())
                .map(kept -> kept.author().equals(author) && ReleaseDesk.isRootOf(kept, leaves))
                .orElse(true);
    }

    /**
     * Who hears of a record before it is on the ledger could take its place here with a share of his own. So one that the
     * ledger shows not to be the record's makes room.
     */
    private boolean isTaken(CustodyView view, ShareStore.Place place, Id author, Share share) throws IOException {
        Optional<ShareStore.Stored> found = store.find(place);
        if (found.isEmpty()) {
            return false;
        }
        try (ShareStore.Stored there = found.get()) {
            boolean alien = view.record(place.rid())
                    .filter(kept -> !ReleaseDesk.belongs(there, kept, share.x()))
                    .isPresent();
            return !alien && !isSame(there, author, share);
        }
    }

    private static boolean isSame(ShareStore.Stored there, Id author, Share share) {
        return there.author().equals(author)
                && there.share().x() == share.x()
                && there.share().value().matches(share.value());
    }

    private CustodyAnswer keep(Deal deal, List<Share> shares) throws IOException {
        Map<ShareStore.Place, ShareLeaves> leaves = byPlace(deal);
        List<CustodyEvent.Named> named = new ArrayList<>();
        for (Share share : shares) {
            ShareStore.Place place = new ShareStore.Place(share.rid(), share.shareClass(), deal.committee());
            ShareLeaves dealt = Objects.requireNonNull(leaves.get(place), "judged before");
            keep(place, new ShareStore.Stored(share, deal.author(), dealt));
            named.add(new CustodyEvent.Named(share.rid(), share.shareClass()));
        }
        return new CustodyAnswer.Receipt(
                book.write(new CustodyEvent.Dealt(deal.dealId(), deal.author(), deal.committee(), named)));
    }

    private void keep(ShareStore.Place place, ShareStore.Stored dealt) throws IOException {
        Optional<ShareStore.Stored> found = store.find(place);
        if (found.isEmpty()) {
            store.insert(dealt);
            return;
        }
        try (ShareStore.Stored there = found.get()) {
            if (!isSame(there, dealt.author(), dealt.share())) {
                store.replace(dealt);
            }
        }
    }

    private CustodyAnswer refuse(Deal deal, Id requester, Denial denial) throws IOException {
        return book.refuse(deal.dealId(), requester, deal.committee(), denial);
    }
}
