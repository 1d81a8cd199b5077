package dev.quire.health;

import dev.quire.spi.state.Outcome;
import java.util.Optional;

/** What is written about a subject, and by whom. */
final class RecordRules {
    private RecordRules() {}

    static Outcome apply(RecordCommand command, HealthTransaction tx) throws RefusedException {
        if (command instanceof RecordCommand.PutRecord put) {
            requireWritable(put.terms(), tx);
            write(put.terms(), Optional.empty(), tx);
        } else if (command instanceof RecordCommand.AmendRecord amend) {
            amend(amend, tx);
        } else if (command instanceof RecordCommand.MarkEnteredInError mark) {
            mark(mark, tx);
        } else if (command instanceof RecordCommand.ReplaceCapsule replace) {
            replaceCapsule(replace, tx);
        }
        return Outcome.applied();
    }

    private static void requireWritable(RecordTerms terms, HealthTransaction tx) throws RefusedException {
        SubjectEntry subject = SubjectRules.requireWriter(terms.sid(), tx);
        tx.require(subject.linkedTo().isEmpty(), Refusal.SUBJECT_LINKED);
        tx.require(tx.record(terms.rid()).isEmpty(), Refusal.RECORD_EXISTS);
        CompartmentEntry compartment =
                tx.require(tx.compartment(terms.sid(), terms.cid()), Refusal.COMPARTMENT_UNKNOWN);
        tx.require(terms.cEpoch() == compartment.epoch(), Refusal.STALE_EPOCH);
        tx.require(terms.committee() == tx.governance().committee(), Refusal.STALE_COMMITTEE);
        tx.require(isIn(compartment, terms), Refusal.NOT_ESSENTIAL);
        if (terms.credential().isPresent()) {
            tx.requireValid(subject.writer(), terms.credential().get());
        }
        for (Id vault : terms.vaults()) {
            tx.require(tx.member(vault).isPresent(), Refusal.MEMBER_UNKNOWN);
        }
    }

    /** What an emergency may open is small, and the committee holds both factors of it; of the rest it never does. */
    private static boolean isIn(CompartmentEntry compartment, RecordTerms terms) {
        return compartment.emergency()
                ? terms.shareRootE().isPresent()
                        && terms.kind() == RecordKind.ENTRY
                        && terms.blobLength() <= RecordTerms.MAX_ESSENTIAL_LENGTH
                : terms.shareRootE().isEmpty();
    }

    private static void amend(RecordCommand.AmendRecord command, HealthTransaction tx) throws RefusedException {
        RecordTerms terms = command.terms();
        requireWritable(terms, tx);
        RecordEntry before = tx.require(tx.record(command.supersedes()), Refusal.RECORD_UNKNOWN);
        tx.require(before.sid().equals(terms.sid()) && before.supersededBy().isEmpty(), Refusal.NOT_NEWEST);
        tx.put(before.supersededBy(terms.rid()));
        write(terms, Optional.of(before), tx);
    }

    private static void write(RecordTerms terms, Optional<RecordEntry> before, HealthTransaction tx)
            throws RefusedException {
        RecordEntry record = new RecordEntry(
                terms,
                before.map(RecordEntry::version).orElse(0) + 1,
                before.map(RecordEntry::rid),
                tx.requireGateway(),
                tx.sender(),
                RecordStatus.ACTIVE,
                Optional.empty(),
                Optional.empty(),
                new RecordEntry.Capsule(terms.cEpoch(), terms.capsuleHash()),
                tx.position(),
                tx.nowMicros());
        tx.put(record);
        tx.index(StateKeys.indexed(StateKeys.records(terms.sid(), terms.cid()), record.written(), terms.rid()));
        tx.emit("record", terms.sid(), terms.rid());
    }

    private static void mark(RecordCommand.MarkEnteredInError command, HealthTransaction tx) throws RefusedException {
        Id orgId = tx.requireGateway();
        RecordEntry record = tx.require(tx.record(command.rid()), Refusal.RECORD_UNKNOWN);
        tx.require(record.author().equals(orgId), Refusal.NOT_AUTHOR);
        tx.require(record.status() == RecordStatus.ACTIVE, Refusal.RECORD_NOT_ACTIVE);
        tx.put(record.enteredInError(tx.position()));
        tx.emit("entered-in-error", record.sid(), record.rid());
    }

    /** By the sponsor or writer, who seals a claimed file once more, or by the subject's owner after a rotation. */
    private static void replaceCapsule(RecordCommand.ReplaceCapsule command, HealthTransaction tx)
            throws RefusedException {
        RecordEntry record = tx.require(tx.record(command.rid()), Refusal.RECORD_UNKNOWN);
        if (tx.requireSubject(record.sid()).isSignedBy(tx.sender())) {
            tx.requireOwn(record.sid());
        } else {
            SubjectRules.requireWriter(record.sid(), tx);
        }
        CompartmentEntry compartment =
                tx.require(tx.compartment(record.sid(), record.cid()), Refusal.COMPARTMENT_UNKNOWN);
        tx.require(command.cEpoch() == compartment.epoch(), Refusal.STALE_EPOCH);
        tx.require(record.status() == RecordStatus.ACTIVE, Refusal.RECORD_NOT_ACTIVE);
        tx.put(record.with(new RecordEntry.Capsule(command.cEpoch(), command.capsuleHash())));
        tx.emit("capsule", record.sid(), record.rid());
    }
}
