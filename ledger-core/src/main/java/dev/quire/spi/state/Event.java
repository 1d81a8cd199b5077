package dev.quire.spi.state;

import dev.quire.codec.Bytes;

/** Something that a plugin tells subscribers about an applied transaction. */
public record Event(String topic, Bytes data) {}
