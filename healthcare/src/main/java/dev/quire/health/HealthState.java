package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.spi.state.StateView;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The plugin's state at one height in its own terms, for reading. Safe for use by one thread. */
public class HealthState {
    /** The value of an index key: the key says it all. */
    static final Bytes PRESENT = Bytes.wrap(new byte[] {1});

    private final StateView view;

    /** @param view of this plugin's keys */
    public HealthState(StateView view) {
        this.view = view;
    }

    GovernanceEntry governance() {
        return entry(StateKeys.governance(), GovernanceEntry.class)
                .orElseThrow(() -> new IllegalStateException("genesis did not write what the members agree on"));
    }

    public Optional<MemberEntry> member(Id orgId) {
        return entry(StateKeys.member(orgId), MemberEntry.class);
    }

    public Optional<CredentialEntry> credential(Id orgId, Id pracId) {
        return entry(StateKeys.credential(orgId, pracId), CredentialEntry.class);
    }

    Optional<CredentialEntry> credential(Reader reader) {
        return credential(reader.orgId(), reader.pracId());
    }

    public Optional<SubjectEntry> subject(Id sid) {
        return entry(StateKeys.subject(sid), SubjectEntry.class);
    }

    public Optional<CompartmentEntry> compartment(Id sid, Id cid) {
        return entry(StateKeys.compartment(sid, cid), CompartmentEntry.class);
    }

    public Optional<RecordEntry> record(Id rid) {
        return entry(StateKeys.record(rid), RecordEntry.class);
    }

    /**
     * A page of all records, in the order of their ids.
     *
     * @param after the last one of the page before; empty for the first page
     * @param limit 1 to {@link HealthQuery#MAX_PAGE}
     */
    public List<RecordEntry> records(Optional<Id> after, int limit) {
        Bytes all = Bytes.utf8(StateKeys.RECORD);
        Bytes from = after.map(rid -> StateKeys.record(rid).concat(Bytes.wrap(new byte[1])))
                .orElse(all);
        return range(from, StateKeys.after(all), limit).stream()
                .map(found -> (RecordEntry) decoded(found.value(), HealthEntry::decode))
                .toList();
    }

    public Optional<GrantEntry> grant(Id gid) {
        return entry(StateKeys.grant(gid), GrantEntry.class);
    }

    public Optional<RequestEntry> request(Id qid) {
        return entry(StateKeys.request(qid), RequestEntry.class);
    }

    public Optional<AccessEntry> access(Id aid) {
        return entry(StateKeys.access(aid), AccessEntry.class);
    }

    public Optional<EmergencyEntry> emergency(Id eid) {
        return entry(StateKeys.emergency(eid), EmergencyEntry.class);
    }

    public Optional<CommitteeEntry> committee(int epoch) {
        return entry(StateKeys.committee(epoch), CommitteeEntry.class);
    }

    /**
     * Does what a permitted access is based on still stand: the permission or emergency, the subject, the person's
     * credential, and no denial since? For the patient: does the key that signed still speak for the subject?
     *
     * @param blockTimeMicros of the block at which that is asked
     */
    public boolean isInForce(AccessEntry access, long blockTimeMicros) {
        Optional<SubjectEntry> subject = subject(access.sid());
        return access.decision().permitted()
                && subject.isPresent()
                && new AccessCase(
                                access.request(), subject.get(), access.orgId(), access.signer(), this, blockTimeMicros)
                        .decide(AccessRule::mayBreakLater)
                        .permitted();
    }

    /** Has it neither ended nor run out, and neither has the permission of which it is a part? It may not have begun. */
    public boolean stands(GrantEntry grant, long blockTimeMicros) {
        return grant.stands(blockTimeMicros)
                && grant.parent()
                        .flatMap(this::grant)
                        .map(whole -> whole.stands(blockTimeMicros))
                        .orElse(true);
    }

    /**
     * Is there a permitted access of the organisation to this record, on this subject's list, that is in force? The list is
     * looked at from where the organisation was first given what still stands: any member can make it long.
     */
    public boolean isReading(Id orgId, RecordEntry record, long blockTimeMicros) {
        Bytes list = StateKeys.accessesOf(record.sid());
        return givenAt(orgId, record.sid(), blockTimeMicros)
                .flatMap(given -> first(
                        list,
                        list.concat(given.ordered()),
                        AccessEntry.class,
                        access -> access.orgId().filter(orgId::equals).isPresent()
                                && access.request().rids().contains(record.rid())
                                && isInForce(access, blockTimeMicros)))
                .isPresent();
    }

    /** Where the oldest permission or emergency of the organisation that stands is on the chain. */
    private Optional<Position> givenAt(Id orgId, Id sid, long blockTimeMicros) {
        Bytes grants = StateKeys.grants(sid);
        Bytes emergencies = StateKeys.emergenciesOf(sid);
        Stream<Position> granted = first(
                grants,
                grants,
                GrantEntry.class,
                grant -> grant.terms().effect() == Effect.PERMIT
                        && grant.terms().grantee().orgId().equals(orgId)
                        && stands(grant, blockTimeMicros))
                .map(GrantEntry::granted)
                .stream();
        Stream<Position> broken = first(
                emergencies,
                emergencies,
                EmergencyEntry.class,
                emergency -> emergency.orgId().equals(orgId) && blockTimeMicros < emergency.untilMicros())
                .map(EmergencyEntry::broken)
                .stream();
        return Stream.concat(granted, broken).min(Comparator.naturalOrder());
    }

