package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.health.AccessEntry;
import dev.quire.health.CommitteeEntry;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.EntryKind;
import dev.quire.health.GovernanceEntry;
import dev.quire.health.GrantEntry;
import dev.quire.health.HealthCommand;
import dev.quire.health.HealthEntry;
import dev.quire.health.HealthParameters;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.KeyOwner;
import dev.quire.health.RecordEntry;
import dev.quire.health.Refusal;
import dev.quire.health.RequestEntry;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.Receipt;
import dev.quire.spi.ledger.RejectedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;

/** The healthcare plugin's ledger in its own terms. Its calls block; whatever they return is proven. */
final class Chain {
    private static final Duration VALIDITY = Duration.ofMinutes(5);
    private static final Duration LONGEST_WORK = Duration.ofDays(1);
    private static final int ATTEMPTS = 3;
    private static final int ASKED_AT_ONCE = 200;
    /** Under which kind the entries of a list stand that are only named in it. */
    private static final Map<Class<? extends HealthEntry>, EntryKind> KINDS = Map.of(
            RecordEntry.class, EntryKind.RECORD,
            GrantEntry.class, EntryKind.GRANT,
            RequestEntry.class, EntryKind.REQUEST,
            AccessEntry.class, EntryKind.ACCESS,
            EmergencyEntry.class, EntryKind.EMERGENCY);

    private final LedgerAccess access;
    private final SecureRandom random;
    private final InstantSource clock;
    private final long patienceMillis;
    /** By epoch: what is proven of one once stays so. */
    private final ConcurrentMap<Integer, CommitteeEntry> committees = new ConcurrentHashMap<>();

    Chain(LedgerAccess access, SecureRandom random, InstantSource clock, long patienceMillis) {
        this.access = access;
        this.random = random;
        this.clock = clock;
        this.patienceMillis = patienceMillis;
    }

    Hash id() {
        return access.chainId();
    }

    ConsensusMode mode() {
        return access.mode();
    }

    long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /**
     * What was put for a command before it is swept where the command does not come: to be asked right before it is committed,
     * which then ends within {@link #VALIDITY}. The clock is that on the wall, which goes on while a machine sleeps.
     *
     * @param beganMicros when the first part was put, or before
     * @throws HealthException.Unavailable after more than a day
     */
    void requireRecent(long beganMicros) throws HealthException {
        if (nowMicros() - beganMicros > LONGEST_WORK.toMillis() * 1_000) {
            throw new HealthException.Unavailable(
                    "it took more than a day, and what was put for it may be gone: begin anew",
                    new TimeoutException("more than " + LONGEST_WORK));
        }
    }

    /**
     * Signs and submits, and the same bytes again where no answer comes.
     *
     * @throws HealthException.Refused if a rule forbids it
     */
    Receipt commit(Signer signer, HealthCommand command) throws HealthException {
        Transaction transaction = signed(signer, command);
        Receipt receipt = submit(transaction);
        int code = receipt.resultLeaf().outcomeCode();
        if (!receipt.resultLeaf().applied()) {
            throw new HealthException.Refused(
                    Refusal.of(code).orElseThrow(() -> new HealthException.NotProven("there is no refusal " + code)),
                    receipt);
        }
        return receipt;
    }

    /**
     * The same for what has an id of its own, so that who does it once more makes another.
     *
     * @param what is made, for a person
     * @throws HealthException.Unsettled if no receipt came that holds
     */
    Receipt commit(Signer signer, HealthCommand command, String what, Id made) throws HealthException {
        try {
            return commit(signer, command);
        } catch (HealthException.Unavailable | HealthException.NotProven e) {
            throw new HealthException.Unsettled(
                    made,
                    what + " " + made + " is perhaps on the ledger, or comes there within " + VALIDITY.toMinutes()
                            + " minutes",
                    e);
        }
    }

    private Transaction signed(Signer signer, HealthCommand command) {
        byte[] nonce = new byte[Transaction.NONCE_SIZE];
        random.nextBytes(nonce);
        Transaction.Unsigned unsigned = new Transaction.Unsigned(
                id(),
                HealthStateMachine.ID,
                nowMicros() + VALIDITY.toMillis() * 1_000,
                Bytes.wrap(nonce),
                signer.publicKey(),
                command.encoded());
        return unsigned.signed(signer.sign(unsigned.signingBytes()));
    }

