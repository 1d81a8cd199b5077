package dev.quire.pbft;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.pbft.PbftMessage.Progress.Recovery;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A member that keeps no rule but one: it has only its own key. It supports every block that it sees, at some members;
 * proposes several, and more on top of them at once; forgets what it prepared; puts new views together as it likes, best
 * when a block may just have been committed; repeats old messages; lies about how far it is.
 */
final class SimLiar {
    private static final int KEPT = 64;

    private final SimCluster cluster;
    private final int number;
    private final int size;
    private final Members members;
    private final SimCertificates certificates;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final TreeMap<Integer, List<ViewChange>> changes = new TreeMap<>();
    private Optional<Certificate> newest = Optional.empty();
    private Hash tip = TestBlocks.GENESIS;
    private Optional<PreparedCertificate> prepared = Optional.empty();
    private long height = 1;
    private long view;
    /** In the calm phase some are silent, some go on. */
    private boolean silent;

    SimLiar(SimCluster cluster, int number) {
        this.cluster = cluster;
        this.number = number;
        this.size = cluster.members().voters().size();
        this.members = new Members(cluster.members().voters(), cluster.config().rotateEveryBlocks());
        this.certificates = new SimCertificates(number, size, members);
    }

    void start() {
        cluster.later(random().nextLong(1, 50_000), this::act);
    }

    void calm() {
        silent = random().nextBoolean();
    }

    private SplittableRandom random() {
        return cluster.random();
    }

    void receive(int from, Frame frame, PbftMessage message) {
        frames.add(frame);
        if (frames.size() > KEPT) {
            frames.remove(random().nextInt(KEPT));
        }
        if (message instanceof PbftMessage.PrePrepare proposal) {
            view = Math.max(view, proposal.view());
            see(proposal.block());
            if (random().nextInt(4) == 0) {
                some(new PbftMessage.PrePrepare(
                        proposal.view(), otherBody(proposal.block()), proposal.signature(), proposal.newView()));
            }
            support(proposal.block(), proposal.view());
            proposal.newView().ifPresent(newView -> newView.changes().forEach(this::see));
        } else if (message instanceof PbftMessage.Ballot ballot) {
            view = Math.max(view, ballot.view());
            if (ballot.kind() == VoteKind.COMMIT) {
                certificates.add(from, ballot).ifPresent(this::see);
                overthrow(ballot);
            }
        } else if (message instanceof ViewChange change) {
            see(change);
            // As somebody who is asked for a vote: mostly help, with or without what it knows.
            if (random().nextInt(3) > 0) {
                sendChange(change.view());
            }
            if (random().nextBoolean()) {
                newView(change.view());
            }
        } else if (message instanceof NewView newView) {
            view = Math.max(view, newView.view());
            newView.changes().forEach(this::see);
        } else if (message instanceof PbftMessage.Certified certified) {
            see(certified.certificate());
        } else if (message instanceof PbftMessage.BlockWanted wanted) {
            block(wanted.blockHash())
                    .ifPresent(block -> cluster.send(number, from, new PbftMessage.OneBlock(otherBody(block))));
        } else if (message instanceof PbftMessage.BlocksWanted wanted) {
            certificates
                    .at(wanted.fromHeight())
                    .ifPresent(certificate -> block(certificate.blockHash())
                            .ifPresent(block -> cluster.send(
                                    number,
                                    from,
                                    new PbftMessage.Blocks(List.of(otherBody(block)), List.of(), certificate))));
        } else if (message instanceof PbftMessage.ReadAsk ask && random().nextBoolean()) {
            // So a recovering member is told too little, or too much.
            long in = random().nextBoolean() ? 0 : view + random().nextInt(8);
            var vote = PbftMessage.ReadAnswer.vote(
                    TestBlocks.CHAIN, members.hash(), ask.nonce(), in, Optional.empty(), Optional.empty());
            cluster.send(
                    number,
                    from,
                    new PbftMessage.ReadAnswer(
                            ask.nonce(), in, Optional.empty(), Optional.empty(), TestBlocks.sign(number, vote)));
        }
    }

