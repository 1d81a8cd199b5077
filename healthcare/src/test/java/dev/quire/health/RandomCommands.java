package dev.quire.health;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Commands over so few ids, keys and times that they often meet. What is made is mostly good but for one thing or none:
 * rules are met one at a time.
 */
final class RandomCommands {
    private static final List<String> SENDERS = List.of(
            "city controller",
            "city gateway",
            "rural controller",
            "rural gateway",
            "coast controller",
            "coast gateway",
            "patient",
            "other patient",
            "city sponsor",
            "stranger");
    private static final List<Id> ORGANISATIONS = List.of(Town.CITY, Town.RURAL, Town.RURAL, Town.COAST);
    private static final List<Id> STAFF =
            List.of(Town.DOCTOR, Town.DOCTOR, Town.COLLEAGUE, Town.NURSE, Town.OFFICER, Town.CITY_OFFICER);
    private static final List<Id> CIDS = List.of(Town.CID, Town.CID, Town.OTHER_CID, Town.ESSENTIALS, Town.id(0x3f));
    private static final List<Purpose> PURPOSES = List.of(Purpose.TREAT, Purpose.TREAT, Purpose.ETREAT, Purpose.HPAYMT);

    private final Scribe scribe;
    private final Random random;
    private long now;

    /** A command with the name of who sends it. */
    record Sent(String sender, HealthCommand command) {}

    RandomCommands(Scribe scribe, Random random) {
        this.scribe = scribe;
        this.random = random;
    }

    /** Staff, an active subject and some records, so that the others have something to meet. */
    static List<Sent> beginning(Scribe scribe, long now) {
        long until = now + 60 * Scribe.DAY;
        return List.of(
                new Sent("rural controller", scribe.credential(Town.DOCTOR, "doctor", until, Role.ATTENDING)),
                new Sent("rural controller", scribe.credential(Town.COLLEAGUE, "colleague", until, Role.EMERGENCY)),
                new Sent("rural controller", scribe.credential(Town.OFFICER, "officer", until, Role.PRIVACY_OFFICER)),
                new Sent(
                        "city controller",
                        scribe.credential(Town.CITY_OFFICER, "city officer", until, Role.PRIVACY_OFFICER)),
                new Sent("city gateway", scribe.subject(Town.SID, Town.CITY, "patient")),
                new Sent("city gateway", scribe.record(Town.RID, Town.CID)),
                new Sent("city gateway", scribe.record(Town.id(0x41), Town.OTHER_CID)),
                new Sent("city gateway", scribe.record(Town.ALLERGY, Town.ESSENTIALS)),
                new Sent("city gateway", scribe.unclaimed(Town.OTHER_SID, "city sponsor")),
                new Sent(
                        "city gateway",
                        new RecordCommand.PutRecord(scribe.terms(Town.id(0x42), Town.OTHER_SID, Town.CID))));
    }

    /** How long until the next block: mostly a moment, sometimes so long that something ends. */
    long pause() {
        return switch (random.nextInt(12)) {
            case 0 -> Town.HOUR / 60;
            case 1 -> Town.HOUR / 20;
            case 2 -> Town.HOUR;
            case 3 -> 11 * Town.HOUR;
            case 4 -> random.nextInt(3) == 0 ? 4 * Scribe.DAY : 1;
            case 5 -> random.nextInt(6) == 0 ? 50 * Scribe.DAY : 1;
            default -> 1;
        };
    }

    Sent next(long nowMicros) {
        now = nowMicros;
        Sent sent = switch (random.nextInt(24)) {
            case 0 -> governance();
            case 1, 2 -> staff();
            case 3, 4 -> subject();
            case 5, 6, 7 -> record();
            case 8, 9, 10, 11 -> grant();
            case 12 -> ending();
            case 13, 14 -> request();
            case 15, 16, 17 -> emergency();
            default -> access();
        };
        return rarely() ? new Sent(one(SENDERS), sent.command) : sent;
    }

    private Sent governance() {
        String controller = one(List.of("city controller", "rural controller"));
        String[] yes = random.nextInt(4) == 0
                ? new String[] {one(List.of("city controller", "stranger"))}
                : new String[] {"city controller", "rural controller"};
        if (random.nextInt(6) == 0) {
            yes = new String[] {"city controller", "rural controller", "coast controller"};
        }
        int next = 1 + random.nextInt(3);
        return switch (random.nextInt(4)) {
            case 0 ->
                new Sent(
                        controller,
                        scribe.approved(
                                new GovernanceCommand.SetCommittee(
                                        next,
                                        Committee.of(List.of(one(ORGANISATIONS), Town.CITY).stream()
                                                .distinct()
                                                .toList()),
                                        List.of()),
                                yes));
            case 1 ->
                new Sent(
                        controller,
                        scribe.approved(
                                new GovernanceCommand.SetParameters(
                                        next,
                                        new HealthParameters(
                                                1 + random.nextInt(40), 1 + random.nextInt(3), random.nextInt(3)),
                                        List.of()),
                                yes));
            default -> {
                MemberProfile profile = scribe.profile(rarely() ? Town.CITY : Town.COAST, rarely() ? "city" : "coast");
                yield new Sent(
                        "coast controller",
                        scribe.approved(new GovernanceCommand.RegisterMember(profile, List.of()), yes));
            }
        };
    }

