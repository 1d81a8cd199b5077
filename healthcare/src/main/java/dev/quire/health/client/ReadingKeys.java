package dev.quire.health.client;

import dev.quire.health.keys.X25519Key;
import java.util.Optional;

/** An organisation's reading keys: what it is granted is sealed to one of them. */
@FunctionalInterface
public interface ReadingKeys {
    /** The key of this epoch, if it is kept; it stays its keeper's. The first epoch is 1. */
    Optional<X25519Key> ofEpoch(int epoch);
}
