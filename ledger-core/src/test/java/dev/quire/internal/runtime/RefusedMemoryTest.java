package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Rejection;
import dev.quire.hash.Hash;
import dev.quire.spi.state.TxStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusedMemoryTest {
    private static final Hash ID = Hash.fromHex("0d".repeat(32));

    private final RefusedMemory memory = new RefusedMemory();

    @ParameterizedTest
    @EnumSource(names = {"VALID_TOO_LONG", "DUPLICATE", "BUSY", "PLUGIN_CHECK", "SENDER_QUOTA", "PLUGIN_FAILURE"})
    void whatAnotherNodeMayTakeLeavesNoTrace(Rejection reason) {
        memory.remember(ID, reason);
        assertThat(memory.status(ID)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"FOREIGN_CHAIN", "UNKNOWN_PLUGIN", "OVERSIZE", "MALFORMED"})
    void whatNoNodeWillEverTakeIsRejected(Rejection reason) {
        memory.remember(ID, reason);
        assertThat(memory.status(ID)).contains(new TxStatus.Rejected(reason));
    }

    @ParameterizedTest
    @EnumSource(names = "EXPIRED")
    void whatIsLateIsExpired(Rejection reason) {
        memory.remember(ID, reason);
        assertThat(memory.status(ID)).contains(new TxStatus.Expired());
    }

    @ParameterizedTest
    @EnumSource(names = "BAD_SIGNATURE")
    void aBadlySignedCopySaysNothingOfTheId(Rejection reason) {
        memory.remember(ID, reason);
        assertThat(memory.status(ID)).isEmpty();
    }
}