    private Sent staff() {
        String controller = one(List.of("rural controller", "rural controller", "city controller", "coast controller"));
        long until = now + (rarely() ? 91 : rarely() ? 0 : 1 + random.nextInt(80)) * Scribe.DAY;
        return switch (random.nextInt(8)) {
            case 0 -> new Sent(controller, new MemberCommand.RevokeCredential(one(STAFF)));
            case 1, 2 ->
                new Sent(
                        controller,
                        new MemberCommand.RotateMemberKey(
                                change(controller.substring(0, (controller + " ").indexOf(' ')))));
            default -> {
                Id pracId = random.nextBoolean() ? one(STAFF) : Town.id(0x7000 + random.nextInt(3));
                Set<Role> roles = EnumSet.of(one(List.of(Role.values())), Role.ATTENDING);
                yield new Sent(
                        controller,
                        scribe.credential(
                                pracId,
                                signing("staff " + random.nextInt(12)),
                                until,
                                random.nextBoolean() ? roles : EnumSet.of(Role.NURSE),
                                maybe(sealing("staff"))));
            }
        };
    }

    private KeyChange change(String member) {
        return switch (random.nextInt(5)) {
            case 0 -> new KeyChange.Nodes(List.of(scribe.cast().key(signing(member + " node " + random.nextInt(3)))));
            case 1 ->
                new KeyChange.Gateways(List.of(
                        scribe.cast().key(member + " gateway"),
                        scribe.cast().key(signing(rarely() ? "patient" : member + " gateway " + random.nextInt(3)))));
            case 2 -> new KeyChange.Custodian(sealing(member + " custodian"));
            case 3 -> new KeyChange.Reading(sealing(member + " reading"));
            default ->
                new KeyChange.Controller(scribe.cast()
                        .key(signing(rarely() ? "doctor" : member + " controller" + (rarely() ? " 2" : ""))));
        };
    }

    /** Weak now and then, or a key that may be another's in other bytes. */
    private X25519PublicKey sealing(String name) {
        X25519PublicKey key = rarely()
                ? new X25519PublicKey(Town.hash(random.nextInt(2) << 8).bytes())
                : Cast.sealing(name + random.nextInt(9));
        return rarely() ? Cast.alias(key) : key;
    }

    /** The name of who has a signing key that is weak now and then, or not canonical. */
    private String signing(String name) {
        return rarely() ? one(List.of(Cast.WEAK, Cast.NON_CANONICAL)) : name;
    }

    private Sent subject() {
        Id sid = random.nextInt(3) == 0 ? Town.SID : Town.OTHER_SID;
        String owner = owner(sid);
        Id cid = random.nextInt(4) == 0 ? Town.id(0x3000 + random.nextInt(40)) : one(CIDS);
        return switch (random.nextInt(12)) {
            case 0 ->
                new Sent("city gateway", scribe.unclaimed(newSid(), signing(rarely() ? "patient" : "third sponsor")));
            case 1 -> {
                SubjectCommand.RegisterSubject good =
                        scribe.subject(newSid(), rarely() ? Town.RURAL : Town.CITY, signing("third"));
                yield new Sent("city gateway", rarely() ? denying(good) : good);
            }
            case 2, 3 -> new Sent(gateway(), new SubjectCommand.LinkSubject(otherSid(), otherSid()));
            case 4, 5 ->
                new Sent(
                        "city gateway",
                        scribe.claim(sid, rarely() ? Town.RURAL : Town.CITY, epoch(), signing("other patient")));
            case 6, 7 ->
                new Sent(
                        owner,
                        new SubjectCommand.SetManifest(
                                sid,
                                1 + random.nextInt(2),
                                Town.hash(7),
                                one(List.of(DefaultPolicy.BREAK_GLASS_ONLY, one(List.of(DefaultPolicy.values())))),
                                maybe(Town.hash(8))));
            case 8, 9 ->
                new Sent(
                        owner,
                        new SubjectCommand.AddCompartment(
                                sid, new NewCompartment(cid, sealing("added " + sid + cid), rarely())));
            default -> new Sent(owner, new SubjectCommand.RotateCompartment(sid, cid, epoch(), sealing("next")));
        };
    }

    /** Mostly the one after the first. */
    private int epoch() {
        return one(List.of(1, 2, 2, 2, 2, 3, 1_001, 1_002));
    }

