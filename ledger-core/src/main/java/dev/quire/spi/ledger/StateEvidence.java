package dev.quire.spi.ledger;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * One value of the state as it stands after the block at {@code height}.
 *
 * @param value empty if the key is absent
 * @param stateRoot of that block's header
 * @param proof an encoded {@code StateProof} of presence or absence against {@code stateRoot}, if it was asked for
 */
public record StateEvidence(long height, Hash stateRoot, Optional<Bytes> value, Optional<Bytes> proof) {}
