package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.spi.state.StateView;
import java.util.List;
import java.util.Optional;

/** The plugin's state in its own terms, for reading. */
final class HealthState {
    private final StateView view;

    HealthState(StateView view) {
        this.view = view;
    }

    Optional<MemberEntry> member(Id orgId) {
        return entry(StateKeys.member(orgId), MemberEntry.class);
    }

    Optional<SubjectEntry> subject(Id sid) {
        return entry(StateKeys.subject(sid), SubjectEntry.class);
    }

    Optional<RecordEntry> record(Id rid) {
        return entry(StateKeys.record(rid), RecordEntry.class);
    }

    Optional<GrantEntry> grant(Id gid) {
        return entry(StateKeys.grant(gid), GrantEntry.class);
    }

    Optional<AccessEntry> access(Id aid) {
        return entry(StateKeys.access(aid), AccessEntry.class);
    }

    boolean isRegistrar(PublicKey key) {
        return view.get(StateKeys.registrar(key)).isPresent();
    }

    boolean isUsed(Bytes oneTimeKey) {
        return view.get(StateKeys.oneTimeKey(oneTimeKey)).isPresent();
    }

    boolean isOwned(PublicKey key) {
        return view.get(StateKeys.keyOwner(key)).isPresent();
    }

    /** The member whose gateway signs with {@code key}. */
    Optional<Id> memberOfGateway(PublicKey key) {
        return view.get(StateKeys.keyOwner(key))
                .map(HealthState::keyOwner)
                .filter(owner -> owner.role() == KeyOwner.Role.GATEWAY)
                .map(KeyOwner::owner);
    }

    /** The subject's denials that have not been revoked; {@link GrantRules#MAX_DENIALS} at most. */
    List<GrantEntry> denials(Id sid) {
        Bytes prefix = StateKeys.denials(sid);
        return view.range(prefix, StateKeys.after(prefix), GrantRules.MAX_DENIALS).stream()
                .map(found -> indexed(found.key(), GrantEntry.class))
                .toList();
    }

    /** What the index key leads to. */
    <T extends HealthEntry> T indexed(Bytes indexKey, Class<T> type) {
        Id id = StateKeys.lastId(indexKey);
        Bytes key = type == RecordEntry.class
                ? StateKeys.record(id)
                : type == GrantEntry.class ? StateKeys.grant(id) : StateKeys.access(id);
        return entry(key, type)
                .orElseThrow(() -> new IllegalStateException("the index names " + id + ", which is not in the state"));
    }

    List<StateView.Entry> range(Bytes from, Bytes to, int limit) {
        return view.range(from, to, limit);
    }

    private <T extends HealthEntry> Optional<T> entry(Bytes key, Class<T> type) {
        return view.get(key).map(value -> type.cast(decode(value)));
    }

    private static HealthEntry decode(Bytes value) {
        try {
            return HealthEntry.decode(value);
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds what this plugin did not write", e);
        }
    }

    private static KeyOwner keyOwner(Bytes value) {
        try {
            return KeyOwner.decode(value);
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds what this plugin did not write", e);
        }
    }
}