    /** What the patient signed, with another policy. */
    private static SubjectCommand denying(SubjectCommand.RegisterSubject command) {
        return new SubjectCommand.RegisterSubject(
                command.sid(), command.signingKey(), command.patient(), DefaultPolicy.DENY, command.compartments());
    }

    private String owner(Id sid) {
        return sid.equals(Town.SID) ? "patient" : one(List.of("city sponsor", "other patient"));
    }

    private Sent record() {
        return switch (random.nextInt(8)) {
            case 0 -> new Sent("city gateway", new RecordCommand.MarkEnteredInError(rid()));
            case 1 ->
                new Sent(
                        one(List.of("patient", "city gateway")),
                        new RecordCommand.ReplaceCapsule(rid(), 1 + random.nextInt(2), Town.hash(8)));
            case 2, 3 -> new Sent("city gateway", new RecordCommand.AmendRecord(terms(), rid()));
            default -> new Sent("city gateway", new RecordCommand.PutRecord(terms()));
        };
    }

    private RecordTerms terms() {
        RecordTerms good = scribe.terms(rid(), sid(), one(CIDS));
        boolean essential = good.shareRootE().isPresent();
        return new RecordTerms(
                good.rid(),
                good.sid(),
                good.cid(),
                random.nextInt(5) == 0 ? 2 : 1,
                rarely() ? Optional.of(one(STAFF)) : Optional.empty(),
                essential && !rarely() ? RecordKind.ENTRY : one(List.of(RecordKind.values())),
                rarely() ? 65_537 : 65_536,
                good.fingerprint(),
                good.keyCommit(),
                good.capsuleHash(),
                random.nextInt(6) == 0 ? 2 : 1,
                good.shareRootB(),
                rarely() ? Optional.of(Town.hash(5)) : good.shareRootE(),
                List.of(rarely() ? Town.COAST : Town.CITY));
    }

    private Sent grant() {
        Id gid = gid();
        if (random.nextInt(4) == 0) {
            GrantTerms terms = grantTerms(one(List.of(Town.CITY, Town.COAST)), false);
            return new Sent("rural gateway", new GrantCommand.Grant(gid, sid(), terms, Optional.of(gid())));
        }
        Id orgId = rarely() ? one(ORGANISATIONS) : Town.RURAL;
        Id sid = sid();
        return new Sent(
                owner(sid),
                new GrantCommand.Grant(gid, sid, grantTerms(orgId, random.nextInt(6) == 0), Optional.empty()));
    }

    private GrantTerms grantTerms(Id orgId, boolean deny) {
        GrantDraft draft = new GrantDraft(now);
        Grantee grantee =
                random.nextInt(3) == 0 ? new Grantee.Person(orgId, one(STAFF)) : new Grantee.Organisation(orgId);
        boolean compartments = random.nextInt(3) > 0;
        draft.to(grantee)
                .keyId(random.nextInt(5) == 0 ? random.nextInt(3) : 1)
                .purposes(some(PURPOSES).toArray(new Purpose[0]));
        if (compartments) {
            draft.cids(some(CIDS.subList(0, rarely() ? 5 : 4)).toArray(new Id[0]));
        } else {
            draft.rids(rids(2).toArray(new Id[0]));
        }
        draft.from(now + (random.nextInt(4) - 2) * Town.HOUR);
        draft.until(now
                + one(List.of(Town.HOUR / 60, Town.HOUR, 12 * Town.HOUR, 12 * Town.HOUR, 29 * Scribe.DAY))
                - (rarely() ? 12 * Town.HOUR : 0));
        if (deny) {
            return draft.deny().build();
        }
        return adorned(draft, compartments).build();
    }

    private GrantDraft adorned(GrantDraft draft, boolean compartments) {
        if (random.nextInt(3) == 0) {
            draft.uses(1 + random.nextInt(2));
        }
        if (compartments && random.nextBoolean()) {
            draft.includeNew();
        }
        if (random.nextBoolean()) {
            draft.mayKeep();
        }
        if (random.nextInt(3) == 0) {
            draft.mayGrant();
        }
        return random.nextInt(4) == 0 ? draft.encounter(Town.id(0x78 + random.nextInt(2))) : draft;
    }

    private Sent ending() {
        return random.nextInt(3) == 0
                ? new Sent("rural gateway", new GrantCommand.EndByEncounter(Town.id(0x78 + random.nextInt(2))))
                : new Sent("patient", new GrantCommand.Revoke(gid()));
    }

