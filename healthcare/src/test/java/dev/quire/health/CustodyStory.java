package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.custody.Custodian;
import dev.quire.health.custody.CustodianSettings;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.CustodyView;
import dev.quire.health.custody.Denial;
import dev.quire.health.custody.LedgerCustody;
import dev.quire.health.custody.MemoryStores;
import dev.quire.health.custody.ShareStore;
import dev.quire.health.keys.FixedRandom;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.share.CommitteeNumbers;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.Ledger;
import dev.quire.testkit.TestCluster;
import dev.quire.testkit.TestNode;
import dev.quire.testkit.history.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Four hospitals, each with a node and the custodian beside it, a patient of the first one and a doctor of the second. Whatever
 * anybody is told goes into the {@link ReleaseHistory}.
 */
final class CustodyStory {
    static final List<Id> MEMBERS = List.of(Town.CITY, Town.RURAL, Town.COAST, Town.id(0x13));
    private static final List<String> NAMES = List.of("city", "rural", "coast", "hill");
    private static final Duration BARRIER_LIMIT = Duration.ofSeconds(3);
    private static final long DRIFT_MICROS = 5_000_000;
    /** Time is virtual here: the custodian's own limit, which is not, must not pass. */
    private static final long NO_LIMIT_MILLIS = 3_600_000;

    private static final int NO_QUOTA = 1_000_000;

    final ReleaseHistory history;
    private final TestCluster cluster;
    private final Scribe scribe;
    private final Dealing dealing;
    private final Map<TestNode, Custodian> custodians = new HashMap<>();
    private final Map<Id, Id> gidByAid = new HashMap<>();
    private final List<Id> permitted = new ArrayList<>();
    private int aids;
    private int releases;

    /** How a custodian asks its node for what it judges by. */
    interface Reading {
        CompletionStage<CustodyView> of(Ledger ledger);

        /** As the real ones do. */
        static CompletionStage<CustodyView> behindBarrier(Ledger ledger) {
            return new LedgerCustody(ledger, BARRIER_LIMIT).read();
        }

        static CompletionStage<CustodyView> asItStands(Ledger ledger) {
            return CompletableFuture.completedFuture(new HastyCustody(ledger));
        }
    }

    static HealthGenesis genesis(Function<String, Signer> signers) {
        Scribe scribe = new Scribe(new Cast(signers), Hash.ZERO);
        List<MemberProfile> profiles = new ArrayList<>();
        for (int i = 0; i < MEMBERS.size(); i++) {
            profiles.add(scribe.profile(MEMBERS.get(i), NAMES.get(i)));
        }
        return HealthGenesis.of(profiles);
    }

    /** Doctor, patient and one record are on the ledger, and its shares with the custodians. */
    CustodyStory(TestCluster cluster, Reading reading) {
        this.cluster = cluster;
        history = new ReleaseHistory(cluster);
        Hash chainId = cluster.anyNode().orElseThrow().ledger().chainId();
        scribe = new Scribe(new Cast(cluster::signer), chainId);
        dealing = Dealing.deal(
                chainId,
                Town.RID,
                1,
                ShareClass.B,
                Sample.secret(0xb),
                CommitteeNumbers.of(ConsensusMode.BFT, MEMBERS.size()),
                new FixedRandom(1));
        cluster.nodes().stream()
                .filter(node -> !node.isLiar())
                .forEach(node -> custodians.put(node, custodian(node, chainId, reading)));
        long until = history.nowMicros() + 60 * Scribe.DAY;
        commit("rural controller", scribe.credential(Town.DOCTOR, "doctor", until, Role.NURSE));
        commit("city gateway", scribe.subject(Town.SID, Town.CITY, "patient"));
        commit("city gateway", new RecordCommand.PutRecord(terms()));
    }

    private RecordTerms terms() {
        RecordTerms plain = scribe.terms(Town.RID, Town.SID, Town.CID);
        return new RecordTerms(
                plain.rid(),
                plain.sid(),
                plain.cid(),
                plain.cEpoch(),
                plain.credential(),
                plain.kind(),
                plain.blobLength(),
                plain.fingerprint(),
                plain.keyCommit(),
                plain.capsuleHash(),
                plain.committee(),
                dealing.leaves().root(),
                plain.shareRootE(),
                plain.vaults());
    }

