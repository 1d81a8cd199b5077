package dev.quire.health.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.FactorList;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareJoin;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A reader with a grant's factor A who looks for a way around the log, letter by letter (HEALTHCARE.md 2.5); and authors,
 * custodians and vaults who lie. Whoever refuses has written it down, signed.
 */
class CheatingReaderTest {
    private static final Hash KEY_COMMIT = Sample.recordKeys().keyCommit();

    private final Hospitals town = new Hospitals();
    private final Dealing dealing = Hospitals.dealing(ShareClass.B, 0xb, 1);

    @BeforeEach
    void recordIsDealtAndOnTheLedger() throws CryptoException {
        for (int seat = 1; seat <= Hospitals.NUMBERS.n(); seat++) {
            assertThat(town.custodian(seat)
                            .accept(Hospitals.deal(seat, dealing), Hospitals.AUTHOR)
                            .join())
                    .isInstanceOf(CustodyAnswer.Receipt.class);
        }
        town.publish(dealing, Optional.empty());
        town.accesses.clear();
    }

    private void allRefuse(Id aid, Id requester, Denial denial) {
        for (int seat = 1; seat <= Hospitals.NUMBERS.n(); seat++) {
            refuses(seat, aid, requester, denial);
        }
    }

    /** And the refusal is the newest line of its log, which nobody can take out again. */
    private void refuses(int seat, Id aid, Id requester, Denial denial) {
        CustodyAnswer answer = town.custodian(seat)
                .release(aid, Hospitals.COMMITTEE, requester)
                .join();
        List<SignedEntry> log = town.store(seat).entries;
        SignedEntry last = log.get(log.size() - 1);
        assertThat(answer).isEqualTo(new CustodyAnswer.Refusal(denial, Optional.of(last)));
        assertThat(last.event()).isEqualTo(new CustodyEvent.Refused(aid, requester, Hospitals.COMMITTEE, denial));
        assertThat(last.follows(log.get(log.size() - 2))).isTrue();
    }

    private void commitAccess() {
        town.permit(true, true, false, Optional.of(Hospitals.READER));
    }

    private ShareJoin join(int... seats) throws CryptoException {
        ShareJoin join = new ShareJoin(Hospitals.NUMBERS.k(), dealing.leaves());
        for (int seat : seats) {
            for (Share share : town.open(seat, town.ask(seat)).shares()) {
                join.add(share);
            }
        }
        return join;
    }

    private void opens(ShareJoin join) throws CryptoException {
        try (RecordKeys keys = join.open(Hospitals.factorA(), KEY_COMMIT)) {
            assertThat(keys.rid()).isEqualTo(Hospitals.RID);
        }
    }

    @Test
    void honestReaderOpensSoThatTheOthersAreNotRefusedForNothing() throws CryptoException {
        commitAccess();
        opens(join(1, 2, 3));
        for (int seat = 1; seat <= 3; seat++) {
            List<SignedEntry> log = town.store(seat).entries;
            assertThat(log.get(log.size() - 1).event()).isInstanceOf(CustodyEvent.Released.class);
        }
    }

    /** (a) */
    @Test
    void noAccess() {
        allRefuse(Hospitals.AID, Hospitals.READER, Denial.NOT_PERMITTED);
    }

    /** (b) He has signed it, and sent it to nobody or to some: it is nothing before it is committed. */
    @Test
    void accessThatIsNotCommitted() {
        allRefuse(Sample.id(0xab), Hospitals.READER, Denial.NOT_PERMITTED);
        commitAccess();
        allRefuse(Sample.id(0xab), Hospitals.READER, Denial.NOT_PERMITTED);
    }

    /** (b) An access that the ledger refused, or another organisation's. */
    @Test
    void accessThatIsNotHis() {
        town.permit(false, true, false, Optional.of(Hospitals.READER));
        allRefuse(Hospitals.AID, Hospitals.READER, Denial.NOT_PERMITTED);
        commitAccess();
        allRefuse(Hospitals.AID, Hospitals.AUTHOR, Denial.NOT_PERMITTED);
    }

    /** (c) There is nothing to forge: a request is a name, a committee and who the transport says it is. */
    @Test
    void nothingThatARequesterSendsIsEvidence() throws NoSuchMethodException {
        assertThat(Custodian.class.getMethod("release", Id.class, int.class, Id.class))
                .isNotNull();
        assertThat(Custodian.class.getMethods())
                .filteredOn(method -> method.getName().equals("release"))
                .hasSize(1);
        commitAccess();
        CustodyAnswer answer = town.custodian(1)
                .release(Hospitals.AID, Hospitals.COMMITTEE + 1, Hospitals.READER)
                .join();
        assertThat(((CustodyAnswer.Refusal) answer).denial()).isEqualTo(Denial.NO_SHARE);
    }

