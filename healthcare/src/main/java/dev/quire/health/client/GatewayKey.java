package dev.quire.health.client;

import dev.quire.crypto.Signer;

/** The Ed25519 key of a hospital's gateway: it signs what the organisation writes, asks and opens. */
public record GatewayKey(Signer signer) {}
