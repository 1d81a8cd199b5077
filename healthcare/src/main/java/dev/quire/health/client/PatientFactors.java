package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.health.RecordEntry;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.vault.BlobName;
import java.util.Optional;
import java.util.function.Function;

/** Factors A that the owner of the compartments' keys opens: the patient, or the sponsor before there is one. Blocks. */
final class PatientFactors implements FactorSource {
    private final Desk desk;
    private final Vaults vaults;
    private final Function<RecordEntry, X25519Key> keys;

    /** @param keys the compartment's key to which the record's capsule is sealed; closed here */
    PatientFactors(Desk desk, Vaults vaults, Function<RecordEntry, X25519Key> keys) {
        this.desk = desk;
        this.vaults = vaults;
        this.keys = keys;
    }

    static PatientFactors of(Desk desk, Vaults vaults, DecryptionRoot root) {
        return new PatientFactors(
                desk,
                vaults,
                record -> root.compartmentKey(
                        desk.chainId(),
                        record.sid(),
                        record.cid(),
                        record.capsule().cEpoch()));
    }

    @Override
    public Secret factorA(RecordEntry record) throws HealthException, CryptoException {
        Bytes capsule = vaults.get(
                record.terms().vaults(),
                BlobName.OfCapsule.of(record.rid(), record.capsule().hash()),
                Envelope.MAX_SIZE,
                bytes -> Capsules.hash(desk.chainId(), record.rid(), bytes)
                        .equals(record.capsule().hash()));
        Envelope envelope = Envelope.patientCapsule(
                desk.chainId(),
                record.sid(),
                record.cid(),
                record.capsule().cEpoch(),
                record.rid(),
                record.terms().keyCommit());
        try (X25519Key key = keys.apply(record)) {
            return Capsules.factor(envelope.open(key, capsule));
        }
    }

    /** The author named the first capsule when it wrote the record; later ones are the hospital's or the patient's. */
    @Override
    public Optional<String> otherHand(RecordEntry record) {
        RecordEntry.Capsule first =
                new RecordEntry.Capsule(record.terms().cEpoch(), record.terms().capsuleHash());
        return record.capsule().equals(first)
                ? Optional.empty()
                : Optional.of("the capsule that replaced the author's for epoch "
                        + record.capsule().cEpoch() + " of the compartment");
    }
}
