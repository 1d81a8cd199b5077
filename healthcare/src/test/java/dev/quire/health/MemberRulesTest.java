package dev.quire.health;

import static dev.quire.health.Town.CITY;
import static dev.quire.health.Town.COAST;
import static dev.quire.health.Town.DOCTOR;
import static dev.quire.health.Town.RURAL;
import static dev.quire.health.Town.SCRIBE;
import static dev.quire.health.Town.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberRulesTest {
    private static final Id NEW = id(0x79);

    private final Town town = Town.settled();

    @Test
    void founderIsWhatGenesisSays() {
        MemberEntry city = member(CITY);
        assertThat(city.profile()).isEqualTo(SCRIBE.profile(CITY, "city"));
        assertThat(city.isFounder()).isTrue();
        assertThat(town.list(EntryIndex.MEMBERS, MemberEntry.class))
                .extracting(MemberEntry::orgId)
                .containsExactly(CITY, RURAL);
    }

    @Test
    void onlyControllersManageKeysAndStaff() {
        town.refused(Refusal.NOT_CONTROLLER, "rural gateway", issue(NEW, "new", 1));
        town.refused(Refusal.NOT_CONTROLLER, "doctor", new MemberCommand.RevokeCredential(DOCTOR));
        town.refused(Refusal.NOT_CONTROLLER, "stranger", rotate(new KeyChange.Controller(key("stranger 2"))));
    }

    @Test
    void replacedKeysSignNothingMore() {
        town.applied("rural controller", rotate(new KeyChange.Controller(key("next controller"))));
        town.refused(Refusal.NOT_CONTROLLER, "rural controller", issue(NEW, "new", 1));
        town.applied("next controller", issue(NEW, "new", 1));
        town.applied("city controller", rotate(new KeyChange.Gateways(List.of(key("next gateway")))));
        town.refused(Refusal.NOT_GATEWAY, "city gateway", SCRIBE.record(id(0x41), Town.CID));
        town.applied("next gateway", SCRIBE.record(id(0x41), Town.CID));
    }

    @Test
    void gatewaysMayStayWhileOthersCome() {
        town.applied(
                "city controller", rotate(new KeyChange.Gateways(List.of(key("city gateway"), key("next gateway")))));
        town.applied("city gateway", SCRIBE.record(id(0x41), Town.CID));
        town.applied("next gateway", SCRIBE.record(id(0x42), Town.CID));
        town.applied("city controller", rotate(new KeyChange.Nodes(List.of(key("next node")))));
        assertThat(member(CITY).profile().keys().nodes()).containsExactly(key("next node"));
    }

    @Test
    void sealingKeysHaveEpochs() {
        town.applied("city controller", rotate(new KeyChange.Reading(Cast.sealing("reading 2"))));
        town.applied("city controller", rotate(new KeyChange.Custodian(Cast.sealing("custodian 2"))));
        town.applied("city controller", rotate(new KeyChange.Custodian(Cast.sealing("custodian 3"))));
        assertThat(member(CITY).readingEpoch()).isEqualTo(2);
        assertThat(member(CITY).custodianEpoch()).isEqualTo(3);
        assertThat(member(CITY).profile().keys().custodian()).isEqualTo(Cast.sealing("custodian 3"));
    }

    @Test
    void keyHasOneOwnerForEver() {
        town.refused(Refusal.KEY_IN_USE, "city controller", rotate(new KeyChange.Controller(key("rural gateway"))));
        town.refused(Refusal.KEY_IN_USE, "city controller", rotate(new KeyChange.Gateways(List.of(key("patient")))));
        town.refused(
                Refusal.KEY_IN_USE, "city controller", rotate(new KeyChange.Reading(Cast.sealing("rural reading"))));
        town.applied("city controller", rotate(new KeyChange.Nodes(List.of())));
        town.refused(Refusal.KEY_IN_USE, "rural controller", rotate(new KeyChange.Nodes(List.of(key("city node")))));
        town.refused(Refusal.KEY_IN_USE, "city gateway", SCRIBE.subject(Town.OTHER_SID, CITY, "doctor"));
        town.refused(Refusal.KEY_IN_USE, "rural controller", issue(NEW, "patient", 1));
    }

    @Test
    void weakKeysAreRefused() {
        X25519PublicKey weak = new X25519PublicKey(Town.hash(0).bytes());
        town.refused(Refusal.WEAK_KEY, "city controller", rotate(new KeyChange.Reading(weak)));
        town.refused(Refusal.WEAK_KEY, "city controller", rotate(new KeyChange.Custodian(weak)));
        town.refused(
                Refusal.WEAK_KEY,
                "rural controller",
                SCRIBE.credential(NEW, "new", town.timeMicros + 1, EnumSet.of(Role.NURSE), Optional.of(weak)));
    }

    /** RFC 7748 reads no top bit, and the number modulo 2^255 - 19: the same key could be enrolled in other bytes. */
    @Test
    void keyInOtherBytesIsRefused() {
        X25519PublicKey alias = Cast.alias(Cast.sealing("rural reading"));
        X25519PublicKey ten = new X25519PublicKey(Bytes.fromHex("f7" + "ff".repeat(30) + "7f"));
        for (X25519PublicKey key : List.of(alias, ten)) {
            town.refused(Refusal.NON_CANONICAL_KEY, "city controller", rotate(new KeyChange.Reading(key)));
            town.refused(Refusal.NON_CANONICAL_KEY, "city controller", rotate(new KeyChange.Custodian(key)));
            town.refused(
                    Refusal.NON_CANONICAL_KEY,
                    "rural controller",
                    SCRIBE.credential(NEW, "new", town.timeMicros + 1, EnumSet.of(Role.NURSE), Optional.of(key)));
        }
    }

    @Test
    void signingKeysAreCanonicalAndStrong() {
        refusedAsSigning(Refusal.NON_CANONICAL_KEY, Bytes.fromHex("f0" + "ff".repeat(30) + "7f"));
        refusedAsSigning(Refusal.NON_CANONICAL_KEY, Bytes.fromHex("ff".repeat(32)));
        refusedAsSigning(Refusal.WEAK_KEY, Bytes.fromHex("00".repeat(32)));
        refusedAsSigning(Refusal.WEAK_KEY, Bytes.fromHex("00".repeat(31) + "80"));
    }

    private void refusedAsSigning(Refusal refusal, Bytes bytes) {
        PublicKey key = new PublicKey(bytes);
        town.refused(refusal, "city controller", rotate(new KeyChange.Controller(key)));
        town.refused(refusal, "city controller", rotate(new KeyChange.Nodes(List.of(key))));
        town.refused(refusal, "city controller", rotate(new KeyChange.Gateways(List.of(key))));
        town.refused(
                refusal,
                "rural controller",
                new MemberCommand.IssueCredential(
                        NEW, key, Optional.empty(), EnumSet.of(Role.NURSE), Town.hash(9), town.timeMicros + 1));
    }

    @Test
    void credentialIdIsTakenOnceAtEachMember() {
        town.refused(Refusal.CREDENTIAL_EXISTS, "rural controller", issue(DOCTOR, "new", 1));
        town.applied("city controller", issue(DOCTOR, "new", 1));
    }

    @Test
    void credentialIsForNinetyDaysAtMost() {
        long day = 24 * 60;
        town.refused(Refusal.BAD_VALIDITY, "rural controller", issue(NEW, "new", 0));
        town.refused(Refusal.BAD_VALIDITY, "rural controller", issue(NEW, "new", -1));
        town.refused(Refusal.BAD_VALIDITY, "rural controller", issue(NEW, "new", 90 * day + 1));
        town.applied("rural controller", issue(NEW, "new", 90 * day));
    }

    @Test
    void revokedCredentialIsThereAndEnded() {
        town.refused(Refusal.CREDENTIAL_UNKNOWN, "rural controller", new MemberCommand.RevokeCredential(NEW));
        town.refused(Refusal.CREDENTIAL_UNKNOWN, "city controller", new MemberCommand.RevokeCredential(DOCTOR));
        town.applied("rural controller", new MemberCommand.RevokeCredential(DOCTOR));
        town.refused(Refusal.CREDENTIAL_INVALID, "rural controller", new MemberCommand.RevokeCredential(DOCTOR));
        CredentialEntry doctor = town.find(EntryKind.CREDENTIAL, CredentialEntry.class, RURAL, DOCTOR)
                .orElseThrow();
        assertThat(doctor.status()).isEqualTo(CredentialStatus.REVOKED);
        assertThat(doctor.ended()).contains(new Position(town.height - 1, 0));
    }

    @Test
    void memberIdIsNoSubjects() {
        town.applied("city gateway", SCRIBE.unclaimed(COAST, "sponsor"));
        GovernanceCommand register = new GovernanceCommand.RegisterMember(SCRIBE.profile(COAST, "coast"), List.of());
        town.refused(
                Refusal.MEMBER_EXISTS,
                "coast controller",
                SCRIBE.approved(register, "city controller", "rural controller"));
    }

    @Test
    void membersTakeAnotherOneInWithMoreThanTwoThirds() {
        GovernanceCommand register = new GovernanceCommand.RegisterMember(SCRIBE.profile(COAST, "coast"), List.of());
        town.refused(Refusal.NOT_APPROVED, "coast controller", register);
        town.refused(Refusal.NOT_APPROVED, "coast controller", SCRIBE.approved(register, "city controller"));
        town.refused(
                Refusal.NOT_APPROVED,
                "coast controller",
                SCRIBE.approved(register, "city controller", "coast controller"));
        town.refused(
                Refusal.NOT_APPROVED, "coast controller", SCRIBE.approved(register, "city controller", "city gateway"));
        GovernanceCommand other = new GovernanceCommand.RegisterMember(SCRIBE.profile(COAST, "other"), List.of());
        town.refused(
                Refusal.NOT_APPROVED,
                "coast controller",
                register.with(SCRIBE.approved(other, "city controller", "rural controller")
                        .approvals()));
        GovernanceCommand approved = SCRIBE.approved(register, "city controller", "rural controller");
        town.refused(Refusal.NOT_CONTROLLER, "city controller", approved);
        town.applied("coast controller", approved);
        town.refused(Refusal.MEMBER_EXISTS, "coast controller", approved);
        assertThat(member(COAST).isFounder()).isFalse();
        town.refused(
                Refusal.NOT_APPROVED,
                "coast controller",
                SCRIBE.approved(parameters(2), "city controller", "coast controller"));
        town.applied(
                "coast controller",
                SCRIBE.approved(parameters(2), "city controller", "coast controller", "rural controller"));
    }

    @Test
    void newMembersKeysAreItsOwn() {
        MemberKeys good = SCRIBE.profile(COAST, "coast").keys();
        for (MemberKeys keys : List.of(
                new MemberKeys(
                        good.controller(), List.of(), List.of(good.controller()), good.custodian(), good.reading()),
                new MemberKeys(good.controller(), List.of(), List.of(key("patient")), good.custodian(), good.reading()),
                new MemberKeys(good.controller(), List.of(), good.gateways(), good.reading(), good.reading()),
                new MemberKeys(
                        good.controller(),
                        List.of(),
                        good.gateways(),
                        Cast.sealing("city custodian"),
                        good.reading()))) {
            GovernanceCommand register =
                    new GovernanceCommand.RegisterMember(new MemberProfile(COAST, "coast", keys), List.of());
            town.refused(
                    Refusal.KEY_IN_USE,
                    "coast controller",
                    SCRIBE.approved(register, "city controller", "rural controller"));
        }
    }

    @Test
    void networkHasRoomForSixtyFour() {
        List<String> controllers = new ArrayList<>(List.of("city controller", "rural controller"));
        for (int i = 2; i < GovernanceCommand.MAX_MEMBERS; i++) {
            String name = "member" + i;
            town.applied(name + " controller", register(id(0x100 + i), name, controllers));
            controllers.add(name + " controller");
        }
        town.refused(Refusal.TOO_MANY_MEMBERS, "coast controller", register(COAST, "coast", controllers));
    }

    private static GovernanceCommand register(Id orgId, String name, List<String> controllers) {
        return SCRIBE.approved(
                new GovernanceCommand.RegisterMember(SCRIBE.profile(orgId, name), List.of()),
                controllers.toArray(new String[0]));
    }

    @Test
    void committeeIsOfMembersAndTheNext() {
        Committee committee = new Committee(List.of(RURAL, CITY), 2);
        town.refused(Refusal.NOT_NEXT, "city controller", committee(1, committee));
        town.refused(Refusal.NOT_NEXT, "city controller", committee(3, committee));
        town.refused(Refusal.MEMBER_UNKNOWN, "city controller", committee(2, new Committee(List.of(CITY, COAST), 2)));
        town.refused(Refusal.NOT_CONTROLLER, "city gateway", committee(2, committee));
        town.applied("city controller", committee(2, committee));
        assertThat(town.list(EntryIndex.COMMITTEES, CommitteeEntry.class))
                .extracting(CommitteeEntry::committee)
                .containsExactly(Committee.of(List.of(CITY, RURAL)), committee);
        assertThat(town.ask(HealthQuery.Find.committee(2)))
                .isEqualTo(new HealthAnswer.Page(
                        List.of(new CommitteeEntry(2, committee, new Position(town.height, 0))), Optional.empty()));
    }

    @Test
    void parametersAreTheNextOnes() {
        town.refused(Refusal.NOT_NEXT, "city controller", yes(parameters(1)));
        town.refused(Refusal.NOT_CONTROLLER, "stranger", yes(parameters(2)));
        town.applied("city controller", yes(parameters(2)));
        assertThat(town.find(EntryKind.GOVERNANCE, GovernanceEntry.class).orElseThrow())
                .isEqualTo(new GovernanceEntry(2, 1, 2, new HealthParameters(7, 1, 1)));
    }

    private static GovernanceCommand parameters(int version) {
        return new GovernanceCommand.SetParameters(version, new HealthParameters(7, 1, 1), List.of());
    }

    private static GovernanceCommand committee(int epoch, Committee committee) {
        return yes(new GovernanceCommand.SetCommittee(epoch, committee, List.of()));
    }

    private static GovernanceCommand yes(GovernanceCommand command) {
        return SCRIBE.approved(command, "city controller", "rural controller");
    }

    private MemberEntry member(Id orgId) {
        return town.find(EntryKind.MEMBER, MemberEntry.class, orgId).orElseThrow();
    }

    private MemberCommand issue(Id pracId, String name, long minutes) {
        return SCRIBE.credential(pracId, name, town.timeMicros + minutes * Town.HOUR / 60, Role.NURSE);
    }

    private static MemberCommand rotate(KeyChange change) {
        return new MemberCommand.RotateMemberKey(change);
    }

    private static PublicKey key(String name) {
        return SCRIBE.cast().key(name);
    }
}
