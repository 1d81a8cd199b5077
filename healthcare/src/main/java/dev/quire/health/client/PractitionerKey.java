package dev.quire.health.client;

import dev.quire.crypto.Signer;

/** The Ed25519 key of one person at a hospital, for what that person alone can say. */
public record PractitionerKey(Signer signer) {}
