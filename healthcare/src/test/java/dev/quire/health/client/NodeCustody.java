package dev.quire.health.client;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.health.AccessEntry;
import dev.quire.health.Basis;
import dev.quire.health.CommitteeEntry;
import dev.quire.health.CredentialEntry;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.EntryKind;
import dev.quire.health.GrantEntry;
import dev.quire.health.Grantee;
import dev.quire.health.HealthEntry;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.RecordEntry;
import dev.quire.health.RecordStatus;
import dev.quire.health.SubjectEntry;
import dev.quire.health.SubjectStatus;
import dev.quire.health.custody.CustodyLedger;
import dev.quire.health.custody.CustodyView;
import dev.quire.spi.ledger.Ledger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** A custodian's node in this process: asked anew for each question, so never older than the barrier. */
final class NodeCustody implements CustodyLedger, CustodyView {
    private final Ledger ledger;

    NodeCustody(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public CompletionStage<CustodyView> read() {
        return ledger.readBarrier(Duration.ofSeconds(3)).thenApply(height -> this);
    }

    @Override
    public Optional<Access> access(Id aid) {
        return find(AccessEntry.class, EntryKind.ACCESS, aid.bytes())
                .map(entry -> new Access(
                        aid,
                        entry.orgId(),
                        entry.decision().permitted(),
                        inForce(entry),
                        entry.request().basis() instanceof Basis.ByEmergency,
                        entry.request().rids(),
                        KeyForms.x25519(entry.request().oneTimeKey()),
                        entry.deadlineMicros()));
    }

    private boolean inForce(AccessEntry access) {
        SubjectEntry subject = find(
                        SubjectEntry.class, EntryKind.SUBJECT, access.sid().bytes())
                .orElseThrow();
        if (subject.status() == SubjectStatus.FROZEN) {
            return false;
        }
        long now = ledger.status().blockTimeMicros();
        if (access.request().basis() instanceof Basis.ByGrant basis) {
            GrantEntry grant =
                    find(GrantEntry.class, EntryKind.GRANT, basis.gid().bytes()).orElseThrow();
            boolean named = grant.terms().grantee() instanceof Grantee.Person;
            return grant.stands(now)
                    && credential(access)
                            .filter(found -> named ? found.stands() : found.isValid(now))
                            .isPresent();
        } else if (access.request().basis() instanceof Basis.ByEmergency basis) {
            EmergencyEntry emergency = find(
                            EmergencyEntry.class,
                            EntryKind.EMERGENCY,
                            basis.eid().bytes())
                    .orElseThrow();
            return now < emergency.untilMicros()
                    && credential(access).filter(found -> found.isValid(now)).isPresent();
        }
        return subject.signingKey().equals(access.signer());
    }

    private Optional<CredentialEntry> credential(AccessEntry access) {
        Bytes name = access.orgId()
                .orElseThrow()
                .bytes()
                .concat(access.request().pracId().orElseThrow().bytes());
        return find(CredentialEntry.class, EntryKind.CREDENTIAL, name);
    }

    @Override
    public Optional<Kept> record(Id rid) {
        return find(RecordEntry.class, EntryKind.RECORD, rid.bytes())
                .map(entry -> new Kept(
                        rid,
                        entry.author(),
                        entry.status() == RecordStatus.ACTIVE,
                        entry.terms().committee(),
                        entry.terms().shareRootB(),
                        entry.terms().shareRootE()));
    }

    @Override
    public OptionalInt seat(int committee, Id orgId) {
        Bytes epoch = new CanonicalWriter(4).u32(committee).toBytes();
        int index = find(CommitteeEntry.class, EntryKind.COMMITTEE, epoch)
                .map(entry -> entry.committee().seats().indexOf(orgId))
                .orElse(-1);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index + 1);
    }

    @Override
    public boolean isGateway(Id orgId, PublicKey key) {
        return find(MemberEntry.class, EntryKind.MEMBER, orgId.bytes())
                .filter(member -> member.profile().keys().gateways().contains(key))
                .isPresent();
    }

    private <T extends HealthEntry> Optional<T> find(Class<T> type, EntryKind kind, Bytes name) {
        return ledger.read(
                HealthStateMachine.ID,
                (height, state) -> state.get(kind.key(name)).map(value -> decoded(type, value)));
    }

    private static <T extends HealthEntry> T decoded(Class<T> type, Bytes value) {
        try {
            return type.cast(HealthEntry.decode(value));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