    /** (d) Shares go to the key in the committed access, however often he asks, and never after its deadline. */
    @Test
    void oldAccessAndANewOneTimeKey() throws CryptoException {
        commitAccess();
        CustodyAnswer.Release first = (CustodyAnswer.Release) town.ask(1);
        CustodyAnswer.Release again = (CustodyAnswer.Release) town.ask(1);
        assertThat(again.entry()).as("one line for one release").isEqualTo(first.entry());
        X25519Key fresh = X25519Key.of(Sample.secret(0x35));
        Envelope envelope = Envelope.release(
                Hospitals.CHAIN,
                Hospitals.AID,
                Hospitals.seatOf(1),
                Hospitals.COMMITTEE,
                again.entry().hash());
        assertThatThrownBy(() -> envelope.open(fresh, again.message())).isInstanceOf(CryptoException.NotOpened.class);
        town.nowMicros += 125_000_001;
        allRefuse(Hospitals.AID, Hospitals.READER, Denial.TOO_LATE);
    }

    /** (e) Revoked, and asked at one that knows it, one that is cut off, and one that is late. */
    @Test
    void revokedGrantAtAnEclipsedCustodian() {
        commitAccess();
        town.permit(true, false, false, Optional.of(Hospitals.READER));
        refuses(1, Hospitals.AID, Hospitals.READER, Denial.ENDED);
        commitAccess();
        town.nextRead = CompletableFuture.failedFuture(new IllegalStateException("no quorum"));
        refuses(2, Hospitals.AID, Hospitals.READER, Denial.BEHIND);
        town.nextRead = new CompletableFuture<>();
        refuses(3, Hospitals.AID, Hospitals.READER, Denial.BEHIND);
    }

    /** (f) What two of four have in their stores makes nothing, whatever the reader has besides. */
    @Test
    void twoBribedCustodians() throws CryptoException {
        ShareJoin join = new ShareJoin(Hospitals.NUMBERS.k(), dealing.leaves());
        for (int seat = 1; seat < Hospitals.NUMBERS.k(); seat++) {
            join.add(stored(seat));
            join.add(stored(seat));
        }
        assertThat(join.isComplete()).isFalse();
        assertThatThrownBy(() -> join.open(Hospitals.factorA(), KEY_COMMIT))
                .isInstanceOf(CryptoException.TooFewShares.class);
        refuses(3, Hospitals.AID, Hospitals.READER, Denial.NOT_PERMITTED);
        refuses(4, Hospitals.AID, Hospitals.READER, Denial.NOT_PERMITTED);
    }

    private Share stored(int seat) {
        Share share = dealing.shares().get(seat - 1);
        return new Share(
                share.rid(), share.shareClass(), share.x(), share.value().copy());
    }

    @Test
    void lyingShareIsNamedAndAnotherCustodianAsked() throws CryptoException {
        commitAccess();
        ShareJoin join = join(1, 2);
        assertThatThrownBy(() -> join.add(new Share(Hospitals.RID, ShareClass.B, 3, Sample.secret(0x99))))
                .isInstanceOfSatisfying(
                        CryptoException.BadShare.class,
                        liar -> assertThat(liar.x()).isEqualTo(3));
        assertThat(join.isComplete()).isFalse();
        join.add(town.open(4, town.ask(4)).shares().get(0));
        opens(join);
    }

    /** An author whose shares fit their leaves and make another key. */
    @Test
    void badDealerIsAtFault() throws CryptoException {
        Dealing bad = Hospitals.dealing(ShareClass.B, 0xbad, 9);
        ShareJoin join = new ShareJoin(Hospitals.NUMBERS.k(), bad.leaves());
        for (Share share : bad.shares().subList(0, 3)) {
            join.add(share);
        }
        assertThatThrownBy(() -> join.openAuthors(Hospitals.factorA(), KEY_COMMIT))
                .isInstanceOf(CryptoException.DealerFault.class);
    }

    @Test
    void overwrittenShareIsRefusedAndTheFirstStays() throws CryptoException {
        Dealing other = Hospitals.dealing(ShareClass.B, 0xee, 3);
        town.records.clear();
        Deal deal = Hospitals.deal(1, other);
        CustodyAnswer answer = town.custodian(1).accept(deal, Hospitals.AUTHOR).join();
        List<SignedEntry> log = town.store(1).entries;
        assertThat(answer)
                .isEqualTo(new CustodyAnswer.Refusal(Denial.WRITTEN_ONCE, Optional.of(log.get(log.size() - 1))));
        town.publish(dealing, Optional.empty());
        opens(join(1, 2, 3));
    }