    /** Its store and log are durable, whatever becomes of the node. */
    private Custodian custodian(TestNode node, Hash chainId, Reading reading) {
        MemoryStores stores = new MemoryStores();
        try {
            stores.store.insert(
                    new ShareStore.Stored(dealing.shares().get(node.number()), Town.CITY, dealing.leaves()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Custodian(
                new CustodianSettings(chainId, MEMBERS.get(node.number()), DRIFT_MICROS, NO_LIMIT_MILLIS, NO_QUOTA),
                new Custodian.Ports(
                        () -> node.isUp() ? reading.of(node.ledger()) : down(),
                        stores.store,
                        stores.log,
                        Ed25519Key.fromSeed(Sample.id(node.number()).bytes().concat(Town.RID.bytes())),
                        new Ed25519(),
                        epoch -> Optional.empty(),
                        new FixedRandom(node.number()),
                        history::nowMicros),
                Runnable::run);
    }

    private static CompletionStage<CustodyView> down() {
        return CompletableFuture.failedFuture(new IllegalStateException("the node is down"));
    }

    private void commit(String sender, HealthCommand command) {
        CommittedTransaction committed =
                cluster.await(cluster.anyNode().orElseThrow().ledger().commit(transaction(sender, command)));
        assertThat(committed.applied()).as("%s", command).isTrue();
    }

    private Transaction transaction(String sender, HealthCommand command) {
        return cluster.transaction(cluster.signer(sender), command.encoded());
    }

    private CompletableFuture<CommittedTransaction> send(
            TestNode node, String sender, HealthCommand command, Consumer<Optional<CommittedTransaction>> heard) {
        CompletableFuture<CommittedTransaction> answer = node.ledger().commit(transaction(sender, command));
        var unused = answer.whenComplete((committed, failure) -> heard.accept(Optional.ofNullable(committed)));
        return answer;
    }

    /** The patient permits the doctor's hospital to read. */
    CompletableFuture<CommittedTransaction> give(TestNode node, Id gid) {
        long called = history.called();
        GrantTerms terms = new GrantDraft(0)
                .cids(Town.CID)
                .from(history.nowMicros() - Town.HOUR)
                .until(history.nowMicros() + Scribe.DAY)
                .build();
        GrantCommand.Grant command = new GrantCommand.Grant(gid, Town.SID, terms, Optional.empty());
        return send(node, "patient", command, committed -> told("give", gid, ReleaseHistory.GIVE, called, committed));
    }

    private void told(String name, Id gid, Action action, long called, Optional<CommittedTransaction> committed) {
        if (committed.isEmpty()) {
            history.unknown(name, gid, action, called);
        } else {
            history.answered(name, gid, committed.get().applied() ? action : new Action.Refused(action), called);
        }
    }

    /** The patient ends it. As soon as that is acknowledged, every custodian is asked for what it once permitted. */
    CompletableFuture<CommittedTransaction> revoke(TestNode node, Id gid) {
        long called = history.called();
        return send(node, "patient", new GrantCommand.Revoke(gid), committed -> {
            told("revoke", gid, ReleaseHistory.END, called, committed);
            if (committed.isPresent()) {
                permitted.stream().filter(aid -> gid.equals(gidByAid.get(aid))).forEach(this::askAll);
            }
        });
    }

    /** The doctor asks to read; the one-time key is another each time. */
    CompletableFuture<CommittedTransaction> access(TestNode node, Id gid) {
        ReadingCommand.Access command = Town.access(aids++, new Basis.ByGrant(gid), Town.RID);
        gidByAid.put(command.aid(), gid);
        long called = history.called();
        return send(
                node,
                "rural gateway",
                command,
                committed -> committed.ifPresent(answer -> {
                    Decision decision = decision(answer);
                    if (decision.permitted()) {
                        permitted.add(command.aid());
                    }
                    history.answered("access", gid, new Action.Read(found(decision)), called);
                }));
    }

    private static Decision decision(CommittedTransaction answer) {
        try {
            assertThat(answer.applied()).isTrue();
            return Decision.decode(answer.output());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<String> found(Decision decision) {
        return switch (decision) {
            case PERMITTED -> ReleaseHistory.STANDS;
            case NOT_PERMITTED -> ReleaseHistory.NOTHING;
            case ENDED -> ReleaseHistory.ENDED;
            case USED_UP, MALFORMED -> throw new AssertionError(decision);
        };
    }

    private void askAll(Id aid) {
        for (TestNode node : custodians.keySet()) {
            var unused = ask(node, aid);
        }
    }

    /** Asks some custodian for the share of some access. */
    void askSomeone() {
        if (aids > 0) {
            List<TestNode> honest =
                    cluster.nodes().stream().filter(custodians::containsKey).toList();
            TestNode node = honest.get(cluster.random().nextInt(honest.size()));
            var unused = ask(node, Town.id(0x6000 + cluster.random().nextInt(aids)));
        }
    }

    CompletableFuture<CustodyAnswer> ask(TestNode node, Id aid) {
        long called = history.called();
        Custodian custodian = custodians.get(node);
        assertThat(custodian).isNotNull();
        CompletableFuture<CustodyAnswer> answer = custodian.release(aid, 1, Town.RURAL);
        var unused = answer.thenAccept(given -> {
            Id gid = gidByAid.get(aid);
            assertThat(gid).isNotNull();
            if (given instanceof CustodyAnswer.Release) {
                releases++;
                history.answered("release", gid, new Action.Read(ReleaseHistory.STANDS), called);
            } else if (given instanceof CustodyAnswer.Refusal refusal && refusal.denial() == Denial.ENDED) {
                history.answered("refusal", gid, new Action.Read(ReleaseHistory.ENDED), called);
            } else {
                assertThat(((CustodyAnswer.Refusal) given).denial()).isIn(Denial.NOT_PERMITTED, Denial.BEHIND);
            }
        });
        return answer;
    }

    /** How many shares were sent so far. */
    int releases() {
        return releases;
    }

    /** Every honest custodian releases for a new access, and none after the revocation. */
    void endWith(Id gid) {
        TestNode node = cluster.anyNode().orElseThrow();
        assertThat(cluster.await(give(node, gid)).applied()).isTrue();
        cluster.await(access(node, gid));
        Id aid = permitted.get(permitted.size() - 1);
        for (TestNode custodian : custodians.keySet()) {
            assertThat(cluster.await(ask(custodian, aid))).isInstanceOf(CustodyAnswer.Release.class);
        }
        cluster.await(revoke(node, gid));
        for (TestNode custodian : custodians.keySet()) {
            assertThat(cluster.await(ask(custodian, aid)))
                    .isInstanceOfSatisfying(
                            CustodyAnswer.Refusal.class,
                            refusal -> assertThat(refusal.denial()).isEqualTo(Denial.ENDED));
        }
    }
}
