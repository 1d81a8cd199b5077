package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.Genesis.PluginGenesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.block.Rejection;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.crypto.SignatureScheme;
import dev.quire.hash.Hash;
import dev.quire.internal.execution.TransactionRules;
import dev.quire.internal.mempool.Admission;
import dev.quire.internal.mempool.Mempool;
import dev.quire.internal.mempool.MempoolLimits;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TransactionIntakeTest {
    private static final Hash CHAIN = Hash.fromHex("0c".repeat(32));
    private static final int PLUGIN = 7;
    private static final int PLUGIN_CODE = 77;
    private static final long NOW = 1_700_000_000_000_000L;
    private static final PublicKey SENDER = new PublicKey(Bytes.wrap(new byte[PublicKey.SIZE]));
    private static final Signature GOOD = signature(1);
    private static final Signature BAD = signature(2);

    private final CountingSignatures scheme = new CountingSignatures();
    private final Mempool mempool = new Mempool(MempoolLimits.defaults());
    private final BlockSignatures signatures = new BlockSignatures(scheme, mempool, Runnable::run);
    private final TransactionIntake intake = new TransactionIntake(
            new TransactionRules(CHAIN, genesis()),
            signatures,
            transaction -> OptionalInt.of(PLUGIN_CODE),
            mempool,
            new StatusBoard(new StatusBoard.Head(0, Hash.ZERO, NOW, Hash.ZERO), 0),
            new StoppedTime());

    /** Holds one signature for good and counts how often it is asked. */
    private static final class CountingSignatures implements SignatureScheme {
        private int checks;

        @Override
        public boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature) {
            checks++;
            return signature.equals(GOOD);
        }

        @Override
        public boolean verifyMember(PublicKey member, Bytes message, Signature signature) {
            throw new AssertionError("no member signs here");
        }

        @Override
        public boolean admitsMember(PublicKey key) {
            throw new AssertionError("no member is admitted here");
        }
    }

    private static final class StoppedTime implements TimeSource {
        @Override
        public long monotonicMicros() {
            return 0;
        }

        @Override
        public long wallMicros() {
            return NOW;
        }
    }

    private static Signature signature(int value) {
        byte[] bytes = new byte[Signature.SIZE];
        bytes[0] = (byte) value;
        return new Signature(Bytes.wrap(bytes));
    }

    private static Genesis genesis() {
        return new Genesis(
                "test",
                NOW,
                Bytes.wrap(new byte[16]),
                MemberSet.of(ConsensusMode.CFT, List.of(SENDER)),
                Parameters.defaults(),
                List.of(new PluginGenesis(new PluginVersion(PLUGIN, 1), Bytes.EMPTY)));
    }

    private static Transaction transaction(Hash chain, int plugin, long validUntilMicros, Signature signature) {
        Bytes nonce = Bytes.wrap(new byte[Transaction.NONCE_SIZE]);
        return new Transaction.Unsigned(chain, plugin, validUntilMicros, nonce, SENDER, Bytes.EMPTY).signed(signature);
    }

    private static Transaction fit(Signature signature) {
        return transaction(CHAIN, PLUGIN, NOW + 1_000_000, signature);
    }

    @Test
    void theRulesAreJudgedInTheirOrderAndTheSignatureLast() {
        assertThat(intake.judge(transaction(Hash.ZERO, 8, 0, BAD))).contains(Rejection.FOREIGN_CHAIN);
        assertThat(intake.judge(transaction(CHAIN, 8, 0, BAD))).contains(Rejection.UNKNOWN_PLUGIN);
        assertThat(intake.judge(transaction(CHAIN, PLUGIN, 0, BAD))).contains(Rejection.EXPIRED);
        assertThat(scheme.checks).as("what is refused anyway costs no check").isZero();
        assertThat(intake.judge(fit(BAD))).contains(Rejection.BAD_SIGNATURE);
        assertThat(intake.judge(fit(GOOD))).isEmpty();
    }

    @Test
    void aSignatureIsCheckedOnceOnItsWayIntoABlock() {
        Transaction transaction = fit(GOOD);
        assertThat(intake.admit(transaction)).isInstanceOf(Admission.Added.class);
        assertThat(intake.admit(transaction)).isInstanceOf(Admission.AlreadyWaiting.class);
        assertThat(signatures.firstInvalid(List.of(transaction))).isEmpty();
        assertThat(scheme.checks).isEqualTo(1);
    }

    @Test
    void aBadlySignedCopyOfOneThatWaitsIsRefused() {
        intake.admit(fit(GOOD));
        assertThat(intake.admit(fit(BAD))).isEqualTo(new Admission.Rejected(Rejection.BAD_SIGNATURE));
        assertThat(mempool.get(fit(GOOD).id())).contains(fit(GOOD));
    }

    @Test
    void thePluginIsNotAskedOfOneThatWaits() {
        assertThat(intake.check(fit(GOOD))).hasValue(PLUGIN_CODE);
        intake.admit(fit(GOOD));
        assertThat(intake.check(fit(GOOD))).isEmpty();
    }
}
