package dev.quire.gateway.service;

import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.custody.CustodyView;
import dev.quire.health.custody.ShareStore;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.share.CommitteeNumbers;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Gives out shares of secrets that it has drawn itself, and a view of the ledger in which they are the right ones. */
final class FalseShares implements ShareStore {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ShareStore store;
    private final Map<Place, Dealing> invented = new ConcurrentHashMap<>();

    FalseShares(ShareStore store) {
        this.store = store;
    }

    @Override
    public Optional<Stored> find(Place place) throws IOException {
        return store.find(place).map(this::falsified);
    }

    private Stored falsified(Stored dealt) {
        try (dealt) {
            Dealing dealing = invented.computeIfAbsent(
                    dealt.place(),
                    place -> Dealing.deal(
                            dealt.leaves().chainId(),
                            place.rid(),
                            place.committee(),
                            place.shareClass(),
                            Secret.random(RANDOM),
                            CommitteeNumbers.of(
                                    ConsensusMode.BFT, dealt.leaves().size()),
                            RANDOM));
            Share share = dealing.shares().get(dealt.share().x() - 1);
            return new Stored(
                    new Share(
                            share.rid(),
                            share.shareClass(),
                            share.x(),
                            share.value().copy()),
                    dealt.author(),
                    dealing.leaves());
        }
    }

    @Override
    public void insert(Stored stored) throws IOException {
        store.insert(stored);
    }

    @Override
    public void replace(Stored stored) throws IOException {
        store.replace(stored);
    }

    /** The ledger as it would be if these shares had been dealt. */
    CustodyView view(CustodyView honest) {
        return new CustodyView() {
            @Override
            public Optional<Access> access(Id aid) {
                return honest.access(aid);
            }

            @Override
            public Optional<Kept> record(Id rid) {
                return honest.record(rid)
                        .map(kept -> new Kept(
                                kept.rid(),
                                kept.author(),
                                kept.active(),
                                kept.committee(),
                                root(kept, ShareClass.B).orElse(kept.shareRootB()),
                                root(kept, ShareClass.E).or(kept::shareRootE)));
            }

            @Override
            public Optional<Seat> seat(int committee, Id orgId) {
                return honest.seat(committee, orgId);
            }

            @Override
            public boolean mayHaveSigned(Id orgId, PublicKey key) {
                return honest.mayHaveSigned(orgId, key);
            }
        };
    }

    private Optional<Hash> root(CustodyView.Kept kept, ShareClass shareClass) {
        Place place = new Place(kept.rid(), shareClass, kept.committee());
        try {
            return find(place).map(found -> {
                try (found) {
                    return found.leaves().root();
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("the liar's own store cannot be read", e);
        }
    }
}
