package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.Evidence;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one way to a committed block: a certificate and the blocks that it proves, whether they come from votes, from
 * another member or with a new view. Each is validated here, then durable, then committed.
 */
final class Finality {
    /** Told of each committed block. */
    interface Listener {
        void committed(Block block);
    }

    /** Blocks on the committed one, and what proves them; not all validated or durable yet. */
    private static final class Branch {
        private final List<Block> blocks;
        private final Certificate certificate;
        private int toValidate;
        private boolean persisting;
        private boolean durable;

        Branch(List<Block> blocks, Certificate certificate) {
            this.blocks = blocks;
            this.certificate = certificate;
            this.toValidate = blocks.size();
        }
    }

    private final Replica me;
    private final Votes votes;
    private final Judge judge;
    private final OpenEntry openEntry;
    private final Listener listener;
    private Optional<Branch> open = Optional.empty();
    /** Of the open height, learned from a message, or made of votes that may be forgotten before its block is found. */
    private Optional<Certificate> known = Optional.empty();

    private boolean waitsForBlock;

    Finality(Replica me, Votes votes, Judge judge, OpenEntry openEntry, Listener listener) {
        this.me = me;
        this.votes = votes;
        this.judge = judge;
        this.openEntry = openEntry;
        this.listener = listener;
    }

    /** The open height is decided; nothing else may be begun at it. */
    boolean isOpen() {
        return open.isPresent() || waitsForBlock;
    }

    /** Certified blocks are being validated or made durable. */
    boolean isDeciding() {
        return open.isPresent();
    }

    /** A certificate whose signatures have been checked. */
    void learn(Certificate certificate) {
        if (certificate.height() == me.chain.openHeight()) {
            known = Optional.of(certificate);
        } else if (certificate.height() <= me.chain.committedHeight()) {
            compare(certificate);
        }
    }

    private void compare(Certificate certificate) {
        Optional<Certificate> own = me.chain.certificateAt(certificate.height());
        boolean atTip = certificate.height() == me.chain.committedHeight();
        if (own.isPresent() && !own.get().blockHash().equals(certificate.blockHash())) {
            me.out.add(new Effect.EvidenceFound(new Evidence.ConflictingCertificates(own.get(), certificate)));
            me.halt("height " + certificate.height() + " has two certificates, of "
                    + own.get().blockHash() + " and of "
                    + certificate.blockHash() + ": more than " + me.members.faults()
                    + " members lied, and their operators must find out who signed both");
        } else if (atTip && !me.chain.committedHash().equals(certificate.blockHash())) {
            me.halt("height " + certificate.height() + " is committed here as " + me.chain.committedHash()
                    + " and certified as " + certificate.blockHash());
        } else if (atTip && own.isEmpty()) {
            form(certificate);
        }
    }

    private void form(Certificate certificate) {
        me.chain.certified(certificate);
        me.out.add(new Effect.CertificateFormed(certificate));
    }

    void advance(Agreement agreement, BlockFetch fetch) {
        while (!me.isHalted()) {
            if (open.isPresent()) {
                if (!finish(open.get())) {
                    return;
                }
            } else {
                Optional<Certificate> next = known.or(() -> votes.committed(me.chain.openHeight()));
                if (next.isEmpty()) {
                    return;
                }
                known = next;
                Hash hash = next.get().blockHash();
                Optional<Block> block = agreement.find(hash);
                waitsForBlock = block.isEmpty();
                if (waitsForBlock) {
                    fetch.want(next.get().height(), hash);
                    return;
                }
                decide(List.of(block.get()), next.get());
            }
        }
    }

    /** Takes blocks that the certificate proves; they are linked to each other. */
    void decide(List<Block> blocks, Certificate certificate) {
        List<Block> above = blocks.stream()
                .filter(block -> block.height() > me.chain.committedHeight())
                .toList();
        if (open.isPresent() || above.isEmpty() || above.get(0).height() != me.chain.openHeight()) {
            return;
        }
        if (!above.get(0).header().previousHash().equals(me.chain.committedHash())) {
            me.halt("block " + above.get(0).height() + " is certified on "
                    + above.get(0).header().previousHash() + ", and this node committed " + me.chain.committedHash()
                    + " below it");
            return;
        }
        Branch branch = new Branch(above, certificate);
        open = Optional.of(branch);
        above.forEach(block -> judge.judge(block, Optional.empty(), verdict -> judged(branch, block, verdict)));
    }

    private void judged(Branch branch, Block block, Verdict verdict) {
        if (open.isEmpty() || open.get() != branch) {
            return;
        }
        if (verdict instanceof Verdict.Valid) {
            branch.toValidate--;
        } else if (Bodies.isForged(block, verdict)) {
            open = Optional.empty();
        } else {
            String why = verdict instanceof Verdict.Diverged diverged
                    ? "computes another result, transaction " + diverged.index() + ": " + diverged.explanation()
                    : "finds it invalid: " + verdict;
            me.halt("the members have certified block " + block.height() + ", " + block.hash() + ", and this node "
                    + why);
        }
    }

    /** Goes as far as it can; true if the branch is committed. */
    private boolean finish(Branch branch) {
        if (branch.toValidate > 0) {
            return false;
        }
        Block first = branch.blocks.get(0);
        boolean inJournal = branch.blocks.size() == 1 && openEntry.has(first.hash());
        if (!inJournal && !branch.persisting) {
            persist(branch);
        }
        boolean durable = branch.persisting ? branch.durable : openEntry.isDurable();
        if (!durable) {
            return false;
        }
        open = Optional.empty();
        waitsForBlock = false;
        commit(branch);
        return true;
    }

    /** The records say themselves that they are committed: after a restart none of them is voted on again. */
    private void persist(Branch branch) {
        branch.persisting = true;
        List<Entry> entries = new ArrayList<>();
        branch.blocks.forEach(block -> entries.add(new Entry(branch.certificate.view(), block)));
        long last = entries.get(entries.size() - 1).height();
        // In front of the records that say so: no loss of power leaves a member committed without a proof of it.
        if (last == branch.certificate.height()) {
            me.out.add(new Effect.CertificateFormed(branch.certificate));
        }
        me.out.persist(Optional.empty(), entries, Optional.empty(), last, () -> branch.durable = true);
    }

    private void commit(Branch branch) {
        for (Block block : branch.blocks) {
            block.lastCertificate()
                    .filter(certificate -> certificate.height() > me.chain.certifiedHeight()
                            && certificate.height() <= me.chain.committedHeight())
                    .ifPresent(this::form);
            me.chain.commit(block);
            if (block.height() == branch.certificate.height()) {
                me.chain.certified(branch.certificate);
                if (!branch.persisting) {
                    me.out.add(new Effect.CertificateFormed(branch.certificate));
                }
            }
            me.out.add(new Effect.Committed(block.height(), block.hash()));
            known = Optional.empty();
            openEntry.clear();
            listener.committed(block);
        }
    }
}
