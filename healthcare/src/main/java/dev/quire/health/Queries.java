package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.StateView;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers questions from a snapshot of the state. */
final class Queries {
    private static final Bytes ZERO_BYTE = Bytes.wrap(new byte[1]);

    private Queries() {}

    static HealthAnswer answer(HealthQuery query, HealthState state) {
        if (query instanceof HealthQuery.Find find) {
            Optional<HealthEntry> found = state.entry(find.kind().key(find.name()), HealthEntry.class);
            return new HealthAnswer.Page(found.stream().toList(), Optional.empty());
        } else if (query instanceof HealthQuery.ListEntries list) {
            return page(list, state);
        }
        return new HealthAnswer.Allowed(wasAllowed((HealthQuery.WasAllowed) query, state));
    }

    /** The cursor is the part of the last key that follows the prefix. */
    private static HealthAnswer.Page page(HealthQuery.ListEntries query, HealthState state) {
        Bytes prefix = query.index().prefix(query.owner());
        Bytes from = query.after()
                .map(cursor -> prefix.concat(cursor).concat(ZERO_BYTE))
                .orElse(prefix);
        List<StateView.Entry> found = state.range(from, StateKeys.after(prefix), query.limit());
        List<HealthEntry> entries = found.stream()
                .<HealthEntry>map(entry -> state.listed(entry, query.index().type()))
                .toList();
        if (found.size() < query.limit()) {
            return new HealthAnswer.Page(entries, Optional.empty());
        }
        Bytes last = found.get(found.size() - 1).key();
        return new HealthAnswer.Page(entries, Optional.of(last.slice(prefix.size(), last.size())));
    }

    /** The oldest permission that allowed it, if no denial forbade it. */
    private static Optional<Id> wasAllowed(HealthQuery.WasAllowed query, HealthState state) {
        Optional<RecordEntry> record = state.record(query.rid()).filter(found -> found.stoodAfter(query.height()));
        Optional<CredentialEntry> credential =
                state.credential(query.reader()).filter(found -> found.stoodAfter(query.height()));
        if (record.isEmpty() || credential.isEmpty() || !wasClaimed(record.get().sid(), query.height(), state)) {
            return Optional.empty();
        }
        Id sid = record.get().sid();
        boolean denied = firstGrant(sid, state, grant -> denied(grant, query, record.get()))
                .isPresent();
        return denied
                ? Optional.empty()
                : firstGrant(sid, state, grant -> permitted(grant, query, record.get(), credential.get(), state));
    }

    private static boolean wasClaimed(Id sid, long height, HealthState state) {
        return state.subject(sid)
                .flatMap(SubjectEntry::claimed)
                .filter(at -> at.height() <= height)
                .isPresent();
    }

    private static boolean denied(GrantEntry grant, HealthQuery.WasAllowed query, RecordEntry record) {
        return grant.stoodAfter(query.height())
                && AccessCase.denies(grant, query.reader(), query.purpose(), List.of(record), query.blockTimeMicros());
    }

    private static boolean permitted(
            GrantEntry grant,
            HealthQuery.WasAllowed query,
            RecordEntry record,
            CredentialEntry credential,
            HealthState state) {
        GrantTerms terms = grant.terms();
        Optional<GrantEntry> parent = grant.parent().flatMap(state::grant);
        boolean valid = terms.grantee() instanceof Grantee.Person
                || query.blockTimeMicros() < credential.terms().untilMicros();
        return terms.effect() == Effect.PERMIT
                && valid
                && stood(grant, query)
                && parent.map(whole -> stood(whole, query)).orElse(true)
                && terms.grantee().includes(query.reader())
                && terms.purposes().contains(query.purpose())
                && new GrantEntitlement(grant, parent).covers(record);
    }

    private static boolean stood(GrantEntry grant, HealthQuery.WasAllowed query) {
        return grant.stoodAfter(query.height()) && grant.terms().inPeriod(query.blockTimeMicros());
    }

    private static Optional<Id> firstGrant(Id sid, HealthState state, Predicate<GrantEntry> wanted) {
        Bytes prefix = StateKeys.grants(sid);
        Bytes from = prefix;
        while (true) {
            List<StateView.Entry> found = state.range(from, StateKeys.after(prefix), HealthQuery.MAX_PAGE);
            for (StateView.Entry entry : found) {
                GrantEntry grant = state.indexed(entry.key(), GrantEntry.class);
                if (wanted.test(grant)) {
                    return Optional.of(grant.gid());
                }
            }
            if (found.size() < HealthQuery.MAX_PAGE) {
                return Optional.empty();
            }
            from = found.get(found.size() - 1).key().concat(ZERO_BYTE);
        }
    }
}