    private Receipt submit(Transaction transaction) throws HealthException {
        for (int attempt = 1; ; attempt++) {
            try {
                return Waiting.on(access.submit(transaction), patienceMillis, "the ledger");
            } catch (HealthException.Unavailable e) {
                boolean hopeless = e.getCause() instanceof RejectedException rejected
                        && rejected.rejection().isFinal();
                if (hopeless || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    <T extends HealthEntry> Optional<T> find(Class<T> type, EntryKind kind, Id... name) throws HealthException {
        return findAll(type, kind, List.of(joined(name))).stream().findFirst();
    }

    static Bytes joined(Id... ids) {
        Bytes joined = Bytes.EMPTY;
        for (Id id : ids) {
            joined = joined.concat(id.bytes());
        }
        return joined;
    }

    /** @throws HealthException.Unknown if there is none */
    <T extends HealthEntry> T require(Class<T> type, EntryKind kind, String what, Id id) throws HealthException {
        return find(type, kind, id)
                .orElseThrow(() -> new HealthException.Unknown("the ledger has no " + what + " " + id));
    }

    /** Those of the names that there are, in their order. */
    <T extends HealthEntry> List<T> findAll(Class<T> type, EntryKind kind, List<Bytes> names) throws HealthException {
        List<T> found = new ArrayList<>();
        for (int from = 0; from < names.size(); from += ASKED_AT_ONCE) {
            List<KeyRange> asked = names.subList(from, Math.min(names.size(), from + ASKED_AT_ONCE)).stream()
                    .map(name -> KeyRange.of(new StateKey(HealthStateMachine.ID, kind.key(name))))
                    .toList();
            for (List<StateAnswers.Found> answer : read(asked).answers()) {
                for (StateAnswers.Found entry : answer) {
                    found.add(decoded(entry.value(), type));
                }
            }
        }
        return found;
    }

    /** All entries of a list, in its order, and no others, in as many proofs as it takes. */
    <T extends HealthEntry> Proven<T> list(EntryIndex index, Class<T> type, Id... owner) throws HealthException {
        WholeRange read = WholeRange.read(index.range(joined(owner)), asked -> read(List.of(asked)));
        EntryKind kind = KINDS.get(type);
        if (kind == null) {
            List<T> entries = new ArrayList<>();
            for (StateAnswers.Found entry : read.found()) {
                entries.add(decoded(entry.value(), type));
            }
            return new Proven<>(entries, read.height());
        }
        // A part that was proven after a later block has what came meanwhile.
        List<Bytes> names = read.found().stream()
                .map(StateAnswers.Found::key)
                .filter(key -> index.heightOf(key).orElse(0) <= read.height())
                .map(key -> key.slice(key.size() - Id.SIZE, key.size()))
                .toList();
        List<T> entries = findAll(type, kind, names);
        if (entries.size() != names.size()) {
            throw new HealthException.NotProven("a list names entries that are not there");
        }
        return new Proven<>(entries, read.height());
    }

    /** Is the public key nobody's, and was it never anybody's? */
    boolean isFree(Bytes publicKey) throws HealthException {
        KeyRange asked = KeyRange.of(new StateKey(HealthStateMachine.ID, KeyOwner.key(publicKey)));
        return read(List.of(asked)).answers().get(0).isEmpty();
    }

    /** What the members have set for all. */
    HealthParameters parameters() throws HealthException {
        return findAll(GovernanceEntry.class, EntryKind.GOVERNANCE, List.of(Bytes.EMPTY)).stream()
                .findFirst()
                .orElseThrow(() -> new HealthException.Unknown("this chain has no healthcare plugin"))
                .parameters();
    }

    /** A committee never changes: another one has another epoch. */
    CommitteeEntry committee(int epoch) throws HealthException {
        CommitteeEntry known = committees.get(epoch);
        if (known != null) {
            return known;
        }
        Bytes name = new CanonicalWriter(Integer.BYTES).u32(epoch).toBytes();
        CommitteeEntry found = findAll(CommitteeEntry.class, EntryKind.COMMITTEE, List.of(name)).stream()
                .findFirst()
                .orElseThrow(() -> new HealthException.Unknown("there is no committee " + epoch));
        committees.put(epoch, found);
        return found;
    }

    /** Several questions in one read. */
    Inquiry inquiry() {
        return new Inquiry(this);
    }

    StateAnswers read(List<KeyRange> asked) throws HealthException {
        return Waiting.on(access.read(asked), patienceMillis, "the ledger");
    }

    static <T extends HealthEntry> T decoded(Bytes value, Class<T> type) throws HealthException {
        try {
            return type.cast(HealthEntry.decode(value));
        } catch (MalformedException | ClassCastException e) {
            throw new HealthException.NotProven("the state holds what this version does not know: " + e.getMessage());
        }
    }
}