    private Optional<Block> block(Hash hash) {
        return blocks.stream().filter(block -> block.hash().equals(hash)).findFirst();
    }

    /** A header that names a certificate does not say whether the body has it. */
    private Block otherBody(Block block) {
        Optional<Certificate> other = block.lastCertificate().isPresent()
                ? Optional.empty()
                : certificates
                        .at(block.header().lastCertHeight())
                        .filter(one -> one.hash().equals(block.header().lastCertHash()));
        if (!other.equals(block.lastCertificate())) {
            cluster.count("other bodies");
        }
        return new Block(block.header(), other, block.transactions());
    }

    private void see(Block block) {
        block.lastCertificate().ifPresent(this::see);
        if (blocks.size() >= KEPT) {
            blocks.remove(0);
        }
        blocks.add(block);
        if (block.height() > height) {
            height = block.height();
            tip = block.header().previousHash();
        }
    }

    private void see(ViewChange change) {
        List<ViewChange> known = changes.computeIfAbsent(change.member(), member -> new ArrayList<>());
        known.add(change);
        if (known.size() > 8) {
            known.remove(0);
        }
        change.certificate().ifPresent(this::see);
        change.prepared().ifPresent(one -> prepared = Optional.of(one));
    }

    private void see(Certificate certificate) {
        certificates.add(certificate);
        if (certificate.height() > newest.map(Certificate::height).orElse(0L)) {
            newest = Optional.of(certificate);
            if (certificate.height() >= height) {
                height = certificate.height() + 1;
                tip = certificate.blockHash();
            }
        }
    }

    private void act() {
        if (!silent) {
            switch (random().nextInt(8)) {
                case 0, 1, 2 -> propose();
                case 3 -> {
                    if (!blocks.isEmpty()) {
                        support(blocks.get(random().nextInt(blocks.size())), view + random().nextInt(3) - 1);
                    }
                }
                case 4 -> sendChange(view + random().nextInt(3));
                case 5 -> newView(view + random().nextInt(2));
                case 6 -> replay();
                default ->
                    some(new PbftMessage.Progress(
                            view + random().nextInt(3),
                            random().nextBoolean(),
                            height + random().nextInt(5),
                            height,
                            false,
                            random().nextInt(4) > 0
                                    ? Optional.empty()
                                    : Optional.of(new Recovery(view + random().nextInt(9), height + 1))));
            }
        }
        cluster.later(random().nextLong(1, 60_000), this::act);
    }

    /** To each member or not. */
    private void some(PbftMessage message) {
        for (int to = 0; to < size; to++) {
            if (to != number && random().nextInt(3) > 0) {
                cluster.send(number, to, message);
            }
        }
    }

    private void support(Block block, long in) {
        if (in < 0) {
            return;
        }
        ballot(VoteKind.PREPARE, block, in);
        ballot(VoteKind.COMMIT, block, in);
    }

    private void ballot(VoteKind kind, Block block, long in) {
        some(TestBlocks.ballot(size, number, kind, block.height(), in, block.hash()));
        if (random().nextInt(4) == 0) {
            some(TestBlocks.ballot(size, number, kind, block.height(), in, block.hash()));
        }
    }

    private void propose() {
        // What is open at the others, or the highest that somebody has proposed.
        boolean open = random().nextBoolean();
        long at = open ? newest.map(Certificate::height).orElse(0L) + 1 : height;
        Hash parent = open ? newest.map(Certificate::blockHash).orElse(TestBlocks.GENESIS) : tip;
        if (members.proposer(at, view) != number) {
            return;
        }
        Optional<NewView> basis = random().nextInt(4) == 0 ? Optional.empty() : assemble(view);
        if (basis.isPresent() && random().nextBoolean()) {
            // The block that it would have to propose again, if it keeps the rule this time.
            basis.flatMap(NewView::highestPrepared)
                    .flatMap(this::block)
                    .ifPresent(block -> propose(block, view, basis));
        }
        int different = 1 + random().nextInt(2);
        for (int i = 0; i < different; i++) {
            Hash root = random().nextInt(4) == 0 ? TestBlocks.WRONG_ROOT : Hash.ZERO;
            Optional<Certificate> last = newest.filter(one -> one.height() < at);
            Block block = TestBlocks.block(parent, at, cluster.nextMark(), number, root, last);
            blocks.add(block);
            propose(block, view, basis);
            if (random().nextBoolean()) {
                proposeEarly(block);
            }
        }
    }

