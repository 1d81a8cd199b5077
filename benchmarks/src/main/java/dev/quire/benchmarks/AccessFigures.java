package dev.quire.benchmarks;

import dev.quire.Account;
import dev.quire.LedgerNode;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.GrantCommand;
import dev.quire.health.HealthCommand;
import dev.quire.health.HealthState;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.Denial;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.SigningRoot;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.member.MemberServices;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Accesses without what a reader does besides, and how soon custodians know that a permission was taken back. */
final class AccessFigures {
    private static final int COMMITTEE = 1;

    private final HealthNetwork network;
    private final LedgerNode node;
    private final Account reader;
    private final Id pracId;
    private final MemberServices services;
    private final Histogram refusedMicros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);

    AccessFigures(HealthNetwork network, int member, Id pracId) {
        this.network = network;
        this.pracId = pracId;
        HealthMember home = network.member(member);
        node = home.node();
        reader = new Account(home.gateway);
        services = network.services(home.gateway, home);
    }

    /** A signed access of the reader's. */
    record Prepared(Id aid, Transaction transaction) {}

    Prepared prepare(Id sid, Id gid, Id rid) {
        byte[] aid = new byte[Id.SIZE];
        network.random.nextBytes(aid);
        try (X25519Key oneTimeKey = X25519Key.generate(network.random)) {
            ReadingCommand.Access access = new ReadingCommand.Access(
                    new Id(Bytes.wrap(aid)),
                    sid,
                    new Basis.ByGrant(gid),
                    AccessKind.VIEW,
                    List.of(rid),
                    Purpose.TREAT,
                    oneTimeKey.publicKey(),
                    Optional.of(pracId));
            return new Prepared(access.aid(), transaction(reader, access));
        }
    }

    private Transaction transaction(Account account, HealthCommand command) {
        return account.transaction(node.chainId(), HealthStateMachine.ID, command.encoded());
    }

    /** Completes with the access's id once its receipt is there. */
    CompletableFuture<Id> commit(Prepared prepared) {
        return node.submit(prepared.transaction()).thenApply(receipt -> {
            require(receipt.resultLeaf().applied(), "the access was refused");
            return prepared.aid();
        });
    }

    /** Has an access permitted and released, takes the permission back, and asks all custodians at once. */
    void revoke(PatientSeed seed, Id sid, Id gid, Id rid) {
        Id aid = commit(prepare(sid, gid, rid)).join();
        for (HealthMember custodian : network.members()) {
            require(ask(custodian, aid).join() instanceof CustodyAnswer.Release, "a permitted access was not released");
        }
        Transaction revoke;
        try (SigningRoot signing = seed.signingRoot()) {
            int epoch = node.read(
                            HealthStateMachine.ID,
                            (height, view) -> new HealthState(view).subject(sid).orElseThrow())
                    .signingEpoch();
            revoke = transaction(new Account(signing.key(node.chainId(), sid, epoch)), new GrantCommand.Revoke(gid));
        }
        require(node.submit(revoke).join().resultLeaf().applied(), "the revocation was refused");
        long acknowledgedNanos = System.nanoTime();
        List<CompletableFuture<Void>> refusals = network.members().stream()
                .map(custodian -> ask(custodian, aid).thenAccept(answer -> {
                    refusedMicros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - acknowledgedNanos));
                    require(
                            answer instanceof CustodyAnswer.Refusal refusal && refusal.denial() == Denial.ENDED,
                            "a share was released after the revocation was acknowledged");
                }))
                .toList();
        refusals.forEach(CompletableFuture::join);
    }

    private CompletableFuture<CustodyAnswer> ask(HealthMember custodian, Id aid) {
        return services.of(custodian.orgId).release(aid, COMMITTEE);
    }

    double refusedMillisAt(double percentile) {
        return refusedMicros.getValueAtPercentile(percentile) / 1e3;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
