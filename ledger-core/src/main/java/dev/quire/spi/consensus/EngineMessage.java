package dev.quire.spi.consensus;

/** A message of some engine; only that engine and its {@link MessageCodec} know what it is. */
public interface EngineMessage {}
