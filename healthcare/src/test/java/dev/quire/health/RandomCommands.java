package dev.quire.health;

import dev.quire.block.PublicKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Commands over so few ids, keys and times that they often meet. */
final class RandomCommands {
    static final List<PublicKey> SENDERS = List.of(
            Town.REGISTRAR, Town.CITY_CONTROLLER, Town.CITY_GATEWAY, Town.RURAL_GATEWAY, Town.PATIENT, Town.key(0x94));
    static final int TIMES = 12;

    private static final List<Id> MEMBERS = List.of(Town.CITY, Town.RURAL, Town.id(0x12));
    private static final List<PublicKey> DOCTORS = List.of(Town.DOCTOR, Town.OTHER_DOCTOR);
    private static final Purpose[] PURPOSES = {Purpose.TREAT, Purpose.HPAYMT};

    private final Random random;

    RandomCommands(Random random) {
        this.random = random;
    }

    /** Two members, an active subject and some records, so that accesses have something to meet. */
    static List<HealthCommand> beginning() {
        return List.of(
                Town.member(Town.CITY, Town.CITY_CONTROLLER, Town.CITY_GATEWAY),
                Town.member(Town.RURAL, Town.RURAL_CONTROLLER, Town.RURAL_GATEWAY),
                new HealthCommand.RegisterSubject(Town.SID, Optional.of(Town.PATIENT)),
                Town.record(Town.RID, Town.CID),
                Town.record(Town.id(0x41), Town.CID),
                Town.record(Town.id(0x42), Town.OTHER_CID));
    }

    /** Who may ask for a command of the {@link #beginning}. */
    static PublicKey beginner(HealthCommand command) {
        return command instanceof HealthCommand.RegisterMember ? Town.REGISTRAR : Town.CITY_GATEWAY;
    }

    HealthCommand next() {
        return switch (random.nextInt(12)) {
            case 0 -> Town.member(one(MEMBERS), Town.key(random.nextInt(8)), Town.key(random.nextInt(8)));
            case 1 -> new HealthCommand.RegisterSubject(Town.id(0x21), maybe(Town.key(0x94)));
            case 2, 3 -> record();
            case 4, 5, 6 -> new HealthCommand.Grant(gid(), sid(), terms());
            case 7 -> new HealthCommand.Revoke(gid());
            default -> access();
        };
    }

    GrantTerms terms() {
        boolean deny = random.nextInt(5) == 0;
        boolean counted = !deny && random.nextBoolean();
        int from = random.nextInt(TIMES / 3);
        return new GrantTerms(
                deny ? Effect.DENY : Effect.PERMIT,
                grantee(),
                scope(),
                purposes(),
                from,
                from + 2 + random.nextInt(TIMES),
                counted ? OptionalInt.of(1 + random.nextInt(2)) : OptionalInt.empty(),
                random.nextBoolean(),
                random.nextBoolean());
    }

    HealthCommand.Access access() {
        Basis basis = random.nextInt(6) == 0 ? new Basis.Self() : new Basis.ByGrant(gid());
        return new HealthCommand.Access(
                Town.id(0x6000 + random.nextInt(500)),
                sid(),
                basis,
                one(List.of(AccessKind.values())),
                rids(2),
                one(List.of(PURPOSES)),
                Town.key(0x7000 + random.nextInt(500)).bytes(),
                maybe(one(DOCTORS)));
    }

    /** The same request once more, as a new access. */
    HealthCommand.Access again(HealthCommand.Access access) {
        return new HealthCommand.Access(
                Town.id(0x6000 + random.nextInt(500)),
                access.sid(),
                access.basis(),
                access.kind(),
                access.rids(),
                access.purpose(),
                Town.key(0x7000 + random.nextInt(500)).bytes(),
                access.practitioner());
    }

    /** Mostly one that may do what the command asks. */
    PublicKey sender(HealthCommand command) {
        if (random.nextInt(6) == 0) {
            return one(SENDERS);
        } else if (command instanceof HealthCommand.RegisterMember) {
            return Town.REGISTRAR;
        } else if (command instanceof HealthCommand.Access access) {
            return access.basis() instanceof Basis.Self ? Town.PATIENT : Town.RURAL_GATEWAY;
        }
        boolean byHospital =
                command instanceof HealthCommand.PutRecord || command instanceof HealthCommand.RegisterSubject;
        return byHospital ? Town.CITY_GATEWAY : Town.PATIENT;
    }

    Reader reader() {
        return new Reader(Town.RURAL, maybe(one(DOCTORS)));
    }

    Purpose purpose() {
        return one(List.of(PURPOSES));
    }

    Id rid() {
        return Town.id(0x40 + Math.min(random.nextInt(5), random.nextInt(5)));
    }

    <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private HealthCommand.PutRecord record() {
        boolean first = random.nextInt(4) > 0;
        return new HealthCommand.PutRecord(
                rid(),
                sid(),
                one(List.of(Town.CID, Town.OTHER_CID)),
                one(List.of(RecordKind.values())),
                1 + random.nextInt(1000),
                Town.hash(1),
                Town.hash(2),
                Town.hash(3),
                first ? 1 : 2,
                first ? Optional.empty() : Optional.of(rid()));
    }

    private Grantee grantee() {
        Id orgId = random.nextInt(3) == 0 ? one(MEMBERS) : Town.RURAL;
        return random.nextBoolean() ? new Grantee.Organisation(orgId) : new Grantee.Practitioner(orgId, one(DOCTORS));
    }

    private Scope scope() {
        return switch (random.nextInt(3)) {
            case 0 -> new Scope.WholeSubject();
            case 1 -> new Scope.Compartments(List.of(one(List.of(Town.CID, Town.OTHER_CID))));
            default -> new Scope.Records(rids(2));
        };
    }

    private Set<Purpose> purposes() {
        EnumSet<Purpose> purposes = EnumSet.of(one(List.of(PURPOSES)));
        if (random.nextBoolean()) {
            purposes.add(one(List.of(Purpose.values())));
        }
        return purposes;
    }

    private List<Id> rids(int most) {
        return new ArrayList<>(IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(i -> rid())
                .distinct()
                .toList());
    }

    private Id sid() {
        return random.nextInt(8) == 0 ? Town.id(0x21) : Town.SID;
    }

    private Id gid() {
        return Town.id(0x50 + random.nextInt(3));
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }
}
