package dev.quire.health.client;

import dev.quire.health.RequestEntry;
import dev.quire.health.keys.message.PractitionerCard;
import java.util.Optional;

/**
 * Somebody asks the patient for permission.
 *
 * @param card who it is, as the member vouches for by the hash on the ledger; empty: none was shown, or another one
 */
public record AccessRequest(RequestEntry entry, Optional<PractitionerCard> card) {}
