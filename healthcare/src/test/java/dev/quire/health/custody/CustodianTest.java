package dev.quire.health.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Ed25519;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.share.CommitteeNumbers;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareJoin;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class CustodianTest {
    private final Hospitals town = new Hospitals();
    private final Dealing b = Hospitals.dealing(ShareClass.B, 0xb, 1);
    private final Dealing e = Hospitals.dealing(ShareClass.E, 0xa, 2);

    private CustodyAnswer accept(int seat, Deal deal) {
        return town.custodian(seat).accept(deal, Hospitals.AUTHOR).join();
    }

    private void dealToAll(Dealing... dealings) throws CryptoException {
        for (int seat = 1; seat <= 4; seat++) {
            assertThat(accept(seat, Hospitals.deal(seat, dealings))).isInstanceOf(CustodyAnswer.Receipt.class);
        }
    }

    private static Denial denial(CustodyAnswer answer) {
        return ((CustodyAnswer.Refusal) answer).denial();
    }

    @Test
    void anyThreeOfFourOpenTheRecordForAPermittedReader() throws CryptoException {
        dealToAll(b);
        town.publish(b, Optional.empty());
        ShareJoin join = new ShareJoin(Hospitals.NUMBERS.k(), b.leaves());
        for (int seat : List.of(4, 2, 1)) {
            join.add(town.open(seat, town.ask(seat)).shares().get(0));
        }
        try (RecordKeys keys =
                join.open(Hospitals.factorA(), Sample.recordKeys().keyCommit())) {
            assertThat(keys.contentKey().matches(Sample.recordKeys().contentKey()))
                    .isTrue();
        }
    }

    @Test
    void outsiderLearnsNothingOfWhyNot() throws CryptoException {
        dealToAll(b);
        assertThat(denial(town.ask(1))).as("nothing is committed").isEqualTo(Denial.NOT_PERMITTED);
        town.publish(b, Optional.empty());
        town.permit(false, true, false, Optional.of(Hospitals.READER));
        assertThat(denial(town.ask(1))).as("refused by the ledger").isEqualTo(Denial.NOT_PERMITTED);
        town.permit(true, true, false, Optional.of(Hospitals.AUTHOR));
        assertThat(denial(town.ask(1))).as("another's access").isEqualTo(Denial.NOT_PERMITTED);
        town.permit(true, false, false, Optional.of(Hospitals.AUTHOR));
        assertThat(denial(town.ask(1))).as("another's, which ended").isEqualTo(Denial.NOT_PERMITTED);
    }

    @Test
    void whatEndedOrCameTooLateOrIsNotActiveIsNotReleased() throws CryptoException {
        dealToAll(b);
        town.publish(b, Optional.empty());
        town.permit(true, false, false, Optional.of(Hospitals.READER));
        assertThat(denial(town.ask(1))).isEqualTo(Denial.ENDED);

        town.permit(true, true, false, Optional.of(Hospitals.READER));
        town.nowMicros += 125_000_000;
        assertThat(town.ask(1)).as("deadline and drift").isInstanceOf(CustodyAnswer.Release.class);
        town.nowMicros += 1;
        assertThat(denial(town.ask(1))).isEqualTo(Denial.TOO_LATE);

        town.permit(true, true, false, Optional.of(Hospitals.READER));
        CustodyView.Kept kept = town.records.get(Hospitals.RID);
        town.records.put(
                Hospitals.RID,
                new CustodyView.Kept(
                        kept.rid(), kept.author(), false, kept.committee(), kept.shareRootB(), kept.shareRootE()));
        assertThat(denial(town.ask(1))).isEqualTo(Denial.NO_SHARE);
    }

    @Test
    void cutOffCustodianRefusesEverything() throws CryptoException {
        dealToAll(b);
        town.publish(b, Optional.empty());
        town.nextRead = CompletableFuture.failedFuture(new IllegalStateException("no quorum"));
        assertThat(denial(town.ask(1))).isEqualTo(Denial.BEHIND);
        CompletableFuture<CustodyView> never = new CompletableFuture<>();
        town.nextRead = never;
        assertThat(denial(town.ask(1))).as("after the limit of 50 ms").isEqualTo(Denial.BEHIND);
        assertThat(never).as("the node's own future").isNotDone();
        assertThat(denial(accept(1, Hospitals.deal(1, b)))).isEqualTo(Denial.BEHIND);
    }

    @Test
    void essentialsAreReleasedInAnEmergencyOnly() throws CryptoException {
        dealToAll(b, e);
        town.publish(b, Optional.of(e));
        assertThat(town.open(1, town.ask(1)).shares())
                .extracting(Share::shareClass)
                .containsExactly(ShareClass.B);
        town.permit(true, true, true, Optional.of(Hospitals.READER));
        ShareJoin joinA = new ShareJoin(3, e.leaves());
        ShareJoin joinB = new ShareJoin(3, b.leaves());
        for (int seat = 1; seat <= 3; seat++) {
            for (Share share : town.open(seat, town.ask(seat)).shares()) {
                (share.shareClass() == ShareClass.B ? joinB : joinA).add(share);
            }
        }
        try (RecordKeys keys = joinB.open(joinA.join(), Sample.recordKeys().keyCommit())) {
            assertThat(keys.rid()).isEqualTo(Hospitals.RID);
        }
    }

    @Test
    void patientReadsThroughAnyMember() throws CryptoException {
        dealToAll(b);
        town.publish(b, Optional.empty());
        town.permit(true, true, false, Optional.empty());
        assertThat(town.open(2, town.ask(2)).shares()).hasSize(1);
        assertThat(town.open(3, askAsPatient(3, Hospitals.SID)).shares()).hasSize(1);
        assertThat(denial(askAsPatient(3, Sample.id(0x52))))
                .as("another patient")
                .isEqualTo(Denial.NOT_PERMITTED);
        town.permit(true, true, false, Optional.of(Hospitals.READER));
        assertThat(denial(askAsPatient(3, Hospitals.SID)))
                .as("a hospital's access")
                .isEqualTo(Denial.NOT_PERMITTED);
    }

    private CustodyAnswer askAsPatient(int seat, Id sid) {
        return town.custodian(seat)
                .releaseToPatient(Hospitals.AID, Hospitals.COMMITTEE, sid)
                .join();
    }

    @Test
    void dealsAndAnswersArriveAsTheyWereSent() throws Exception {
        Deal deal = Hospitals.deal(1, b, e);
        assertThat(Deal.decode(Hospitals.CHAIN, deal.encoded())).isEqualTo(deal);
        assertThat(deal.encoded().size()).isLessThan(Deal.MAX_SIZE);
        dealToAll(b);
        CustodyAnswer refusal = town.ask(1);
        town.publish(b, Optional.empty());
        for (CustodyAnswer answer : List.of(refusal, town.ask(1), accept(1, Hospitals.deal(1, b)))) {
            assertThat(CustodyAnswer.decode(answer.encoded())).isEqualTo(answer);
            Bytes cut = answer.encoded().slice(0, answer.encoded().size() - 1);
            assertThatThrownBy(() -> CustodyAnswer.decode(cut)).isInstanceOf(MalformedException.class);
        }
        CustodyAnswer flood = new CustodyAnswer.Refusal(Denial.QUOTA, Optional.empty());
        assertThat(CustodyAnswer.decode(flood.encoded())).isEqualTo(flood);
        Bytes cut = deal.encoded().slice(1, deal.encoded().size());
        assertThatThrownBy(() -> Deal.decode(Hospitals.CHAIN, cut)).isInstanceOf(MalformedException.class);
    }

    @Test
    void askingAgainCostsNoSecondLineAndOpensForTheOneTimeKeyOnly() throws CryptoException {
        dealToAll(b);
        town.publish(b, Optional.empty());
        CustodyAnswer first = town.ask(1);
        CustodyAnswer again = town.ask(1);
        assertThat(((CustodyAnswer.Release) again).entry()).isEqualTo(((CustodyAnswer.Release) first).entry());
        assertThat(town.store(1).entries).hasSize(2);
        ShareList shares = town.open(1, again);
        assertThat(shares.shares().get(0).value().matches(b.shares().get(0).value()))
                .isTrue();
        CustodyAnswer.Release release = (CustodyAnswer.Release) again;
        assertThatThrownBy(() -> Envelope.release(
                                Hospitals.CHAIN,
                                Hospitals.AID,
                                Hospitals.seatOf(1),
                                Hospitals.COMMITTEE,
                                release.entry().hash())
                        .open(X25519Key.of(Sample.secret(0x34)), release.message()))
                .isInstanceOf(CryptoException.NotOpened.class);
    }

    @Test
    void nothingIsSentBeforeItIsWrittenDown() throws CryptoException {
        dealToAll(b);
        town.publish(b, Optional.empty());
        town.store(1).logBroken = true;
        assertThatThrownBy(() -> town.ask(1))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("nothing was sent");
    }

    @Test
    void shareIsWrittenOnce() throws CryptoException {
        dealToAll(b);
        assertThat(accept(1, Hospitals.deal(1, b))).as("the same again").isInstanceOf(CustodyAnswer.Receipt.class);
        Dealing other = Hospitals.dealing(ShareClass.B, 0xee, 3);
        assertThat(denial(accept(1, Hospitals.deal(1, other)))).isEqualTo(Denial.WRITTEN_ONCE);
        town.publish(b, Optional.empty());
        assertThat(town.open(1, town.ask(1))
                        .shares()
                        .get(0)
                        .value()
                        .matches(b.shares().get(0).value()))
                .isTrue();
    }

    @Test
    void dealMustBeTheAuthorsOwnForThisSeatAndMatchItsLeaves() throws CryptoException {
        assertThat(denial(accept(1, Hospitals.deal(1, 1, Hospitals.gateway(5), b))))
                .isEqualTo(Denial.NOT_AUTHOR);
        assertThat(denial(town.custodian(1)
                        .accept(Hospitals.deal(1, b), Hospitals.READER)
                        .join()))
                .isEqualTo(Denial.NOT_AUTHOR);
        assertThat(denial(accept(2, Hospitals.deal(1, b)))).as("for another").isEqualTo(Denial.NOT_FOR_US);
        assertThat(denial(accept(1, Hospitals.deal(1, 2, Hospitals.AUTHORS_GATEWAY, b))))
                .as("another's share")
                .isEqualTo(Denial.NOT_FOR_US);
        Dealing other = Hospitals.dealing(ShareClass.B, 0xee, 3);
        Dealing mixed = new Dealing(other.shares(), b.leaves());
        assertThat(denial(accept(1, Hospitals.deal(1, mixed)))).isEqualTo(Denial.BAD_SHARE);
        town.publish(b, Optional.empty());
        assertThat(denial(accept(1, Hospitals.deal(1, other))))
                .as("other leaves than the ledger has")
                .isEqualTo(Denial.BAD_SHARE);
        assertThat(town.store(1).shares).isEmpty();
    }

    /** Else the record would be published, and seat 4 blamed for a share that it can never hold. */
    @Test
    void leavesAreAsManyAsTheCommitteeHasSeats() throws CryptoException {
        CommitteeNumbers three = new CommitteeNumbers(3, 3, 0, 0);
        Dealing few = Dealing.deal(
                Hospitals.CHAIN,
                Hospitals.RID,
                Hospitals.COMMITTEE,
                ShareClass.B,
                Sample.secret(0xb),
                three,
                new FixedRandom(1));
        assertThat(denial(accept(1, Hospitals.deal(1, few)))).isEqualTo(Denial.BAD_SHARE);
        assertThat(town.store(1).shares).isEmpty();
    }

    /** Dealt before the record was on the ledger, which then shows another author or other roots. */
    @Test
    void sharesThatTheRecordDoesNotOwnAreNotReleased() throws CryptoException {
        dealToAll(b);
        town.publish(Hospitals.dealing(ShareClass.B, 0xb, 4), Optional.empty());
        assertThat(denial(town.ask(1))).isEqualTo(Denial.NO_SHARE);
    }

    /** Whoever hears of a record before it is on the ledger deals something else under its id, to who was down then. */
    @Test
    void shareThatTheRecordDoesNotOwnMakesRoomForTheOneThatItDoes() throws CryptoException {
        Dealing squatter = Hospitals.dealing(ShareClass.B, 0xee, 3);
        assertThat(accept(1, Hospitals.deal(1, squatter))).isInstanceOf(CustodyAnswer.Receipt.class);
        assertThat(denial(accept(1, Hospitals.deal(1, b))))
                .as("nobody knows yet whose it is")
                .isEqualTo(Denial.WRITTEN_ONCE);
        town.publish(b, Optional.empty());
        assertThat(accept(1, Hospitals.deal(1, b))).isInstanceOf(CustodyAnswer.Receipt.class);
        assertThat(denial(accept(1, Hospitals.deal(1, squatter)))).isEqualTo(Denial.BAD_SHARE);
        assertThat(town.open(1, town.ask(1))
                        .shares()
                        .get(0)
                        .value()
                        .matches(b.shares().get(0).value()))
                .isTrue();
    }

    @Test
    void patientWhoseIdIsAHospitalsTakesNothingOfItsQuota() throws CryptoException {
        dealToAll(b);
        town.publish(b, Optional.empty());
        for (int i = 0; i < 30; i++) {
            askAsPatient(1, Hospitals.READER);
        }
        assertThat(town.ask(1)).isInstanceOf(CustodyAnswer.Release.class);
    }

    @Test
    void floodIsRefusedAndWrittenOnce() throws CryptoException {
        dealToAll(b);
        town.publish(b, Optional.empty());
        for (int i = 0; i < 20; i++) {
            assertThat(town.ask(1)).isInstanceOf(CustodyAnswer.Release.class);
        }
        CustodyAnswer.Refusal first = (CustodyAnswer.Refusal) town.ask(1);
        assertThat(first.denial()).isEqualTo(Denial.QUOTA);
        assertThat(first.entry()).isPresent();
        assertThat(((CustodyAnswer.Refusal) town.ask(1)).entry()).isEmpty();
        town.nowMicros += 60_000_000;
        assertThat(town.ask(1)).as("a minute later").isInstanceOf(CustodyAnswer.Release.class);
    }

    @Test
    void logIsAChainOfSignaturesThatCannotBeCut() throws Exception {
        dealToAll(b);
        denial(town.ask(1));
        town.publish(b, Optional.empty());
        town.ask(1);
        List<SignedEntry> entries = town.store(1).entries;
        assertThat(entries).hasSize(3);
        for (int i = 0; i < entries.size(); i++) {
            SignedEntry entry = entries.get(i);
            assertThat(entry.isSignedBy(Hospitals.gateway(0x11).publicKey(), new Ed25519()))
                    .isTrue();
            assertThat(entry.isSignedBy(Hospitals.AUTHORS_GATEWAY.publicKey(), new Ed25519()))
                    .isFalse();
            assertThat(SignedEntry.decode(entry.encoded())).isEqualTo(entry);
            assertThat(i == 0 || entry.follows(entries.get(i - 1))).isTrue();
        }
        assertThat(entries.get(2).follows(entries.get(0))).isFalse();
        assertThat(entries.get(1).event())
                .isEqualTo(new CustodyEvent.Refused(
                        Hospitals.AID, Hospitals.READER, Hospitals.COMMITTEE, Denial.NOT_PERMITTED));
        SignedEntry edited = new SignedEntry(
                1,
                entries.get(1).previous(),
                Hospitals.CHAIN,
                Hospitals.seatOf(1),
                entries.get(1).timeMicros(),
                new CustodyEvent.Refused(Hospitals.AID, new Id(Hospitals.AUTHOR.bytes()), 7, Denial.ENDED),
                entries.get(1).signature());
        assertThat(edited.isSignedBy(Hospitals.gateway(0x11).publicKey(), new Ed25519()))
                .isFalse();
    }
}
