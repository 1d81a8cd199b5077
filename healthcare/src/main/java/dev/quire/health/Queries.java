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
            return new HealthAnswer.Page(List.copyOf(find(find, state).stream().toList()), Optional.empty());
        } else if (query instanceof HealthQuery.ListEntries list) {
            return list(list, state);
        }
        return new HealthAnswer.Allowed(wasAllowed((HealthQuery.WasAllowed) query, state));
    }

    private static Optional<? extends HealthEntry> find(HealthQuery.Find find, HealthState state) {
        return switch (find.kind()) {
            case MEMBER -> state.member(find.id());
            case SUBJECT -> state.subject(find.id());
            case RECORD -> state.record(find.id());
            case GRANT -> state.grant(find.id());
            case ACCESS -> state.access(find.id());
        };
    }

    private static HealthAnswer.Page list(HealthQuery.ListEntries query, HealthState state) {
        Id id = query.id();
        return switch (query.index()) {
            case RECORDS_OF_SUBJECT -> page(StateKeys.records(id), query, state, RecordEntry.class);
            case GRANTS_OF_SUBJECT -> page(StateKeys.grants(id), query, state, GrantEntry.class);
            case ACCESSES_OF_SUBJECT -> page(StateKeys.accessesOf(id), query, state, AccessEntry.class);
            case ACCESSES_BY_MEMBER -> page(StateKeys.accessesBy(id), query, state, AccessEntry.class);
        };
    }

    /** The cursor is the part of the last index key that follows the prefix. */
    private static HealthAnswer.Page page(
            Bytes prefix, HealthQuery.ListEntries query, HealthState state, Class<? extends HealthEntry> type) {
        Bytes from = query.after()
                .map(cursor -> prefix.concat(cursor).concat(ZERO_BYTE))
                .orElse(prefix);
        List<StateView.Entry> found = state.range(from, StateKeys.after(prefix), query.limit());
        List<HealthEntry> entries = found.stream()
                .<HealthEntry>map(entry -> state.indexed(entry.key(), type))
                .toList();
        if (found.size() < query.limit()) {
            return new HealthAnswer.Page(entries, Optional.empty());
        }
        Bytes last = found.get(found.size() - 1).key();
        return new HealthAnswer.Page(entries, Optional.of(last.slice(prefix.size(), last.size())));
    }

    /** The oldest grant that allowed it, if no denial forbade it. */
    private static Optional<Id> wasAllowed(HealthQuery.WasAllowed query, HealthState state) {
        Optional<RecordEntry> record =
                state.record(query.rid()).filter(found -> found.written().height() <= query.height());
        if (record.isEmpty()) {
            return Optional.empty();
        }
        List<RecordEntry> records = List.of(record.get());
        Id sid = record.get().sid();
        boolean denied = firstGrant(
                        sid,
                        state,
                        grant -> grant.standsAfter(query.height())
                                && AccessRules.denies(
                                        grant, query.reader(), query.purpose(), records, query.blockTimeMicros()))
                .isPresent();
        return denied
                ? Optional.empty()
                : firstGrant(
                        sid,
                        state,
                        grant -> grant.standsAfter(query.height())
                                && grant.terms().inPeriod(query.blockTimeMicros())
                                && AccessRules.permits(grant, query.reader(), query.purpose())
                                && grant.covers(record.get()));
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
