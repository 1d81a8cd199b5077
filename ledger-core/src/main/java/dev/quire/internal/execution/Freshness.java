package dev.quire.internal.execution;

import dev.quire.block.PublicKey;
import java.util.Optional;

/**
 * What a fresh proposal is judged by, besides the rules that hold for ever.
 *
 * @param wallMicros this node's clock, microseconds since 1970
 * @param leader who may propose now, as far as the consensus engine knows
 */
public record Freshness(long wallMicros, Optional<PublicKey> leader) {}