    /** Between records, patients' compartments, grants and chains: a capsule opens where it belongs and nowhere else. */
    @Test
    void swappedCapsule() throws CryptoException {
        X25519Key compartment = X25519Key.of(Sample.secret(0x71));
        SealedRecord mine = write(1, 0x20, compartment);
        SealedRecord other = write(2, 0x21, compartment);
        byte[] factor = mine.place().capsule(mine.keyCommit()).open(compartment, mine.capsule());
        assertThat(Capsules.factor(factor).matches(mine.a())).isTrue();
        assertThatThrownBy(() -> mine.place().capsule(mine.keyCommit()).open(compartment, other.capsule()))
                .isInstanceOf(CryptoException.NotOpened.class);
        SealedRecord.Place otherChain = new SealedRecord.Place(
                Sample.hash(1), mine.rid(), mine.place().sid(), mine.place().cid());
        assertThatThrownBy(() -> otherChain.capsule(mine.keyCommit()).open(compartment, mine.capsule()))
                .isInstanceOf(CryptoException.NotOpened.class);
        assertThat(Capsules.hash(Hospitals.CHAIN, mine.rid(), other.capsule()))
                .as("what the ledger has")
                .isNotEqualTo(Capsules.hash(Hospitals.CHAIN, mine.rid(), mine.capsule()));
        assertThatThrownBy(() -> RecordKeys.open(Hospitals.CHAIN, mine.rid(), other.a(), mine.b(), mine.keyCommit()))
                .isInstanceOf(CryptoException.WrongKeys.class);
    }

    @Test
    void grantCapsuleUnderAnotherGrantOrTerms() throws CryptoException {
        X25519Key reading = X25519Key.of(Sample.secret(0x44));
        Id kid = reading.publicKey().kid(Hospitals.CHAIN);
        Envelope granted = Envelope.grantCapsule(Hospitals.CHAIN, Sample.id(1), kid, Sample.id(2), 0, Sample.hash(3));
        TreeMap<Id, Secret> factors = new TreeMap<>();
        factors.put(Hospitals.RID, Hospitals.factorA());
        var capsule = granted.seal(reading.publicKey(), new FactorList(factors).encoded(), new FixedRandom(1));
        for (Envelope wrong : List.of(
                Envelope.grantCapsule(Hospitals.CHAIN, Sample.id(9), kid, Sample.id(2), 0, Sample.hash(3)),
                Envelope.grantCapsule(Hospitals.CHAIN, Sample.id(1), kid, Sample.id(2), 0, Sample.hash(4)),
                Envelope.grantCapsule(Sample.hash(1), Sample.id(1), kid, Sample.id(2), 0, Sample.hash(3)))) {
            assertThatThrownBy(() -> wrong.open(reading, capsule)).isInstanceOf(CryptoException.NotOpened.class);
        }
    }

    private static SealedRecord write(int number, int sid, X25519Key compartment) {
        SealedRecord.Place place =
                new SealedRecord.Place(Hospitals.CHAIN, Sample.id(number), Sample.id(sid), Sample.id(0x30));
        return SealedRecord.write(place, compartment.publicKey(), new byte[10], false, new FixedRandom(number));
    }

    /** He kept the key of an access that is over, and asks for a later one, which must name a key of its own. */
    @Test
    void keptOneTimeKey() throws CryptoException {
        commitAccess();
        X25519Key kept = town.oneTimeKey;
        assertThat(town.ask(1)).isInstanceOf(CustodyAnswer.Release.class);
        Id later = Sample.id(0xac);
        X25519Key fresh = X25519Key.of(Sample.secret(0x35));
        town.accesses.put(
                later,
                new CustodyView.Access(
                        later,
                        Hospitals.SID,
                        Optional.of(Hospitals.READER),
                        true,
                        true,
                        false,
                        List.of(Hospitals.RID),
                        fresh.publicKey(),
                        town.nowMicros + 120_000_000));
        CustodyAnswer.Release release = (CustodyAnswer.Release) town.custodian(1)
                .release(later, Hospitals.COMMITTEE, Hospitals.READER)
                .join();
        Envelope envelope = Envelope.release(
                Hospitals.CHAIN,
                later,
                Hospitals.seatOf(1),
                Hospitals.COMMITTEE,
                release.entry().hash());
        assertThatThrownBy(() -> envelope.open(kept, release.message())).isInstanceOf(CryptoException.NotOpened.class);
        assertThat(envelope.open(fresh, release.message())).isNotEmpty();
    }

    /** What is released is the access's records, whatever else lies with the custodian; see also {@link StolenCopyTest}. */
    @Test
    void accessToOneRecordAndShareOfAnother() throws CryptoException {
        commitAccess();
        assertThat(town.open(1, town.ask(1)).shares()).extracting(Share::rid).containsExactly(Hospitals.RID);
        Secret ofAnother = Sample.secret(0x77);
        assertThatThrownBy(() -> join(1, 2, 3).open(ofAnother, KEY_COMMIT))
                .as("and the author is not to blame")
                .isInstanceOf(CryptoException.WrongKeys.class);
    }
}
