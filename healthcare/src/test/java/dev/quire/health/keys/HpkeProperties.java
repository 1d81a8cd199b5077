package dev.quire.health.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HpkeProperties {
    private static final Bytes INFO = Bytes.utf8("what it is");
    private static final Bytes AAD = Bytes.utf8("what it belongs to");
    private final X25519Key key = X25519Key.of(Sample.secret(9));

    @Property(tries = 50)
    void whatIsSealedOpens(@ForAll @Size(max = 300) byte[] plaintext, @ForAll long start) throws CryptoException {
        Bytes message = Hpke.seal(key.publicKey(), INFO, AAD, plaintext, new FixedRandom(start));
        assertThat(message.size()).isEqualTo(plaintext.length + Hpke.OVERHEAD);
        assertThat(Hpke.open("it", key, INFO, AAD, message)).isEqualTo(plaintext);
    }

    /** All but the top bit of the encapsulated key, which X25519 does not read: RFC 9180 hashes it, so it counts too. */
    @Property(tries = 200)
    void everyBitCounts(@ForAll @IntRange(max = 72) int index, @ForAll @IntRange(max = 7) int bit)
            throws CryptoException {
        Bytes message = Hpke.seal(key.publicKey(), INFO, AAD, new byte[24], new FixedRandom(1));
        byte[] altered = message.toArray();
        altered[index] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> Hpke.open("it", key, INFO, AAD, Bytes.wrap(altered)))
                .isInstanceOf(CryptoException.class);
    }

    @Property(tries = 60)
    void nothingShorterOpens(@ForAll @IntRange(max = 72) int length) throws CryptoException {
        Bytes message = Hpke.seal(key.publicKey(), INFO, AAD, new byte[24], new FixedRandom(1));
        assertThatThrownBy(() -> Hpke.open("it", key, INFO, AAD, message.slice(0, length)))
                .isInstanceOf(CryptoException.class);
    }

    @Test
    void opensForItsKeyItsUseAndItsBelongingsOnly() throws CryptoException {
        Bytes message = Hpke.seal(key.publicKey(), INFO, AAD, new byte[24], new FixedRandom(1));
        assertThatThrownBy(() -> Hpke.open("it", X25519Key.of(Sample.secret(8)), INFO, AAD, message))
                .isInstanceOf(CryptoException.NotOpened.class)
                .hasMessageContaining("it does not open");
        assertThatThrownBy(() -> Hpke.open("it", key, AAD, AAD, message)).isInstanceOf(CryptoException.NotOpened.class);
        assertThatThrownBy(() -> Hpke.open("it", key, INFO, INFO, message))
                .isInstanceOf(CryptoException.NotOpened.class);
    }
}
