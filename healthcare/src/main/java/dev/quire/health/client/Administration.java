package dev.quire.health.client;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.MemberCommand;
import dev.quire.health.Role;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.receipt.Receipt;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A member's office: it says who works there, for a while, and ends that. Signs with the member's controller. */
public final class Administration {
    private final Desk desk;
    private final Id orgId;
    private final ControllerKey key;

    Administration(Desk desk, Id orgId, ControllerKey key) {
        this.desk = desk;
        this.orgId = orgId;
        this.key = key;
    }

    /**
     * A card with a new pracId and salt: what patients see of a person.
     *
     * @param role as patients read it, such as "emergency physician"
     */
    public PractitionerCard card(String name, String role, String organisation, Instant from, Instant until) {
        byte[] salt = new byte[Fingerprint.SALT_SIZE];
        desk.random().nextBytes(salt);
        return new PractitionerCard(
                desk.newId(), orgId, name, role, organisation, micros(from), micros(until), Bytes.wrap(salt));
    }

    /**
     * Puts a credential on the ledger, with the card's hash and end.
     *
     * @param readingKey where the person has a sealing key of its own
     */
    public CompletableFuture<Receipt> employ(
            PractitionerCard card, PublicKey signingKey, Optional<X25519PublicKey> readingKey, Set<Role> roles) {
        return desk.begin(() -> desk.chain()
                .commit(
                        key.signer(),
                        new MemberCommand.IssueCredential(
                                card.pracId(),
                                signingKey,
                                readingKey,
                                roles,
                                card.hash(desk.chainId()),
                                card.untilMicros())));
    }

    /** Ends a credential at once. */
    public CompletableFuture<Receipt> dismiss(Id pracId) {
        return desk.begin(() -> desk.chain().commit(key.signer(), new MemberCommand.RevokeCredential(pracId)));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
