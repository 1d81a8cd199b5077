package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.state.Outcome;
import java.util.List;
import java.util.Optional;

/** Two hospitals and a patient of the first one: what most tests begin with. Each command is a block of its own. */
final class Town {
    static final long HOUR = 3_600_000_000L;
    static final Scribe SCRIBE = new Scribe(Cast.cheap(), Hash.ZERO);

    static final Id CITY = id(0x10);
    static final Id RURAL = id(0x11);
    static final Id COAST = id(0x12);
    static final Id SID = id(0x20);
    static final Id OTHER_SID = id(0x21);
    static final Id CID = id(0x30);
    static final Id OTHER_CID = id(0x31);
    static final Id SPARE_CID = id(0x32);
    static final Id ESSENTIALS = id(0x33);
    static final Id RID = id(0x40);
    static final Id ALLERGY = id(0x48);
    static final Id GID = id(0x50);
    static final Id OTHER_GID = id(0x51);
    static final Id QID = id(0x58);
    static final Id EID = id(0x5c);
    static final Id DOCTOR = id(0x70);
    static final Id COLLEAGUE = id(0x71);
    static final Id NURSE = id(0x72);
    static final Id OFFICER = id(0x73);
    static final Id CITY_OFFICER = id(0x74);
    static final Id TAG = id(0x78);
    static final Grantee RURAL_STAFF = new Grantee.Organisation(RURAL);

    final MemoryContext context = new MemoryContext();
    final HealthStateMachine plugin = new HealthStateMachine();
    long height;
    long timeMicros = 20_000 * Scribe.DAY;

    Town() {
        plugin.genesis(SCRIBE.genesis().encoded(), context.at(0, 0, timeMicros));
    }

    /** With staff, an active subject at the first hospital, and two records of it. */
    static Town settled() {
        Town town = new Town();
        town.employ("rural", DOCTOR, "doctor", Role.ATTENDING);
        town.employ("rural", COLLEAGUE, "colleague", Role.EMERGENCY);
        town.employ("rural", NURSE, "nurse", Role.NURSE);
        town.employ("rural", OFFICER, "officer", Role.PRIVACY_OFFICER);
        town.employ("city", CITY_OFFICER, "city officer", Role.PRIVACY_OFFICER);
        town.applied("city gateway", SCRIBE.subject(SID, CITY, "patient"));
        town.applied("city gateway", SCRIBE.record(RID, CID));
        town.applied("city gateway", SCRIBE.record(ALLERGY, ESSENTIALS));
        return town;
    }

    void employ(String member, Id pracId, String name, Role role) {
        applied(member + " controller", SCRIBE.credential(pracId, name, timeMicros + 60 * Scribe.DAY, role));
    }

    Outcome apply(String sender, HealthCommand command) {
        return apply(sender, command.encoded());
    }

    Outcome apply(String sender, Bytes payload) {
        height++;
        return plugin.apply(
                context.at(height, 0, timeMicros).transaction(SCRIBE.cast().key(sender), payload));
    }

    void applied(String sender, HealthCommand command) {
        Outcome outcome = apply(sender, command);
        assertThat(outcome).as("%s", command).isInstanceOf(Outcome.Applied.class);
    }

    void refused(Refusal refusal, String sender, HealthCommand command) {
        assertThat(apply(sender, command)).as(refusal.text()).isEqualTo(Outcome.refused(refusal.number()));
    }

    Decision decision(String sender, ReadingCommand.Access command) {
        Outcome outcome = apply(sender, command);
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        try {
            return Decision.decode(((Outcome.Applied) outcome).output());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    void pass(long micros) {
        timeMicros += micros;
    }

    HealthAnswer ask(HealthQuery query) {
        try {
            return HealthAnswer.decode(plugin.query(query.encoded(), context));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    <T extends HealthEntry> Optional<T> find(EntryKind kind, Class<T> type, Id... ids) {
        return ((HealthAnswer.Page) ask(HealthQuery.Find.of(kind, ids)))
                .as(type).stream().findFirst();
    }

    GrantEntry grant(Id gid) {
        return find(EntryKind.GRANT, GrantEntry.class, gid).orElseThrow();
    }

    SubjectEntry subject(Id sid) {
        return find(EntryKind.SUBJECT, SubjectEntry.class, sid).orElseThrow();
    }

    <T extends HealthEntry> List<T> list(EntryIndex index, Class<T> type, Id... owner) {
        return ((HealthAnswer.Page) ask(HealthQuery.ListEntries.of(index, owner))).as(type);
    }

    /** One hour from now, all of three compartments, for treatment by the rural hospital, any number of times. */
    GrantDraft terms() {
        return new GrantDraft(timeMicros);
    }

    static ReadingCommand.Access access(int number, Basis basis, Id... rids) {
        return access(number, basis, AccessKind.VIEW, Purpose.TREAT, DOCTOR, rids);
    }

    static ReadingCommand.Access access(
            int number, Basis basis, AccessKind kind, Purpose purpose, Id pracId, Id... rids) {
        return new ReadingCommand.Access(
                id(0x6000 + number),
                SID,
                basis,
                kind,
                List.of(rids),
                purpose,
                Cast.sealing("access " + number),
                basis instanceof Basis.Self ? Optional.empty() : Optional.of(pracId));
    }

    static Id id(int number) {
        return new Id(numbered(Id.SIZE, number));
    }

    static Hash hash(int number) {
        return Hash.of(numbered(Hash.SIZE, number));
    }

    private static Bytes numbered(int size, int number) {
        byte[] bytes = new byte[size];
        bytes[size - 2] = (byte) (number >>> 8);
        bytes[size - 1] = (byte) number;
        return Bytes.wrap(bytes);
    }
}
