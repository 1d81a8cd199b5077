package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a list is a list of. A list is all keys of the plugin's state that begin with {@link #prefix}: a range proof over
 * them ({@link #range}) shows that it is these and no others. Lists with a place on the chain in their keys are in the order of the chain.
 */
public enum EntryIndex implements Coded {
    /** All members. Of nothing. */
    MEMBERS(1, StateKeys.MEMBER, 0, MemberEntry.class),
    /** All committees, the first one first. Of nothing. */
    COMMITTEES(2, StateKeys.COMMITTEE, 0, CommitteeEntry.class),
    /** All credentials that a member ever issued. */
    CREDENTIALS_OF_MEMBER(3, StateKeys.CREDENTIAL, Id.SIZE, CredentialEntry.class),
    COMPARTMENTS_OF_SUBJECT(4, StateKeys.COMPARTMENT, Id.SIZE, CompartmentEntry.class),
    /** A subject's records, by compartment and then as they came. */
    RECORDS_OF_SUBJECT(5, StateKeys.SUBJECT_RECORDS, Id.SIZE, RecordEntry.class),
    /** Of a subject and a compartment, as they came. */
    RECORDS_OF_COMPARTMENT(6, StateKeys.SUBJECT_RECORDS, 2 * Id.SIZE, RecordEntry.class),
    /** A subject's permissions and denials, as they came, ended ones included. */
    GRANTS_OF_SUBJECT(7, StateKeys.SUBJECT_GRANTS, Id.SIZE, GrantEntry.class),
    /** Of a subject and a compartment: to whom a writer seals what it writes. Some may be over by themselves. */
    OPEN_GRANTS_OF_COMPARTMENT(8, StateKeys.OPEN_GRANTS, 2 * Id.SIZE, GrantEntry.class),
    /** Who asked a subject for permission, as they came. */
    REQUESTS_TO_SUBJECT(9, StateKeys.SUBJECT_REQUESTS, Id.SIZE, RequestEntry.class),
    REQUESTS_BY_MEMBER(10, StateKeys.MEMBER_REQUESTS, Id.SIZE, RequestEntry.class),
    /** Who asked to read a subject's records, as they came, refused ones included. */
    ACCESSES_OF_SUBJECT(11, StateKeys.SUBJECT_ACCESSES, Id.SIZE, AccessEntry.class),
    /** What a member asked to read, as it came, refused ones included. */
    ACCESSES_BY_MEMBER(12, StateKeys.MEMBER_ACCESSES, Id.SIZE, AccessEntry.class),
    EMERGENCIES_OF_SUBJECT(13, StateKeys.SUBJECT_EMERGENCIES, Id.SIZE, EmergencyEntry.class),
    EMERGENCIES_BY_MEMBER(14, StateKeys.MEMBER_EMERGENCIES, Id.SIZE, EmergencyEntry.class),
    /** A member's emergencies that nobody has reviewed, by credential and then by when they are due. */
    OPEN_REVIEWS_OF_MEMBER(15, StateKeys.OPEN_REVIEWS, Id.SIZE, EmergencyEntry.class);

    private static final Set<EntryIndex> IN_CHAIN_ORDER = EnumSet.of(
            RECORDS_OF_SUBJECT,
            RECORDS_OF_COMPARTMENT,
            GRANTS_OF_SUBJECT,
            REQUESTS_TO_SUBJECT,
            REQUESTS_BY_MEMBER,
            ACCESSES_OF_SUBJECT,
            ACCESSES_BY_MEMBER,
            EMERGENCIES_OF_SUBJECT,
            EMERGENCIES_BY_MEMBER);

    private final int code;
    private final String prefix;
    private final int ownerSize;
    private final Class<? extends HealthEntry> type;

    EntryIndex(int code, String prefix, int ownerSize, Class<? extends HealthEntry> type) {
        this.code = code;
        this.prefix = prefix;
        this.ownerSize = ownerSize;
        this.type = type;
    }

    @Override
    public int code() {
        return code;
    }

    /**
     * What all state keys of a list begin with, and no others.
     *
     * @param owner the ids of whom or what it is a list, one after the other
     * @throws IllegalArgumentException if these have another size
     */
    public Bytes prefix(Bytes owner) {
        return Bytes.utf8(prefix).concat(requireSize(owner));
    }

    /** What to ask the engine for, to have the whole list proven. Its values are the entries, or its keys end with their
     * ids. */
    public KeyRange range(Bytes owner) {
        Bytes prefix = prefix(owner);
        return KeyRange.between(
                new StateKey(HealthStateMachine.ID, prefix),
                new StateKey(HealthStateMachine.ID, StateKeys.after(prefix)));
    }

    /** In which block the entry came into this list, of whose index keys it is one; empty where these do not say that. */
    public OptionalLong heightOf(Bytes indexKey) {
        if (!IN_CHAIN_ORDER.contains(this)) {
            return OptionalLong.empty();
        }
        int from = indexKey.size() - Id.SIZE - Position.SIZE;
        return OptionalLong.of(
                indexKey.slice(from, from + Long.BYTES).asBuffer().getLong());
    }

    int ownerSize() {
        return ownerSize;
    }

    Class<? extends HealthEntry> type() {
        return type;
    }

    Bytes requireSize(Bytes owner) {
        if (owner.size() != ownerSize) {
            throw new IllegalArgumentException(
                    name() + " is a list of " + ownerSize + " bytes of ids, not " + owner.size());
        }
        return owner;
    }
}
