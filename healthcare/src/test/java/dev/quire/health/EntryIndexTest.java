package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Every list of a state whose ids are the least and the greatest that there are, so that none passes for a height. */
class EntryIndexTest {
    private static final Id LEAST = new Id(Bytes.wrap(new byte[Id.SIZE]));
    private static final Id GREATEST = Id.fromHex("ff".repeat(Id.SIZE));
    /** A subject's id is no member's. */
    private static final Id LEAST_SID = Id.fromHex("00".repeat(Id.SIZE - 1) + "01");

    private static final Id GREATEST_SID = Id.fromHex("ff".repeat(Id.SIZE - 1) + "fe");
    private static final Scribe SCRIBE = Town.SCRIBE;
    private static final long NOW_MICROS = 20_000 * Scribe.DAY;

    private final MemoryContext context = new MemoryContext();
    private final HealthStateMachine plugin = new HealthStateMachine();
    private long height;

    @Test
    void heightIsThatOfTheEntryOrNone() throws Exception {
        plugin.genesis(
                HealthGenesis.of(List.of(SCRIBE.profile(LEAST, "city"), SCRIBE.profile(GREATEST, "rural")))
                        .encoded(),
                context.at(0, 0, NOW_MICROS));
        live(LEAST_SID, LEAST, "city", GREATEST);
        live(GREATEST_SID, GREATEST, "rural", LEAST);
        read(LEAST_SID, LEAST, GREATEST, "rural");
        read(GREATEST_SID, GREATEST, LEAST, "city");
        Map<EntryIndex, Integer> seen = new EnumMap<>(EntryIndex.class);
        for (EntryIndex index : EntryIndex.values()) {
            for (Bytes owner : owners(index.ownerSize())) {
                seen.merge(index, requireHeights(index, owner), Integer::sum);
            }
        }
        seen.forEach((index, entries) ->
                assertThat(entries).as(index.name()).isGreaterThanOrEqualTo(index == EntryIndex.COMMITTEES ? 1 : 2));
    }

    /** A file at one member, whose id its parts, records and permissions have too. */
    private void live(Id sid, Id own, String name, Id other) {
        apply(name + " controller", SCRIBE.credential(own, name + " doctor", NOW_MICROS + Scribe.DAY, Role.ATTENDING));
        String patient = name + " patient";
        apply(name + " gateway", SCRIBE.subject(sid, own, patient));
        apply(
                patient,
                new SubjectCommand.AddCompartment(sid, new NewCompartment(own, Cast.sealing(patient + " own"), false)));
        apply(name + " gateway", new RecordCommand.PutRecord(record(sid, own)));
        GrantTerms terms = new GrantDraft(NOW_MICROS)
                .to(new Grantee.Organisation(other))
                .cids(own)
                .includeNew()
                .build();
        apply(patient, new GrantCommand.Grant(own, sid, terms, Optional.empty()));
    }

    private void read(Id sid, Id own, Id reader, String name) {
        Scope scope = new Scope.Compartments(List.of(own));
        apply(
                name + " gateway",
                new ReadingCommand.RequestAccess(reader, sid, reader, scope, Purpose.TREAT, Optional.empty()));
        apply(
                name + " gateway",
                new ReadingCommand.Access(
                        reader,
                        sid,
                        new Basis.ByGrant(own),
                        AccessKind.VIEW,
                        List.of(own),
                        Purpose.TREAT,
                        Cast.sealing("access by " + name),
                        Optional.of(reader)));
        apply(name + " gateway", SCRIBE.breakGlass(reader, sid, reader));
    }

    private static RecordTerms record(Id sid, Id own) {
        RecordTerms plain = SCRIBE.terms(own, sid, own);
        return new RecordTerms(
                own,
                sid,
                own,
                1,
                plain.credential(),
                plain.kind(),
                plain.blobLength(),
                plain.fingerprint(),
                plain.keyCommit(),
                plain.capsuleHash(),
                1,
                plain.shareRootB(),
                Optional.empty(),
                List.of(own));
    }

    private void apply(String sender, HealthCommand command) {
        height++;
        Outcome outcome = plugin.apply(
                context.at(height, 0, NOW_MICROS).transaction(SCRIBE.cast().key(sender), command.encoded()));
        assertThat(outcome).as("%s", command).isInstanceOf(Outcome.Applied.class);
    }

    private static List<Bytes> owners(int size) {
        List<Bytes> owners = new ArrayList<>(List.of(Bytes.EMPTY));
        for (int filled = 0; filled < size; filled += Id.SIZE) {
            List<Bytes> longer = new ArrayList<>();
            for (Bytes owner : owners) {
                for (Id id : List.of(LEAST, LEAST_SID, GREATEST_SID, GREATEST)) {
                    longer.add(owner.concat(id.bytes()));
                }
            }
            owners = longer;
        }
        return owners;
    }

    /** @return how many entries the list has */
    private int requireHeights(EntryIndex index, Bytes owner) throws Exception {
        HealthQuery query = new HealthQuery.ListEntries(index, owner, Optional.empty(), 1_000);
        List<HealthEntry> entries =
                ((HealthAnswer.Page) HealthAnswer.decode(plugin.query(query.encoded(), context))).entries();
        Bytes prefix = index.prefix(owner);
        Iterator<Bytes> keys =
                context.state.subMap(prefix, StateKeys.after(prefix)).keySet().iterator();
        for (HealthEntry entry : entries) {
            Bytes key = keys.next();
            assertThat(index.heightOf(key)).as("%s %s", index, entry).isEqualTo(heightIn(key, entry));
        }
        assertThat(keys).isExhausted();
        return entries.size();
    }

    /** The key has the place of the entry in it, or not. */
    private static OptionalLong heightIn(Bytes key, HealthEntry entry) {
        return position(entry)
                .filter(at -> key.toHex().contains(at.ordered().toHex()))
                .map(at -> OptionalLong.of(at.height()))
                .orElse(OptionalLong.empty());
    }

    private static Optional<Position> position(HealthEntry entry) {
        if (entry instanceof RecordEntry record) {
            return Optional.of(record.written());
        } else if (entry instanceof GrantEntry grant) {
            return Optional.of(grant.granted());
        } else if (entry instanceof RequestEntry request) {
            return Optional.of(request.asked());
        } else if (entry instanceof AccessEntry access) {
            return Optional.of(access.asked());
        }
        return entry instanceof EmergencyEntry emergency ? Optional.of(emergency.broken()) : Optional.empty();
    }
}
