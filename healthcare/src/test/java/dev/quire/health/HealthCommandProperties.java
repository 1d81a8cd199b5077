package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.state.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.math.ec.rfc7748.X25519;

class HealthCommandProperties {
    @Property(tries = 20_000)
    void decodingReversesEncoding(@ForAll long seed) throws MalformedException {
        HealthCommand command = random(new Random(seed));
        assertThat(HealthCommand.decode(command.encoded())).isEqualTo(command);
    }

    @Property(tries = 20_000)
    void damagedBytesAreRefusedOrAreTheOneEncodingOfAnotherCommand(@ForAll long seed) {
        Random random = new Random(seed);
        Bytes damaged = damage(random(random).encoded(), random);
        try {
            assertThat(HealthCommand.decode(damaged).encoded()).isEqualTo(damaged);
        } catch (MalformedException e) {
            assertThat(e).hasMessageContaining("health command");
        }
    }

    @Property(tries = 2_000)
    void garbageIsRefusedWithItsNumber(@ForAll byte[] payload) {
        Town town = new Town();
        Outcome outcome = town.apply("city gateway", Bytes.copyOf(payload));
        assertThat(outcome).isEqualTo(Outcome.refused(Refusal.MALFORMED.number()));
    }

    @Example
    void constructorsKeepTheBounds() {
        refused(() -> new Scope.Records(List.of()));
        refused(() -> new Scope.Records(List.of(Town.RID, Town.RID)));
        refused(() ->
                new Scope.Records(IntStream.range(0, 51).mapToObj(Town::id).toList()));
        refused(() -> Town.SCRIBE.profile(Town.CITY, "Krankenhaus Köln"));
        refused(() -> new Committee(List.of(), 1));
        refused(() -> new Committee(List.of(Town.CITY, Town.CITY), 2));
        refused(() -> new Committee(List.of(Town.CITY, Town.RURAL), 1));
        refused(() -> new Committee(List.of(Town.CITY, Town.RURAL), 3));
        refused(() -> new HealthParameters(0, 1, 1));
        refused(() -> new HealthParameters(1, 73, 1));
        refused(() -> Town.SCRIBE.breakGlass(Town.EID, Town.SID, Town.DOCTOR, 0));
        refused(() -> new SubjectCommand.RegisterSubject(
                Town.SID,
                Town.SCRIBE.cast().key("patient"),
                Optional.empty(),
                DefaultPolicy.DENY,
                Town.SCRIBE.compartments(Town.SID, "patient").subList(0, 3)));
        refused(() -> new ReadingCommand.Access(
                Town.id(1),
                Town.SID,
                new Basis.ByGrant(Town.GID),
                AccessKind.VIEW,
                List.of(Town.RID),
                Purpose.TREAT,
                Cast.sealing("once"),
                Optional.empty()));
    }

    @Example
    void termsOfAGrantKeepTheBounds() {
        GrantDraft draft = new GrantDraft(0);
        refused(() -> new GrantDraft(0).deny().uses(1).build());
        refused(() -> new GrantDraft(0).deny().includeNew().build());
        refused(() -> new GrantDraft(0).deny().keyId(1).build());
        refused(() -> new GrantDraft(0).purposes().build());
        refused(() -> new GrantDraft(0).uses(GrantTerms.MAX_USES + 1).build());
        refused(() -> new GrantDraft(0).rids(Town.RID).includeNew().build());
        refused(() -> new GrantDraft(0).from(-1).build());
        assertThat(draft.uses(GrantTerms.MAX_USES).build().uses()).hasValue(10_000);
    }

    /** The library comes to a shared secret of zero with exactly these. */
    @Property(tries = 1_000)
    void weakKeysAreThoseThatGiveNoSecret(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        byte[] key = new byte[32];
        int small = random.nextInt(8);
        for (int i = 0; i < 32; i++) {
            key[i] = small < 4 ? (byte) (small == 0 ? 0 : i == 31 ? 0x7f : 0xff) : (byte) random.nextInt();
        }
        if (small < 4) {
            key[0] = (byte) (small == 0 ? random.nextInt(3) : 0xea + random.nextInt(6));
            key[31] |= (byte) (random.nextInt(2) << 7);
        }
        boolean agreed = X25519.calculateAgreement(secret, 0, key, 0, new byte[32], 0);
        assertThat(new X25519PublicKey(Bytes.copyOf(key)).isWeak()).isEqualTo(!agreed);
    }

    @Property
    void oneEncodingOfEachSealingKeyIsCanonical(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] key = new byte[32];
        random.nextBytes(key);
        if (random.nextBoolean()) {
            Arrays.fill(key, 1, 31, (byte) 0xff);
            key[0] = (byte) (0xe8 + random.nextInt(24));
            key[31] = (byte) (0x7f | (random.nextInt(2) << 7));
        }
        X25519PublicKey read = new X25519PublicKey(Bytes.copyOf(key));
        assertThat(read.isCanonical()).isEqualTo(BrokenRules.isCanonical(read));
    }

    @Example
    void otherPointsOfSmallOrderAreWeakToo() {
        for (String point : List.of(
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")) {
            byte[] key = Bytes.fromHex(point).toArray();
            byte[] secret = new byte[32];
            assertThat(X25519.calculateAgreement(secret, 0, key, 0, new byte[32], 0))
                    .isFalse();
            assertThat(new X25519PublicKey(Bytes.fromHex(point)).isWeak()).isTrue();
        }
    }

    private static HealthCommand random(Random random) {
        Scribe scribe = new Scribe(Cast.cheap(), Hash.ZERO);
        return new RandomCommands(scribe, random).next(20_000 * Scribe.DAY).command();
    }

    private static void refused(ThrowingCallable construction) {
        assertThatThrownBy(construction).isInstanceOf(IllegalArgumentException.class);
    }

    private static Bytes damage(Bytes bytes, Random random) {
        byte[] array = bytes.toArray();
        if (random.nextInt(4) == 0) {
            return Bytes.wrap(array).slice(0, random.nextInt(array.length));
        }
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            array[random.nextInt(array.length)] = (byte) random.nextInt(random.nextBoolean() ? 4 : 256);
        }
        return Bytes.wrap(array);
    }
}
