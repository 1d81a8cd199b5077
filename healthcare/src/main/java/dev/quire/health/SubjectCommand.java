package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.List;
import java.util.Optional;

/** A patient's file at one organisation: who owns it, and what it is divided into. */
public sealed interface SubjectCommand extends HealthCommand {
    /** The fewest compartments of a subject, filled or not: fewer would tell who has something to hide. */
    int MIN_COMPARTMENTS = 4;
    /** The most compartments of a subject. */
    int MAX_COMPARTMENTS = 32;
    /**
     * How far an epoch of a patient's key may be ahead of the present one. A key has one owner for ever, and who sees it
     * before it is on the ledger can name it first: the patient then takes another one, of a later epoch.
     */
    int MAX_EPOCHS_AHEAD = 1_000;

    /**
     * Opens a file. Signed by a gateway of the organisation that alone will write to it.
     *
     * @param signingKey the patient's; while the patient has none, one that the organisation made
     * @param patient the patient's signature of {@link Statements#registration}; empty: the subject is UNCLAIMED
     * @param compartments {@link #MIN_COMPARTMENTS} to {@link #MAX_COMPARTMENTS}
     */
    record RegisterSubject(
            Id sid,
            PublicKey signingKey,
            Optional<Signature> patient,
            DefaultPolicy policy,
            List<NewCompartment> compartments)
            implements SubjectCommand {
        public RegisterSubject {
            compartments = Fields.ascending(
                    "compartments", compartments, NewCompartment::cid, MIN_COMPARTMENTS, MAX_COMPARTMENTS);
        }

        /** What the patient signs: the command's bytes with no signature. */
        Bytes proposal() {
            return with(Optional.empty()).encoded();
        }

        /** The same with another signature of the patient, or none. */
        public RegisterSubject with(Optional<Signature> newPatient) {
            return new RegisterSubject(sid, signingKey, newPatient, policy, compartments);
        }

        @Override
        public int tag() {
            return Tag.REGISTER_SUBJECT;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(sid.bytes()).fixed(signingKey.bytes());
            Fields.writeOptional(out, patient.map(Signature::bytes));
            out.u8(policy.code());
            Fields.writeList(out, compartments, (compartment, to) -> compartment.write(to));
        }

        static RegisterSubject read(CanonicalReader in) throws MalformedException {
            return new RegisterSubject(
                    Id.read(in),
                    Fields.readKey(in),
                    Fields.readOptional(in, Fields::readSignature),
                    Coded.read(in, "default policy", DefaultPolicy.values()),
                    Fields.readAscending(in, MAX_COMPARTMENTS, NewCompartment::read, NewCompartment::cid));
        }
    }

    /**
     * Hands an UNCLAIMED file over to its patient. Signed by a gateway of the writer, which so says that it knows who this
     * is.
     *
     * @param epoch the key's: 1 to {@link #MAX_EPOCHS_AHEAD} more than the present one's
     * @param key the patient's, from now on the subject's
     * @param patient signature of {@link Statements#claim} with that key
     */
    record ClaimSubject(Id sid, int epoch, PublicKey key, Signature patient) implements SubjectCommand {
        @Override
        public int tag() {
            return Tag.CLAIM_SUBJECT;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(sid.bytes()).u32(epoch).fixed(key.bytes()).fixed(patient.bytes());
        }
    }

    /**
     * Says that a patient has been registered twice: new records go to {@code into}, or where that is linked to in its turn.
     * Signed by a gateway of the organisation that writes to both. No record moves, and no permission. A subject is linked
     * once, and to one that is not linked: whoever follows the links comes to an end.
     */
    record LinkSubject(Id sid, Id into) implements SubjectCommand {
        @Override
        public int tag() {
            return Tag.LINK_SUBJECT;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(sid.bytes()).fixed(into.bytes());
        }
    }

    /**
     * Names the app's encrypted manifest and sets the policy. Signed by the subject's key.
     *
     * @param version one more than the present manifest's; the first is 1
     * @param manifest its hash
     * @param recovery the hash of the recovery policy, if there is one
     */
    record SetManifest(Id sid, int version, Hash manifest, DefaultPolicy policy, Optional<Hash> recovery)
            implements SubjectCommand {
        @Override
        public int tag() {
            return Tag.SET_MANIFEST;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(sid.bytes()).u32(version).fixed(manifest.bytes()).u8(policy.code());
            Fields.writeOptional(out, recovery.map(Hash::bytes));
        }

        static SetManifest read(CanonicalReader in) throws MalformedException {
            return new SetManifest(
                    Id.read(in),
                    in.u32(),
                    Hash.read(in),
                    Coded.read(in, "default policy", DefaultPolicy.values()),
                    Fields.readOptional(in, Hash::read));
        }
    }

    /** Adds a compartment. Signed by the subject's key. */
    record AddCompartment(Id sid, NewCompartment compartment) implements SubjectCommand {
        @Override
        public int tag() {
            return Tag.ADD_COMPARTMENT;
        }

        @Override
        public void write(CanonicalWriter out) {
            compartment.write(out.fixed(sid.bytes()));
        }
    }

    /**
     * Gives a compartment its next key. Signed by the subject's key.
     *
     * @param epoch 1 to {@link #MAX_EPOCHS_AHEAD} more than the present key's
     */
    record RotateCompartment(Id sid, Id cid, int epoch, X25519PublicKey key) implements SubjectCommand {
        @Override
        public int tag() {
            return Tag.ROTATE_COMPARTMENT;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(sid.bytes()).fixed(cid.bytes()).u32(epoch).fixed(key.bytes());
        }
    }

    static SubjectCommand read(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag) {
            case Tag.REGISTER_SUBJECT -> RegisterSubject.read(in);
            case Tag.CLAIM_SUBJECT ->
                new ClaimSubject(Id.read(in), in.u32(), Fields.readKey(in), Fields.readSignature(in));
            case Tag.LINK_SUBJECT -> new LinkSubject(Id.read(in), Id.read(in));
            case Tag.SET_MANIFEST -> SetManifest.read(in);
            case Tag.ADD_COMPARTMENT -> new AddCompartment(Id.read(in), NewCompartment.read(in));
            case Tag.ROTATE_COMPARTMENT ->
                new RotateCompartment(Id.read(in), Id.read(in), in.u32(), X25519PublicKey.read(in));
            default -> throw HealthCommand.unknown(tag, in);
        };
    }
}
