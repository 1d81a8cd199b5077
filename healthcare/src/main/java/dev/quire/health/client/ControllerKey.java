package dev.quire.health.client;

import dev.quire.crypto.Signer;

/** The Ed25519 key of a member's controller: it speaks for the member's keys and staff, and never for a patient. */
public record ControllerKey(Signer signer) {}
