package dev.quire.examples.hospital;

import dev.quire.block.PublicKey;

/** Who reads. The hospital's gateway signs the access and names the doctor by key. */
record Doctor(String name, PublicKey key) {}
