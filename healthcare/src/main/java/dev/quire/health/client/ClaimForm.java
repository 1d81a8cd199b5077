package dev.quire.health.client;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.health.Id;

/**
 * What a patient's app gives the hospital that has kept a file for it until now.
 *
 * @param epoch the key's
 * @param key from now on the subject's
 * @param patient signature of the claim with it
 */
public record ClaimForm(Id sid, int epoch, PublicKey key, Signature patient) {}
