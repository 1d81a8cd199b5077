package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.health.CompartmentEntry;
import dev.quire.health.CredentialEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.Id;
import dev.quire.health.SubjectEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.VaultException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cards by which patients know who asks and who reads. A reader's gateway seals its card to the subject's first
 * compartment, by id, at that key's epoch; it lies under the pracId and that epoch, so that it is shown anew to a new key. Blocks.
 */
final class Cards {
    /** Keys are replaced seldom. For each, two vaults are asked. */
    private static final int KEYS_TRIED = 16;

    private final Desk desk;
    private final Vaults vaults;

    Cards(Desk desk, Vaults vaults) {
        this.desk = desk;
        this.vaults = vaults;
    }

    private static BlobName name(Id sid, Id pracId, int epoch) {
        return new BlobName.OfSubject(sid, BlobName.Mail.CARD, pracId, epoch);
    }

    /** Shows a card to a subject, once for each key. */
    List<Fault> show(PractitionerCard card, Id sid) throws HealthException {
        Inquiry inquiry = desk.chain().inquiry();
        var subject = inquiry.entry(SubjectEntry.class, EntryKind.SUBJECT, sid.bytes());
        var compartments = inquiry.list(CompartmentEntry.class, EntryIndex.COMPARTMENTS_OF_SUBJECT, sid);
        inquiry.ask();
        return show(card, subject.require("subject " + sid), compartments.all().get(0));
    }

    /**
     * The same. It is not what permits anything, so that failing in it is a fault only.
     *
     * @param first the subject's first compartment, by id
     */
    List<Fault> show(PractitionerCard card, SubjectEntry subject, CompartmentEntry first) {
        List<Fault> faults = new ArrayList<>();
        BlobName name = name(subject.sid(), card.pracId(), first.epoch());
        try {
            List<Id> lacking = new ArrayList<>();
            for (Id orgId : Route.of(List.of(), card.orgId(), subject.writer())) {
                if (!vaults.has(orgId, name)) {
                    lacking.add(orgId);
                }
            }
            if (!lacking.isEmpty()) {
                put(lacking, name, seal(card, first));
            }
        } catch (IOException | CryptoException e) {
            faults.add(Fault.of(
                    card.orgId(), Fault.Kind.MISSING, "could not show a card to the patient: " + e.getMessage()));
        }
        return faults;
    }

    private void put(List<Id> lacking, BlobName name, Bytes sealed) throws IOException {
        for (Id orgId : lacking) {
            try {
                vaults.put(orgId, name, sealed);
            } catch (VaultException.Taken e) {
                // It was shown before, and lies where only the patient may see that it does.
            }
        }
    }

    private Bytes seal(PractitionerCard card, CompartmentEntry first) throws CryptoException {
        return Envelope.card(desk.chainId(), first.sid(), first.cid(), first.epoch())
                .seal(first.sealingKey(), card.encoded(), desk.random());
    }

    private CompartmentEntry first(Id sid) throws HealthException {
        return desk.chain()
                .list(EntryIndex.COMPARTMENTS_OF_SUBJECT, CompartmentEntry.class, sid)
                .entries()
                .get(0);
    }

    /**
     * The card of somebody who asked or read, if one lies there whose hash is that of the credential on the ledger.
     *
     * @param root of the subject's owner
     */
    Optional<PractitionerCard> find(SubjectEntry subject, DecryptionRoot root, Id orgId, Id pracId)
            throws HealthException {
        Optional<CredentialEntry> credential =
                desk.chain().find(CredentialEntry.class, EntryKind.CREDENTIAL, orgId, pracId);
        if (credential.isEmpty()) {
            return Optional.empty();
        }
        CompartmentEntry first = first(subject.sid());
        // The key may have been replaced since the card was shown.
        int oldest = Math.max(1, first.epoch() - KEYS_TRIED + 1);
        for (int epoch = first.epoch(); epoch >= oldest; epoch--) {
            Optional<PractitionerCard> card = find(subject, first.cid(), epoch, root, orgId, credential.get());
            if (card.isPresent()) {
                return card;
            }
        }
        return Optional.empty();
    }

    private Optional<PractitionerCard> find(
            SubjectEntry subject, Id cid, int epoch, DecryptionRoot root, Id orgId, CredentialEntry credential) {
        BlobName name = name(subject.sid(), credential.pracId(), epoch);
        for (Id holder : Route.of(List.of(), subject.writer(), orgId)) {
            try {
                Bytes sealed = vaults.get(List.of(holder), name, Envelope.MAX_SIZE, bytes -> true);
                Optional<PractitionerCard> card = open(subject.sid(), cid, epoch, root, sealed)
                        .filter(shown -> shown.hash(desk.chainId())
                                .equals(credential.terms().cardHash()));
                if (card.isPresent()) {
                    return card;
                }
            } catch (HealthException.NotInVaults e) {
                // Without a card the app shows the member's name, which is on the ledger.
            }
        }
        return Optional.empty();
    }

    private Optional<PractitionerCard> open(Id sid, Id cid, int epoch, DecryptionRoot root, Bytes sealed) {
        try (X25519Key key = root.compartmentKey(desk.chainId(), sid, cid, epoch)) {
            byte[] plaintext = Envelope.card(desk.chainId(), sid, cid, epoch).open(key, sealed);
            return Optional.of(PractitionerCard.decode(plaintext));
        } catch (CryptoException e) {
            // Sealed to another key, as the sponsor's from before a claim, or no card at all.
            return Optional.empty();
        }
    }
}
