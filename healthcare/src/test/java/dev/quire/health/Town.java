package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.state.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Two hospitals and a patient of the first one: what most tests begin with. Each command is a block of its own. */
final class Town {
    static final long HOUR = 3_600_000_000L;
    static final PublicKey REGISTRAR = key(1);
    static final PublicKey CITY_CONTROLLER = key(2);
    static final PublicKey CITY_GATEWAY = key(3);
    static final PublicKey RURAL_CONTROLLER = key(4);
    static final PublicKey RURAL_GATEWAY = key(5);
    static final PublicKey PATIENT = key(6);
    static final PublicKey DOCTOR = key(7);
    static final PublicKey OTHER_DOCTOR = key(8);
    static final Id CITY = id(0x10);
    static final Id RURAL = id(0x11);
    static final Id SID = id(0x20);
    static final Id CID = id(0x30);
    static final Id OTHER_CID = id(0x31);
    static final Id RID = id(0x40);
    static final Id GID = id(0x50);
    static final Id AID = id(0x60);
    static final Grantee RURAL_STAFF = new Grantee.Organisation(RURAL);

    final MemoryContext context = new MemoryContext();
    final HealthStateMachine plugin = new HealthStateMachine();
    long height;
    long timeMicros = 1_000 * HOUR;

    Town() {
        plugin.genesis(new HealthGenesis(List.of(REGISTRAR)).encoded(), context.at(0, 0, timeMicros));
    }

    /** With members, an active subject at the first, and one record of it. */
    static Town settled() {
        Town town = new Town();
        town.applied(REGISTRAR, member(CITY, CITY_CONTROLLER, CITY_GATEWAY));
        town.applied(REGISTRAR, member(RURAL, RURAL_CONTROLLER, RURAL_GATEWAY));
        town.applied(CITY_GATEWAY, new HealthCommand.RegisterSubject(SID, Optional.of(PATIENT)));
        town.applied(CITY_GATEWAY, record(RID, CID));
        return town;
    }

    Outcome apply(PublicKey sender, HealthCommand command) {
        return apply(sender, command.encoded());
    }

    Outcome apply(PublicKey sender, Bytes payload) {
        height++;
        return plugin.apply(context.at(height, 0, timeMicros).transaction(sender, payload));
    }

    void applied(PublicKey sender, HealthCommand command) {
        assertThat(apply(sender, command)).isInstanceOf(Outcome.Applied.class);
    }

    void refused(Refusal refusal, PublicKey sender, HealthCommand command) {
        assertThat(apply(sender, command)).as(refusal.text()).isEqualTo(Outcome.refused(refusal.number()));
    }

    Decision decision(PublicKey sender, HealthCommand.Access command) {
        Outcome outcome = apply(sender, command);
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        try {
            return Decision.decode(((Outcome.Applied) outcome).output());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    HealthAnswer ask(HealthQuery query) {
        try {
            return HealthAnswer.decode(plugin.query(query.encoded(), context));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    <T extends HealthEntry> List<T> list(HealthQuery.Index index, Id id, Class<T> type) {
        return ((HealthAnswer.Page) ask(new HealthQuery.ListEntries(index, id, Optional.empty(), HealthQuery.MAX_PAGE)))
                .as(type);
    }

    /** One hour from now, everything, for treatment by the rural hospital, any number of times. */
    Terms terms() {
        return new Terms(timeMicros);
    }

    static HealthCommand.RegisterMember member(Id orgId, PublicKey controller, PublicKey gateway) {
        return new HealthCommand.RegisterMember(
                orgId, "Hospital " + orgId.toHex().substring(30), controller, List.of(gateway));
    }

    static HealthCommand.PutRecord record(Id rid, Id cid) {
        return version(rid, cid, 1, Optional.empty());
    }

    static HealthCommand.PutRecord version(Id rid, Id cid, int version, Optional<Id> supersedes) {
        return new HealthCommand.PutRecord(
                rid, SID, cid, RecordKind.ENTRY, 1024, hash(1), hash(2), hash(3), version, supersedes);
    }

    static HealthCommand.Access access(int number, Basis basis, Id... rids) {
        return access(number, basis, AccessKind.VIEW, Purpose.TREAT, Optional.empty(), rids);
    }

    static HealthCommand.Access access(
            int number, Basis basis, AccessKind kind, Purpose purpose, Optional<PublicKey> doctor, Id... rids) {
        return new HealthCommand.Access(
                id(0x6000 + number),
                SID,
                basis,
                kind,
                List.of(rids),
                purpose,
                key(0x7000 + number).bytes(),
                doctor);
    }

    static Id id(int number) {
        return new Id(numbered(Id.SIZE, number));
    }

    static PublicKey key(int number) {
        return new PublicKey(numbered(PublicKey.SIZE, number));
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

    /** Terms of a grant, to be varied. */
    static final class Terms {
        private Effect effect = Effect.PERMIT;
        private Grantee grantee = RURAL_STAFF;
        private Scope scope = new Scope.WholeSubject();
        private Set<Purpose> purposes = Set.of(Purpose.TREAT);
        private long from;
        private long until;
        private OptionalInt uses = OptionalInt.empty();
        private boolean includeNew;
        private boolean mayKeep;

        private Terms(long nowMicros) {
            from = nowMicros;
            until = nowMicros + HOUR;
        }

        Terms deny() {
            effect = Effect.DENY;
            return this;
        }

        Terms to(Grantee newGrantee) {
            grantee = newGrantee;
            return this;
        }

        Terms of(Scope newScope) {
            scope = newScope;
            return this;
        }

        Terms purposes(Purpose... newPurposes) {
            purposes = Set.of(newPurposes);
            return this;
        }

        Terms from(long micros) {
            from = micros;
            return this;
        }

        Terms until(long micros) {
            until = micros;
            return this;
        }

        Terms uses(int count) {
            uses = OptionalInt.of(count);
            return this;
        }

        Terms includeNew() {
            includeNew = true;
            return this;
        }

        Terms mayKeep() {
            mayKeep = true;
            return this;
        }

        GrantTerms build() {
            return new GrantTerms(effect, grantee, scope, purposes, from, until, uses, includeNew, mayKeep);
        }

        HealthCommand.Grant grant(Id gid) {
            return new HealthCommand.Grant(gid, SID, build());
        }
    }
}
