package dev.quire.health.keys.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.share.Share;
import dev.quire.health.keys.share.ShareClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PlaintextProperties {
    private static FactorList factors(int count) {
        SortedMap<Id, Secret> factors = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            factors.put(Id.fromHex("%032x".formatted(i * 7L)), Sample.secret(i));
        }
        return new FactorList(factors);
    }

    private static ShareList shares(int count) {
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ShareClass shareClass = i % 2 == 0 ? ShareClass.E : ShareClass.B;
            shares.add(new Share(Sample.id(i / 20), shareClass, 1 + i % 20, Sample.secret(i)));
        }
        return new ShareList(shares);
    }

    private static final PractitionerCard CARD = new PractitionerCard(
            Sample.id(1),
            Sample.id(2),
            "Dr R. Okafor",
            "ER physician",
            "St. Mary",
            5,
            9,
            Sample.hash(3).bytes());

    @Property(tries = 30)
    void listsKeepTheirForm(@ForAll @IntRange(min = 1, max = 200) int count) throws CryptoException {
        byte[] factors = factors(count).encoded();
        assertThat(FactorList.decode(factors.clone()).encoded())
                .isEqualTo(factors)
                .hasSize(2 + 48 * count);
        byte[] shares = shares(count).encoded();
        assertThat(ShareList.decode(shares.clone()).encoded()).isEqualTo(shares).hasSize(2 + 50 * count);
    }

    @Property
    void garbageIsRefused(@ForAll @Size(max = 120) byte[] garbage) {
        for (Decoder decoder :
                List.<Decoder>of(FactorList::decode, ShareList::decode, WritersMap::decode, PractitionerCard::decode)) {
            try {
                decoder.decode(garbage.clone());
            } catch (CryptoException.Malformed e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private interface Decoder {
        Object decode(byte[] plaintext) throws CryptoException.Malformed;
    }

    @Test
    void thereIsOneEncoding() {
        byte[] two = factors(2).encoded();
        byte[] swapped = Bytes.wrap(two)
                .slice(0, 2)
                .concat(Bytes.wrap(two).slice(50, 98))
                .concat(Bytes.wrap(two).slice(2, 50))
                .toArray();
        assertThatThrownBy(() -> FactorList.decode(swapped)).hasMessageContaining("ascend");
        byte[] seatZero = shares(1).encoded();
        seatZero[19] = 0;
        assertThatThrownBy(() -> ShareList.decode(seatZero)).hasMessageContaining("seat 0");
        byte[] otherClass = shares(1).encoded();
        otherClass[18] = 'X';
        assertThatThrownBy(() -> ShareList.decode(otherClass)).hasMessageContaining("class");
        assertThatThrownBy(() -> FactorList.decode(new byte[2])).isInstanceOf(CryptoException.Malformed.class);
        assertThatThrownBy(() -> factors(1001)).isInstanceOf(IllegalArgumentException.class);
        Share one = new Share(Sample.RID, ShareClass.B, 1, Sample.secret(1));
        assertThatThrownBy(() -> new ShareList(List.of(one, one))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decodingOverwritesTheKeysThatItTookOver() throws CryptoException {
        byte[] plaintext = factors(3).encoded();
        try (FactorList list = FactorList.decode(plaintext)) {
            assertThat(plaintext).containsOnly(0);
            assertThat(list.factors()).hasSize(3);
            assertThat(list.toString()).doesNotContain("0202");
        }
    }

    @Test
    void mapAndCardKeepTheirForm() throws CryptoException {
        WritersMap map = WritersMap.of(Map.of("mental-health", Sample.id(1), "general", Sample.id(2)));
        assertThat(WritersMap.decode(map.encoded())).isEqualTo(map);
        assertThat(PractitionerCard.decode(CARD.encoded())).isEqualTo(CARD);
        Hash hash = CARD.hash(Sample.CHAIN);
        for (int i = 0; i < CARD.encoded().length; i++) {
            byte[] changed = CARD.encoded();
            changed[i] ^= 1;
            try {
                assertThat(PractitionerCard.decode(changed).hash(Sample.CHAIN)).isNotEqualTo(hash);
            } catch (CryptoException.Malformed e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