    private Sent request() {
        Id qid = Town.id(0x5800 + random.nextInt(rarely() ? 2 : 30));
        if (random.nextBoolean()) {
            return new Sent(
                    "patient", new ReadingCommand.AnswerRequest(Town.id(0x5800 + random.nextInt(8)), maybe(gid())));
        }
        return new Sent(
                "rural gateway",
                new ReadingCommand.RequestAccess(
                        qid,
                        sid(),
                        rarely() ? one(STAFF) : Town.DOCTOR,
                        new Scope.Compartments(List.of(Town.CID)),
                        Purpose.TREAT,
                        maybe(Town.TAG)));
    }

    private Sent emergency() {
        Id eid = Town.id(0x5c00 + random.nextInt(4));
        if (random.nextInt(3) == 0) {
            String gateway = rarely() ? "city gateway" : "rural gateway";
            Id officer = rarely() ? one(STAFF) : gateway.startsWith("city") ? Town.CITY_OFFICER : Town.OFFICER;
            return new Sent(gateway, new EmergencyCommand.ReviewBreakGlass(eid, officer, random.nextBoolean()));
        }
        EmergencyCommand.BreakGlass plain = new EmergencyCommand.BreakGlass(
                eid,
                sid(),
                rarely() ? one(STAFF) : one(List.of(Town.DOCTOR, Town.COLLEAGUE)),
                EmergencyReason.UNCONSCIOUS,
                rarely() ? 13 : 1 + random.nextInt(3),
                Optional.empty());
        return new Sent(
                rarely() ? "coast gateway" : "rural gateway",
                random.nextInt(3) > 0
                        ? plain
                        : scribe.seconded(plain, Town.COLLEAGUE, rarely() ? "nurse" : "colleague"));
    }

    private Sent access() {
        int kind = random.nextInt(10);
        Basis basis = kind == 0
                ? new Basis.Self()
                : kind <= 3 ? new Basis.ByEmergency(Town.id(0x5c00 + random.nextInt(4))) : new Basis.ByGrant(gid());
        boolean emergency = basis instanceof Basis.ByEmergency;
        boolean self = basis instanceof Basis.Self;
        ReadingCommand.Access access = new ReadingCommand.Access(
                Town.id(0x6000 + random.nextInt(300)),
                self ? otherSid() : sid(),
                basis,
                emergency && !rarely() ? AccessKind.VIEW : one(List.of(AccessKind.values())),
                emergency && !rarely() ? List.of(Town.ALLERGY) : rids(2),
                emergency && !rarely() ? Purpose.ETREAT : one(PURPOSES),
                oneTime(),
                self
                        ? Optional.empty()
                        : Optional.of(rarely() ? one(STAFF) : one(List.of(Town.DOCTOR, Town.COLLEAGUE))));
        return new Sent(self && !rarely() ? owner(access.sid()) : rarely() ? "city gateway" : "rural gateway", access);
    }

    private X25519PublicKey oneTime() {
        X25519PublicKey key = veryRarely()
                ? new X25519PublicKey(Town.hash(0).bytes())
                : Cast.sealing("access " + random.nextInt(400));
        return veryRarely() ? Cast.alias(key) : key;
    }

    /** The same request once more, as a new access. */
    ReadingCommand.Access again(ReadingCommand.Access access) {
        return new ReadingCommand.Access(
                Town.id(0x6000 + random.nextInt(300)),
                access.sid(),
                access.basis(),
                access.kind(),
                access.rids(),
                access.purpose(),
                Cast.sealing("access " + random.nextInt(400)),
                access.pracId());
    }

    HealthQuery.WasAllowed question(long height, long timeMicros) {
        Reader reader = new Reader(Town.RURAL, one(STAFF));
        return new HealthQuery.WasAllowed(reader, rid(), one(PURPOSES), height, timeMicros);
    }

    private Id rid() {
        return rarely() ? Town.ALLERGY : Town.id(0x40 + Math.min(random.nextInt(6), random.nextInt(6)));
    }

    private List<Id> rids(int most) {
        return new ArrayList<>(IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(i -> rid())
                .distinct()
                .toList());
    }

    private Id sid() {
        return rarely() ? one(List.of(Town.OTHER_SID, Town.id(0x29))) : Town.SID;
    }

    private Id newSid() {
        return one(List.of(Town.OTHER_SID, Town.id(0x22), Town.id(0x22)));
    }

    private String gateway() {
        return rarely() ? "rural gateway" : "city gateway";
    }

    private Id otherSid() {
        return one(List.of(Town.SID, Town.OTHER_SID));
    }

    private Id gid() {
        return Town.id(0x50 + random.nextInt(4));
    }

    private boolean rarely() {
        return random.nextInt(8) == 0;
    }

    private boolean veryRarely() {
        return rarely() && random.nextInt(8) == 0;
    }

    private <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** One or two different ones. */
    private <T> Set<T> some(List<T> values) {
        return new LinkedHashSet<>(
                List.of(one(values), one(values)).stream().distinct().toList());
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextInt(4) == 0 ? Optional.of(value) : Optional.empty();
    }
}
