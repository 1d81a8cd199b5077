package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.signature.Ed25519Encoding;
import dev.quire.spi.state.TxContext;
import java.util.Optional;

/** The plugin's state as one transaction sees and changes it, and what all rules say in the same way. */
final class HealthTransaction extends HealthState {
    private final TxContext context;
    private final Enforcement enforcement;

    HealthTransaction(TxContext context, Enforcement enforcement) {
        super(context);
        this.context = context;
        this.enforcement = enforcement;
    }

    PublicKey sender() {
        return context.sender();
    }

    Hash chainId() {
        return context.chainId();
    }

    /** The block's time, microseconds since 1970. */
    long nowMicros() {
        return context.blockTimeMicros();
    }

    Position position() {
        return Position.of(context);
    }

    boolean isSigned(PublicKey key, Bytes statement, Signature signature) {
        return context.verify(key, statement, signature);
    }

    boolean enforces(AccessRule rule) {
        return enforcement.enforces(rule);
    }

    void require(boolean holds, Refusal refusal) throws RefusedException {
        if (!holds && enforcement.enforces(refusal)) {
            throw new RefusedException(refusal);
        }
    }

    <T> T require(Optional<T> value, Refusal refusal) throws RefusedException {
        require(value.isPresent(), refusal);
        return value.orElseThrow();
    }

    /** The organisation whose gateway sent this. */
    Id requireGateway() throws RefusedException {
        return require(memberOfGateway(sender()), Refusal.NOT_GATEWAY);
    }

    /** The organisation whose controller sent this. */
    Id requireController() throws RefusedException {
        return require(memberOfController(sender()), Refusal.NOT_CONTROLLER);
    }

    SubjectEntry requireSubject(Id sid) throws RefusedException {
        return require(subject(sid), Refusal.SUBJECT_UNKNOWN);
    }

    /** The subject, whose own key sent this. Delegates will stand beside that key here. */
    SubjectEntry requireOwn(Id sid) throws RefusedException {
        SubjectEntry subject = requireSubject(sid);
        require(subject.isSignedBy(sender()), Refusal.NOT_PATIENT);
        require(subject.status() != SubjectStatus.FROZEN, Refusal.SUBJECT_NOT_ACTIVE);
        return subject;
    }

    /** The same, claimed: for what a sponsor cannot do in a patient's place. */
    SubjectEntry requirePatient(Id sid) throws RefusedException {
        SubjectEntry subject = requireOwn(sid);
        require(subject.status() == SubjectStatus.ACTIVE, Refusal.SUBJECT_NOT_ACTIVE);
        return subject;
    }

    /** The credential, good for something new. */
    CredentialEntry requireValid(Id orgId, Id pracId) throws RefusedException {
        CredentialEntry credential = require(credential(orgId, pracId), Refusal.CREDENTIAL_UNKNOWN);
        require(credential.isValid(nowMicros()), Refusal.CREDENTIAL_INVALID);
        return credential;
    }

    void requireFree(PublicKey key) throws RefusedException {
        require(Ed25519Encoding.isCanonical(key.bytes()), Refusal.NON_CANONICAL_KEY);
        require(Ed25519Encoding.accepts(key), Refusal.WEAK_KEY);
        require(!isOwned(key.bytes()), Refusal.KEY_IN_USE);
    }

    void requireFree(X25519PublicKey key) throws RefusedException {
        require(key.isCanonical(), Refusal.NON_CANONICAL_KEY);
        require(!key.isWeak(), Refusal.WEAK_KEY);
        require(!isOwned(key.bytes()), Refusal.KEY_IN_USE);
    }

    void put(HealthEntry entry) {
        context.put(entry.key(), entry.encoded());
    }

    void put(Bytes key, Bytes value) {
        context.put(key, value);
    }

    /** Sets an index key. */
    void index(Bytes indexKey) {
        context.put(indexKey, PRESENT);
    }

    void delete(Bytes key) {
        context.delete(key);
    }

    void own(PublicKey key, KeyOwner.Use use, Id owner) {
        context.put(StateKeys.keyOwner(key), new KeyOwner(use, owner).encoded());
    }

    void own(X25519PublicKey key, Id owner) {
        context.put(StateKeys.keyOwner(key.bytes()), new KeyOwner(KeyOwner.Use.SEALING, owner).encoded());
    }

    void emit(String topic, Id... ids) {
        CanonicalWriter data = new CanonicalWriter(32);
        for (Id id : ids) {
            data.fixed(id.bytes());
        }
        context.emit(topic, data.toBytes());
    }
}
