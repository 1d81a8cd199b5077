package dev.quire.health;

import dev.quire.block.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One access before the rules: who may read what, and why not. */
final class AccessCase {
    private final ReadingCommand.Access command;
    private final SubjectEntry subject;
    private final Optional<Reader> reader;
    private final List<RecordEntry> records;
    private final Optional<Entitlement> entitlement;
    private final PublicKey sender;
    private final HealthState state;
    private final long nowMicros;

    /**
     * @param orgId the organisation whose gateway asks
     * @param nowMicros block time
     */
    AccessCase(
            ReadingCommand.Access command,
            SubjectEntry subject,
            Optional<Id> orgId,
            PublicKey sender,
            HealthState state,
            long nowMicros) {
        this.command = command;
        this.subject = subject;
        this.sender = sender;
        this.state = state;
        this.nowMicros = nowMicros;
        this.reader = orgId.flatMap(org -> command.pracId().map(person -> new Reader(org, person)));
        this.records = command.rids().stream()
                .flatMap(rid -> state.record(rid).stream())
                .filter(record -> record.sid().equals(command.sid()))
                .toList();
        this.entitlement = entitlement(command, subject, state);
    }

    private static Optional<Entitlement> entitlement(
            ReadingCommand.Access command, SubjectEntry subject, HealthState state) {
        if (command.basis() instanceof Basis.ByGrant basis) {
            return state.grant(basis.gid())
                    .filter(grant -> grant.sid().equals(command.sid()))
                    .filter(grant -> grant.terms().effect() == Effect.PERMIT)
                    .map(grant -> new GrantEntitlement(grant, grant.parent().flatMap(state::grant)));
        } else if (command.basis() instanceof Basis.ByEmergency basis) {
            return state.emergency(basis.eid())
                    .filter(emergency -> emergency.sid().equals(command.sid()))
                    .map(emergency -> new EmergencyEntitlement(
                            emergency, subject.manifest().policy(), record -> isEssential(record, state)));
        }
        return Optional.of(new SelfEntitlement(subject));
    }

    private static boolean isEssential(RecordEntry record, HealthState state) {
        return record.terms().shareRootE().isPresent()
                && state.compartment(record.sid(), record.cid())
                        .filter(CompartmentEntry::emergency)
                        .isPresent();
    }

    /** @param enforced the rules that are asked */
    Decision decide(Predicate<AccessRule> enforced) {
        for (AccessRule rule : AccessRule.values()) {
            if (enforced.test(rule) && !keeps(rule)) {
                return rule.ifBroken();
            }
        }
        return Decision.PERMITTED;
    }

    private boolean keeps(AccessRule rule) {
        return switch (rule) {
            case ONE_TIME_KEY_FRESH ->
                command.oneTimeKey().isCanonical()
                        && !command.oneTimeKey().isWeak()
                        && !state.isUsed(command.oneTimeKey());
            case RECORDS_OF_SUBJECT -> records.size() == command.rids().size();
            case RECORDS_ACTIVE -> records.stream().allMatch(record -> record.status() == RecordStatus.ACTIVE);
            case BASIS_KNOWN -> entitlement.isPresent();
            case SUBJECT_READABLE ->
                entitlement.map(basis -> basis.serves(subject.status())).orElse(true);
            case READER_ENTITLED -> basis().includes(reader, sender);
            case CREDENTIAL_VALID -> basis().accepts(reader.flatMap(state::credential), nowMicros);
            case PURPOSE_ENTITLED -> basis().serves(command.purpose());
            case KIND_ENTITLED -> basis().serves(command.kind());
            case RECORDS_ENTITLED -> records.stream().allMatch(basis()::covers);
            case NOT_DENIED -> reader.isEmpty() || !isDenied(reader.get());
            case BASIS_BEGUN -> basis().hasBegun(nowMicros);
            case BASIS_STANDS -> basis().stands(nowMicros);
            case USES_LEFT -> basis().hasUses();
        };
    }

    private Entitlement basis() {
        return entitlement.orElseThrow();
    }

    private boolean isDenied(Reader who) {
        return state.denials(command.sid()).stream()
                .anyMatch(denial -> denies(denial, who, command.purpose(), records, nowMicros));
    }

    /** Does a denial that has not been revoked hit at least one of the records? */
    static boolean denies(
            GrantEntry denial, Reader reader, Purpose purpose, List<RecordEntry> records, long timeMicros) {
        GrantTerms terms = denial.terms();
        return terms.effect() == Effect.DENY
                && terms.inPeriod(timeMicros)
                && terms.grantee().includes(reader)
                && terms.purposes().contains(purpose)
                && records.stream().anyMatch(denial::covers);
    }

    /** One use fewer, where they are counted. */
    void take(HealthTransaction tx) {
        if (entitlement.orElseThrow() instanceof GrantEntitlement basis
                && basis.grant().terms().uses().isPresent()) {
            tx.put(basis.grant().used(tx.position()));
        }
    }

    /** The last block time at which the same request is a retry. */
    long deadlineMicros() {
        long latest = nowMicros + AccessEntry.OPEN_MICROS;
        return entitlement.map(basis -> Math.min(latest, basis.untilMicros())).orElse(latest);
    }
}