    /** The first entry that is wanted of those to which the index keys of a prefix lead, from one of them on. */
    private <T extends HealthEntry> Optional<T> first(Bytes prefix, Bytes from, Class<T> type, Predicate<T> wanted) {
        Bytes next = from;
        while (true) {
            List<StateView.Entry> page = range(next, StateKeys.after(prefix), HealthQuery.MAX_PAGE);
            Optional<T> found = page.stream()
                    .map(entry -> indexed(entry.key(), type))
                    .filter(wanted)
                    .findFirst();
            if (found.isPresent() || page.size() < HealthQuery.MAX_PAGE) {
                return found;
            }
            next = page.get(page.size() - 1).key().concat(Bytes.wrap(new byte[1]));
        }
    }

    boolean isUsed(X25519PublicKey oneTimeKey) {
        return view.get(StateKeys.oneTimeKey(oneTimeKey)).isPresent();
    }

    /** Is it, or was it ever, somebody's key? */
    boolean isOwned(Bytes publicKey) {
        return view.get(StateKeys.keyOwner(publicKey)).isPresent();
    }

    /** The member whose gateway signs with {@code key}. */
    public Optional<Id> memberOfGateway(PublicKey key) {
        return owner(key, KeyOwner.Use.GATEWAY);
    }

    /** The member that replaced {@code key}, with which its controller, a node or a gateway signed until then. */
    public Optional<Id> memberOfReplaced(PublicKey key) {
        return owner(key, KeyOwner.Use.RETIRED);
    }

    /** The active subject whose patient signs with {@code key}. */
    public Optional<Id> subjectOfPatient(PublicKey key) {
        return owner(key, KeyOwner.Use.SUBJECT)
                .filter(sid -> subject(sid)
                        .filter(subject -> subject.status() == SubjectStatus.ACTIVE && subject.isSignedBy(key))
                        .isPresent());
    }

    /** The member whose controller signs with {@code key}. */
    Optional<Id> memberOfController(PublicKey key) {
        return owner(key, KeyOwner.Use.CONTROLLER);
    }

    private Optional<Id> owner(PublicKey key, KeyOwner.Use use) {
        return view.get(StateKeys.keyOwner(key))
                .map(value -> decoded(value, KeyOwner::decode))
                .filter(owner -> owner.use() == use)
                .map(KeyOwner::owner);
    }

    /** The count that stands under this key, as of the day of this block time. */
    DailyCount count(Bytes key, long timeMicros) {
        return view.get(key)
                .map(value -> decoded(value, DailyCount::decode).on(timeMicros))
                .orElse(DailyCount.none(timeMicros));
    }

    /** The subject's denials that have not been revoked; {@link GrantRules#MAX_DENIALS} at most. */
    List<GrantEntry> denials(Id sid) {
        return indexed(StateKeys.denials(sid), GrantRules.MAX_DENIALS, GrantEntry.class);
    }

    /** The first entries that the index keys of this prefix lead to. */
    <T extends HealthEntry> List<T> indexed(Bytes prefix, int limit, Class<T> type) {
        return view.range(prefix, StateKeys.after(prefix), limit).stream()
                .map(found -> indexed(found.key(), type))
                .toList();
    }

    /** What the index key leads to. */
    <T extends HealthEntry> T indexed(Bytes indexKey, Class<T> type) {
        Id id = StateKeys.lastId(indexKey);
        Optional<? extends HealthEntry> found;
        if (type == RecordEntry.class) {
            found = record(id);
        } else if (type == GrantEntry.class) {
            found = grant(id);
        } else if (type == RequestEntry.class) {
            found = request(id);
        } else {
            found = type == AccessEntry.class ? access(id) : emergency(id);
        }
        return type.cast(found.orElseThrow(
                () -> new IllegalStateException("the index names " + id + ", which is not in the state")));
    }

    /** What stands in a list: the entry itself, or an index key that leads to it. */
    <T extends HealthEntry> T listed(StateView.Entry listed, Class<T> type) {
        return listed.value().equals(PRESENT)
                ? indexed(listed.key(), type)
                : type.cast(decoded(listed.value(), HealthEntry::decode));
    }

    Optional<Bytes> value(Bytes key) {
        return view.get(key);
    }

    List<StateView.Entry> range(Bytes from, Bytes to, int limit) {
        return view.range(from, to, limit);
    }

    <T extends HealthEntry> Optional<T> entry(Bytes key, Class<T> type) {
        return view.get(key).map(value -> type.cast(decoded(value, HealthEntry::decode)));
    }

    private interface Decoder<T> {
        T decode(Bytes value) throws MalformedException;
    }

    private static <T> T decoded(Bytes value, Decoder<T> decoder) {
        try {
            return decoder.decode(value);
        } catch (MalformedException e) {
            throw new IllegalStateException("the state holds what this plugin did not write", e);
        }
    }
}
