package dev.quire.internal.runtime;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.internal.mempool.Mempool;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import dev.quire.spi.net.Transport;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Brings transactions that clients gave to this node to the leader, and brings them again after a leader change or when
 * nothing came of them: a frame may be lost, and a retry sends the same bytes. On a BFT chain such a retry goes to all
 * members. Owned by the consensus loop but for
 * {@link #add}.
 */
final class TransactionRelay {
    private static final long RETRY_MICROS = 1_000_000;
    private static final int MAX_FRAME_BYTES = 1024 * 1024;
    private static final int MAX_RETRY_BYTES = 4 * MAX_FRAME_BYTES;
    private static final int MAX_REMINDED = 64;
    private static final Bytes HEADER = Bytes.wrap(new byte[] {1});

    private final PublicKey self;
    private final Transport transport;
    private final Mempool mempool;
    private final List<PublicKey> witnesses;
    private final ConcurrentLinkedQueue<Transaction> arrived = new ConcurrentLinkedQueue<>();
    private final Map<Hash, Transaction> open = new LinkedHashMap<>();
    private Optional<PublicKey> forwardedTo = Optional.empty();
    private long nextRetryMicros = Long.MAX_VALUE;

    TransactionRelay(PublicKey self, MemberSet members, Transport transport, Mempool mempool) {
        this.self = self;
        this.transport = transport;
        this.mempool = mempool;
        this.witnesses = members.mode() == ConsensusMode.BFT
                ? members.members().stream()
                        .filter(member -> !member.equals(self))
                        .toList()
                : List.of();
    }

    /** A client gave this transaction to this node, and it is in the mempool. Any thread. */
    void add(Transaction transaction) {
        arrived.add(transaction);
    }

    /** Sends what is new to the leader; everything again when the leader is another one or time is up. */
    void forward(long nowMicros, Optional<PublicKey> leader) {
        boolean due = nowMicros >= nextRetryMicros;
        boolean again = due || !leader.equals(forwardedTo);
        List<Transaction> old = due ? List.copyOf(open.values()) : List.of();
        List<Transaction> fresh = takeArrived();
        if (again) {
            forget();
            forwardedTo = leader;
        }
        boolean leads = leader.equals(Optional.of(self));
        if (due && !leads) {
            witness(old);
        }
        if (leader.isPresent() && !leads) {
            send(leader.get(), again ? open.values() : fresh);
        }
        if (again || nextRetryMicros == Long.MAX_VALUE) {
            nextRetryMicros = open.isEmpty() ? Long.MAX_VALUE : nowMicros + RETRY_MICROS;
        }
    }

    // On a BFT chain everybody learns of what the leader has not proposed in time, the oldest first, so that all of
    // them
    // suspect a leader that leaves it out.
    private void witness(List<Transaction> old) {
        List<Transaction> shown = new ArrayList<>();
        long bytes = 0;
        for (Transaction transaction : old) {
            if (!open.containsKey(transaction.id())) {
                continue;
            }
            bytes += transaction.encoded().size();
            if (bytes > MAX_RETRY_BYTES) {
                break;
            }
            shown.add(transaction);
        }
        for (PublicKey member : witnesses) {
            if (!Optional.of(member).equals(forwardedTo)) {
                send(member, shown);
            }
        }
    }

    /**
     * Brings the leader what has waited longest here, whoever gave it to this node: it may have been given to all but the
     * leader, so that they suspect it.
     */
    void remind() {
        forwardedTo
                .filter(leader -> !leader.equals(self))
                .ifPresent(leader -> send(leader, mempool.candidates(MAX_FRAME_BYTES, MAX_REMINDED)));
    }

    private List<Transaction> takeArrived() {
        List<Transaction> fresh = new ArrayList<>();
        for (Transaction transaction = arrived.poll(); transaction != null; transaction = arrived.poll()) {
            open.put(transaction.id(), transaction);
            fresh.add(transaction);
        }
        return fresh;
    }

    // Committed, expired and refused transactions have left the mempool.
    private void forget() {
        Iterator<Hash> ids = open.keySet().iterator();
        while (ids.hasNext()) {
            if (mempool.get(ids.next()).isEmpty()) {
                ids.remove();
            }
        }
    }

    private void send(PublicKey leader, Iterable<Transaction> transactions) {
        List<Bytes> attachments = new ArrayList<>();
        long bytes = 0;
        for (Transaction transaction : transactions) {
            if (attachments.size() == Frame.MAX_ATTACHMENTS
                    || bytes + transaction.encoded().size() > MAX_FRAME_BYTES) {
                flush(leader, attachments);
                attachments = new ArrayList<>();
                bytes = 0;
            }
            attachments.add(transaction.encoded());
            bytes += transaction.encoded().size();
        }
        flush(leader, attachments);
    }

    private void flush(PublicKey leader, List<Bytes> attachments) {
        if (!attachments.isEmpty()) {
            transport.send(leader, new Frame(Channel.TRANSACTIONS, HEADER, attachments));
        }
    }

    long nextDeadlineMicros() {
        return arrived.isEmpty() ? nextRetryMicros : 0;
    }
}
