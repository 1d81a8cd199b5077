package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.spi.state.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HealthCommandProperties {
    @Property(tries = 5_000)
    void decodingReversesEncoding(@ForAll long seed) throws MalformedException {
        HealthCommand command = new RandomCommands(new Random(seed)).next();
        assertThat(HealthCommand.decode(command.encoded())).isEqualTo(command);
    }

    @Property(tries = 20_000)
    void damagedBytesAreRefusedOrAreTheOneEncodingOfAnotherCommand(@ForAll long seed) {
        Random random = new Random(seed);
        Bytes damaged = damage(new RandomCommands(random).next().encoded(), random);
        try {
            assertThat(HealthCommand.decode(damaged).encoded()).isEqualTo(damaged);
        } catch (MalformedException e) {
            assertThat(e).hasMessageContaining("health command");
        }
    }

    @Property(tries = 2_000)
    void garbageIsRefusedWithItsNumber(@ForAll byte[] payload) {
        Town town = new Town();
        Outcome outcome = town.apply(Town.REGISTRAR, Bytes.copyOf(payload));
        assertThat(outcome).isEqualTo(Outcome.refused(Refusal.MALFORMED.number()));
    }

    @Example
    void constructorsKeepTheBounds() {
        assertThatThrownBy(() -> new Scope.Records(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scope.Records(List.of(Town.RID, Town.RID)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scope.Records(java.util.stream.IntStream.range(0, 51)
                        .mapToObj(Town::id)
                        .toList()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Town.version(Town.RID, Town.CID, 2, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Town.version(Town.RID, Town.CID, 1, Optional.of(Town.RID)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HealthCommand.RegisterMember(
                        Town.CITY, "Krankenhaus Köln", Town.CITY_CONTROLLER, List.of(Town.CITY_GATEWAY)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Town().terms().deny().uses(1).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Town().terms().purposes().build()).isInstanceOf(IllegalArgumentException.class);
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
