package dev.quire.health.custody;

import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.CommitteeNumbers;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareLeaves;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Four custodians of one committee, an author and a reader, and a ledger whose state the test writes by hand. */
final class Hospitals {
    static final Hash CHAIN = Sample.CHAIN;
    static final Id RID = Sample.RID;
    static final Id AID = Sample.id(0xaa);
    static final Id SID = Sample.id(0x51);
    static final Id AUTHOR = Sample.id(1);
    static final Id READER = Sample.id(2);
    static final int COMMITTEE = 7;
    static final int KEY_EPOCH = 1;
    static final CommitteeNumbers NUMBERS = CommitteeNumbers.of(ConsensusMode.BFT, 4);
    static final Ed25519Key AUTHORS_GATEWAY = gateway(1);

    final X25519Key oneTimeKey = X25519Key.of(Sample.secret(0x33));
    final Map<Id, CustodyView.Access> accesses = new HashMap<>();
    final Map<Id, CustodyView.Kept> records = new HashMap<>();
    final List<MemoryStores> stores = new ArrayList<>();
    final List<Custodian> custodians = new ArrayList<>();
    CompletableFuture<CustodyView> nextRead = CompletableFuture.completedFuture(view());
    long nowMicros = 1_000_000_000;

    Hospitals() {
        for (int seat = 1; seat <= NUMBERS.n(); seat++) {
            MemoryStores memory = new MemoryStores();
            X25519Key own = custodianKey(seat);
            stores.add(memory);
            custodians.add(new Custodian(
                    new CustodianSettings(CHAIN, seatOf(seat), 5_000_000, 50, 20),
                    new Custodian.Ports(
                            () -> nextRead,
                            memory.store,
                            memory.log,
                            gateway(seatOf(seat).bytes().at(0)),
                            new Ed25519(),
                            epoch -> epoch == KEY_EPOCH ? Optional.of(own) : Optional.empty(),
                            new FixedRandom(seat),
                            () -> nowMicros),
                    Runnable::run));
        }
    }

    static Id seatOf(int seat) {
        return Sample.id(0x10 + seat);
    }

    static X25519Key custodianKey(int seat) {
        return X25519Key.of(Sample.secret(0x60 + seat));
    }

    static Ed25519Key gateway(int number) {
        return Ed25519Key.fromSeed(Bytes.wrap(Sample.secret(number).toArray()));
    }

    Custodian custodian(int seat) {
        return custodians.get(seat - 1);
    }

    MemoryStores store(int seat) {
        return stores.get(seat - 1);
    }

    private CustodyView view() {
        return new CustodyView() {
            @Override
            public Optional<Access> access(Id aid) {
                return Optional.ofNullable(accesses.get(aid));
            }

            @Override
            public Optional<Kept> record(Id rid) {
                return Optional.ofNullable(records.get(rid));
            }

            @Override
            public Optional<Seat> seat(int committee, Id orgId) {
                for (int seat = 1; seat <= NUMBERS.n(); seat++) {
                    if (committee == COMMITTEE && seatOf(seat).equals(orgId)) {
                        return Optional.of(new Seat(seat, NUMBERS.n()));
                    }
                }
                return Optional.empty();
            }

            @Override
            public boolean mayHaveSigned(Id orgId, PublicKey key) {
                return orgId.equals(AUTHOR) && key.equals(AUTHORS_GATEWAY.publicKey());
            }
        };
    }

    static Dealing dealing(ShareClass shareClass, int factor, long random) {
        return Dealing.deal(CHAIN, RID, COMMITTEE, shareClass, Sample.secret(factor), NUMBERS, new FixedRandom(random));
    }

    static Deal deal(int seat, Dealing... dealings) throws CryptoException {
        return deal(seat, seat, AUTHORS_GATEWAY, dealings);
    }

    /** A deal to one seat of the shares of another, where a test wants it wrong. */
    static Deal deal(int seat, int sharesOf, Ed25519Key gateway, Dealing... dealings) throws CryptoException {
        Id dealId = Sample.id(0xd0 + seat);
        List<Share> shares = new ArrayList<>();
        List<ShareLeaves> leaves = new ArrayList<>();
        for (Dealing dealing : dealings) {
            shares.add(dealing.shares().get(sharesOf - 1));
            leaves.add(dealing.leaves());
        }
        Bytes message = Envelope.deal(CHAIN, dealId, AUTHOR, seatOf(seat), KEY_EPOCH, COMMITTEE)
                .seal(custodianKey(seat).publicKey(), new ShareList(shares).encoded(), new FixedRandom(9));
        return Deal.sign(CHAIN, dealId, AUTHOR, seatOf(seat), KEY_EPOCH, leaves, message, gateway);
    }

    /** Puts the record on the ledger, and an access to it that is permitted. */
    void publish(Dealing b, Optional<Dealing> e) {
        records.put(
                RID,
                new CustodyView.Kept(
                        RID,
                        AUTHOR,
                        true,
                        COMMITTEE,
                        b.leaves().root(),
                        e.map(dealing -> dealing.leaves().root())));
        permit(true, true, false, Optional.of(READER));
    }

    void permit(boolean permitted, boolean inForce, boolean emergency, Optional<Id> reader) {
        accesses.put(
                AID,
                new CustodyView.Access(
                        AID,
                        SID,
                        reader,
                        permitted,
                        inForce,
                        emergency,
                        List.of(RID),
                        oneTimeKey.publicKey(),
                        nowMicros + 120_000_000));
    }

    CustodyAnswer ask(int seat) {
        return custodian(seat).release(AID, COMMITTEE, READER).join();
    }

    /** What the reader finds in a release. */
    ShareList open(int seat, CustodyAnswer answer) throws CryptoException {
        CustodyAnswer.Release release = (CustodyAnswer.Release) answer;
        return ShareList.decode(Envelope.release(
                        CHAIN, AID, seatOf(seat), COMMITTEE, release.entry().hash())
                .open(oneTimeKey, release.message()));
    }

    static Secret factorA() {
        return Sample.secret(0xa);
    }
}
