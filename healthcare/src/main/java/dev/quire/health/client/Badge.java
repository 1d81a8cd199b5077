package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.PractitionerCard;
import java.util.Optional;

/**
 * What shows that somebody works at a hospital, as that hospital's gateway holds it.
 *
 * @param card what patients see; its hash is on the ledger
 * @param readingKey where the person has a sealing key of its own
 */
public record Badge(PractitionerCard card, PractitionerKey key, Optional<X25519Key> readingKey) {
    public Id pracId() {
        return card.pracId();
    }

    @Override
    public String toString() {
        return "Badge[" + card.pracId() + "]";
    }
}
