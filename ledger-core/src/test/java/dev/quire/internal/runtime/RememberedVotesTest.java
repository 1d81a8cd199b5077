package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.SignatureScheme;
import org.junit.jupiter.api.Test;

class RememberedVotesTest {
    private static final PublicKey MEMBER = new PublicKey(bytes(PublicKey.SIZE, 1));
    private static final Signature GOOD = new Signature(bytes(Signature.SIZE, 1));
    private static final Signature BAD = new Signature(bytes(Signature.SIZE, 2));

    private int checks;
    private final RememberedVotes votes = new RememberedVotes(new SignatureScheme() {
        @Override
        public boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature) {
            return verifyMember(sender, message, signature);
        }

        @Override
        public boolean verifyMember(PublicKey member, Bytes message, Signature signature) {
            checks++;
            return signature.equals(GOOD);
        }

        @Override
        public boolean admitsMember(PublicKey key) {
            return key.equals(MEMBER);
        }
    });

    private static Bytes bytes(int size, int last) {
        byte[] bytes = new byte[size];
        for (int i = 0, rest = last; rest > 0; i++, rest >>>= 8) {
            bytes[size - 1 - i] = (byte) rest;
        }
        return Bytes.wrap(bytes);
    }

    private boolean verify(PublicKey member, int message, Signature signature) {
        return votes.verifyMember(member, bytes(100, message), signature);
    }

    @Test
    void aVoteThatHoldsIsCheckedOnce() {
        assertThat(verify(MEMBER, 7, GOOD)).isTrue();
        assertThat(verify(MEMBER, 7, GOOD)).isTrue();
        assertThat(checks).isEqualTo(1);
    }

    @Test
    void everyOtherByteIsCheckedAnew() {
        verify(MEMBER, 7, GOOD);
        assertThat(verify(MEMBER, 7, BAD)).as("another signature").isFalse();
        assertThat(verify(MEMBER, 8, GOOD)).as("another message").isTrue();
        assertThat(verify(new PublicKey(bytes(PublicKey.SIZE, 2)), 7, GOOD))
                .as("another member")
                .isTrue();
        assertThat(checks).isEqualTo(4);
    }

    @Test
    void aNoIsNotRemembered() {
        assertThat(verify(MEMBER, 7, BAD)).isFalse();
        assertThat(verify(MEMBER, 7, BAD)).isFalse();
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void theOldestAreForgotten() {
        for (int message = 0; message <= RememberedVotes.CAPACITY; message++) {
            verify(MEMBER, message, GOOD);
        }
        checks = 0;
        verify(MEMBER, RememberedVotes.CAPACITY, GOOD);
        assertThat(checks).isZero();
        verify(MEMBER, 0, GOOD);
        assertThat(checks).isEqualTo(1);
    }

    @Test
    void longMessagesAreNotKept() {
        Bytes message = bytes(RememberedVotes.MAX_MESSAGE_BYTES + 1, 7);
        assertThat(votes.verifyMember(MEMBER, message, GOOD)).isTrue();
        assertThat(votes.verifyMember(MEMBER, message, GOOD)).isTrue();
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void sendersPassThrough() {
        votes.verifyTransaction(MEMBER, bytes(100, 7), GOOD);
        votes.verifyTransaction(MEMBER, bytes(100, 7), GOOD);
        assertThat(checks).isEqualTo(2);
    }
}