    private void propose(Block block, long in, Optional<NewView> basis) {
        var vote = TestBlocks.vote(size, VoteKind.PROPOSE, block.height(), in, block.hash());
        Block told = random().nextInt(4) == 0 ? otherBody(block) : block;
        some(new PbftMessage.PrePrepare(in, told, TestBlocks.sign(number, vote), basis));
        support(block, in);
    }

    /** On a block that nobody has prepared yet, and perhaps never will. */
    private void proposeEarly(Block parent) {
        long next = parent.height() + 1;
        if (members.proposer(next, view) == number) {
            Block block = TestBlocks.block(parent.hash(), next, cluster.nextMark(), number);
            blocks.add(block);
            propose(block, view, Optional.empty());
        }
    }

    /**
     * Somebody has prepared a block, so it may be committed wherever the other COMMITs arrive: the liar begins the next
     * view that is its own, with nobody's VIEW-CHANGE but its own forgetful one, and proposes another block there.
     */
    private void overthrow(PbftMessage.Ballot commit) {
        Optional<Certificate> below = certificates.at(commit.height() - 1);
        Optional<Block> prepared = block(commit.blockHash());
        boolean open = commit.height() == 1 || below.isPresent();
        if (silent || prepared.isEmpty() || !open || random().nextBoolean()) {
            return;
        }
        long in = commit.view() + 1;
        while (members.proposer(commit.height(), in) != number) {
            in++;
        }
        ViewChange forgetful = TestBlocks.viewChange(size, number, in, below, Optional.empty());
        Block over = prepared.get();
        Block other = TestBlocks.block(
                over.header().previousHash(),
                over.height(),
                cluster.nextMark(),
                number,
                Hash.ZERO,
                over.lastCertificate());
        blocks.add(other);
        cluster.count("views begun alone");
        propose(other, in, Optional.of(new NewView(in, List.of(forgetful))));
    }

    private void sendChange(long to) {
        if (to > 0) {
            Optional<PreparedCertificate> shown = prepared.filter(one -> one.view() < to
                    && one.height() == newest.map(Certificate::height).orElse(0L) + 1
                    && random().nextBoolean());
            ViewChange change = TestBlocks.viewChange(size, number, to, newest, shown);
            see(change);
            some(change);
        }
    }

    private void newView(long of) {
        assemble(of).ifPresent(newView -> {
            view = Math.max(view, of);
            some(newView);
        });
    }

    /** A new view of whatever it has, its own newest forgetfulness included, enough or not. */
    private Optional<NewView> assemble(long of) {
        if (of < 1) {
            return Optional.empty();
        }
        ViewChange own =
                TestBlocks.viewChange(size, number, of, newest.filter(one -> random().nextBoolean()), Optional.empty());
        TreeMap<Integer, ViewChange> chosen = new TreeMap<>(Map.of(number, own));
        changes.forEach((member, known) -> known.stream()
                .filter(change -> change.view() == of && member != number)
                .reduce((first, second) -> second)
                .ifPresent(change -> chosen.put(member, change)));
        int quorum = members.quorum();
        while (chosen.size() > quorum) {
            List<Integer> keys = List.copyOf(chosen.keySet());
            chosen.remove(keys.get(random().nextInt(keys.size())));
        }
        return Optional.of(new NewView(of, List.copyOf(chosen.values())));
    }

    private void replay() {
        if (!frames.isEmpty()) {
            Frame frame = frames.get(random().nextInt(frames.size()));
            for (int to = 0; to < size; to++) {
                if (to != number && random().nextBoolean()) {
                    cluster.sendFrame(number, to, frame);
                }
            }
        }
    }
}
