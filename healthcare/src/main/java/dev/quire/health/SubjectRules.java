package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.spi.state.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A patient's file at one organisation: who owns it, and what it is divided into. */
final class SubjectRules {
    private SubjectRules() {}

    static Outcome apply(SubjectCommand command, HealthTransaction tx) throws RefusedException {
        if (command instanceof SubjectCommand.RegisterSubject register) {
            register(register, tx);
        } else if (command instanceof SubjectCommand.ClaimSubject claim) {
            claim(claim, tx);
        } else if (command instanceof SubjectCommand.LinkSubject link) {
            link(link, tx);
        } else if (command instanceof SubjectCommand.SetManifest set) {
            setManifest(set, tx);
        } else if (command instanceof SubjectCommand.AddCompartment add) {
            addCompartment(add, tx);
        } else if (command instanceof SubjectCommand.RotateCompartment rotate) {
            rotateCompartment(rotate, tx);
        }
        return Outcome.applied();
    }

    private static void register(SubjectCommand.RegisterSubject command, HealthTransaction tx) throws RefusedException {
        Id writer = tx.requireGateway();
        // Nor a member's: custodians' logs name both by their ids.
        boolean free =
                tx.subject(command.sid()).isEmpty() && tx.member(command.sid()).isEmpty();
        tx.require(free, Refusal.SUBJECT_EXISTS);
        tx.requireFree(command.signingKey());
        List<X25519PublicKey> keys =
                command.compartments().stream().map(NewCompartment::key).toList();
        tx.require(new TreeSet<>(keys).size() == keys.size(), Refusal.KEY_IN_USE);
        for (X25519PublicKey key : keys) {
            tx.requireFree(key);
        }
        if (command.patient().isPresent()) {
            Bytes statement = Statements.registration(tx.chainId(), writer, command);
            tx.require(
                    tx.isSigned(
                            command.signingKey(), statement, command.patient().get()),
                    Refusal.SIGNATURE_INVALID);
        }
        tx.put(new SubjectEntry(
                command.sid(),
                command.patient().isPresent() ? SubjectStatus.ACTIVE : SubjectStatus.UNCLAIMED,
                command.signingKey(),
                1,
                writer,
                new Manifest(0, Hash.ZERO, command.policy(), Optional.empty()),
                Optional.empty(),
                tx.position(),
                command.patient().map(signature -> tx.position())));
        tx.own(command.signingKey(), KeyOwner.Use.SUBJECT, command.sid());
        command.compartments().forEach(compartment -> add(command.sid(), compartment, tx));
        tx.emit("subject", command.sid());
    }

    private static void claim(SubjectCommand.ClaimSubject command, HealthTransaction tx) throws RefusedException {
        SubjectEntry subject = requireWriter(command.sid(), tx);
        tx.require(subject.status() == SubjectStatus.UNCLAIMED, Refusal.ALREADY_CLAIMED);
        requireLater(command.epoch(), subject.signingEpoch(), tx);
        tx.requireFree(command.key());
        Bytes statement =
                Statements.claim(tx.chainId(), command.sid(), subject.writer(), command.epoch(), command.key());
        tx.require(tx.isSigned(command.key(), statement, command.patient()), Refusal.SIGNATURE_INVALID);
        tx.put(subject.claimed(command.epoch(), command.key(), tx.position()));
        tx.own(command.key(), KeyOwner.Use.SUBJECT, command.sid());
        tx.emit("claim", command.sid());
    }

    /** Neither is negative, so that the difference is a number. */
    private static void requireLater(int epoch, int present, HealthTransaction tx) throws RefusedException {
        int ahead = epoch - present;
        tx.require(ahead >= 1 && ahead <= SubjectCommand.MAX_EPOCHS_AHEAD, Refusal.NOT_NEXT);
    }

    private static void link(SubjectCommand.LinkSubject command, HealthTransaction tx) throws RefusedException {
        SubjectEntry subject = requireWriter(command.sid(), tx);
        SubjectEntry into = requireWriter(command.into(), tx);
        tx.require(subject.linkedTo().isEmpty(), Refusal.SUBJECT_LINKED);
        tx.require(!command.sid().equals(command.into()) && into.linkedTo().isEmpty(), Refusal.LINK_INVALID);
        tx.put(subject.linkedTo(command.into()));
        tx.emit("link", command.sid(), command.into());
    }

    /** The subject, to which the sender's organisation writes. */
    static SubjectEntry requireWriter(Id sid, HealthTransaction tx) throws RefusedException {
        Id orgId = tx.requireGateway();
        SubjectEntry subject = tx.requireSubject(sid);
        tx.require(subject.writer().equals(orgId), Refusal.NOT_WRITER);
        return subject;
    }

    private static void setManifest(SubjectCommand.SetManifest command, HealthTransaction tx) throws RefusedException {
        SubjectEntry subject = tx.requireOwn(command.sid());
        tx.require(command.version() == subject.manifest().version() + 1, Refusal.NOT_NEXT);
        tx.put(subject.with(new Manifest(command.version(), command.manifest(), command.policy(), command.recovery())));
        tx.emit("manifest", command.sid());
    }

    private static void addCompartment(SubjectCommand.AddCompartment command, HealthTransaction tx)
            throws RefusedException {
        Id sid = tx.requireOwn(command.sid()).sid();
        NewCompartment compartment = command.compartment();
        tx.require(tx.compartment(sid, compartment.cid()).isEmpty(), Refusal.COMPARTMENT_EXISTS);
        tx.require(count(sid, tx) < SubjectCommand.MAX_COMPARTMENTS, Refusal.TOO_MANY_COMPARTMENTS);
        tx.requireFree(compartment.key());
        add(sid, compartment, tx);
        tx.emit("compartment", sid, compartment.cid());
    }

    private static int count(Id sid, HealthTransaction tx) {
        return tx.range(
                        StateKeys.compartments(sid),
                        StateKeys.after(StateKeys.compartments(sid)),
                        SubjectCommand.MAX_COMPARTMENTS)
                .size();
    }

    private static void add(Id sid, NewCompartment compartment, HealthTransaction tx) {
        tx.put(CompartmentEntry.of(sid, compartment, tx.position()));
        tx.own(compartment.key(), sid);
    }

    private static void rotateCompartment(SubjectCommand.RotateCompartment command, HealthTransaction tx)
            throws RefusedException {
        Id sid = tx.requireOwn(command.sid()).sid();
        CompartmentEntry compartment = tx.require(tx.compartment(sid, command.cid()), Refusal.COMPARTMENT_UNKNOWN);
        requireLater(command.epoch(), compartment.epoch(), tx);
        tx.requireFree(command.key());
        tx.put(compartment.with(command.epoch(), command.key()));
        tx.own(command.key(), sid);
        tx.emit("compartment", sid, command.cid());
    }
}
