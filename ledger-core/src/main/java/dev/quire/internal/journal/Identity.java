package dev.quire.internal.journal;

import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;

/** Whose journal it is: one chain's and one node's, for ever. */
public record Identity(Hash chainId, PublicKey nodeId) {}
