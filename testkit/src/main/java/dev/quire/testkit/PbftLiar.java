package dev.quire.testkit;

import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.PublicKey;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.pbft.wire.Ballot;
import dev.quire.pbft.wire.PbftFrame;
import dev.quire.pbft.wire.Progress;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Stands between a member and the network and keeps no rule but one: it has only that member's key. It proposes several
 * blocks to different members, some with wrong roots or times, and all liars confirm to each what it was told; it votes
 * for all that it hears of, at some members; forgets what was prepared; hands blocks on with a certificate left out or put
 * in, which the hash does not show; holds messages back and repeats old ones; asks for views far ahead; lies about how far
 * it is.
 */
final class PbftLiar implements SimNetwork.Liar {
    private static final int KEPT = 64;
    private static final int MOST_TIMES = 2;
    private static final int MOST_REMEMBERED = 4_096;
    private static final long HOUR = 3_600_000_000L;

    /** The way out. */
    interface Network {
        void send(PublicKey to, Frame frame);
    }

    /** Whom liars told of a block in which place. */
    record Told(PublicKey to, long height, long view) {}

    /** What it is up to. */
    private enum Mood {
        LYING,
        SILENT,
        HONEST
    }

    private final SimWorld world;
    private final RandomGenerator random;
    private final PbftForger forger;
    private final List<PublicKey> others;
    private final Network network;
    /** Shared by all liars. */
    private final Map<Told, Hash> plot;

    private final List<Frame> kept = new ArrayList<>();
    private final Map<Hash, Block> twins = new HashMap<>();
    private final Map<Object, Integer> said = new HashMap<>();
    /** That of the newest block which has one in its body. */
    private Optional<Certificate> newest = Optional.empty();

    private Mood mood = Mood.LYING;

    /**
     * @param others all other members
     * @param plot what all liars of the world agree on; at first empty
     */
    PbftLiar(SimWorld world, PbftForger forger, List<PublicKey> others, Map<Told, Hash> plot, Network network) {
        this.world = world;
        this.random = world.newRandom();
        this.forger = forger;
        this.others = others;
        this.plot = plot;
        this.network = network;
    }

    /** The storm is over: it goes on, is silent from now on, or keeps to the rules. */
    @Override
    public void calm() {
        mood = Mood.values()[random.nextInt(Mood.values().length)];
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** Its member wants to say this. */
    @Override
    public void say(PublicKey to, Frame frame) {
        if (frame.channel() != Channel.CONSENSUS || mood == Mood.HONEST) {
            network.send(to, frame);
            return;
        }
        if (mood == Mood.SILENT || oneIn(8)) {
            world.count(Situation.WITHHELD);
            return;
        }
        keep(frame);
        if (oneIn(16)) {
            world.count(Situation.REPLAYED);
            network.send(to, kept.get(random.nextInt(kept.size())));
        }
        lie(to, frame, PbftForger.header(frame));
    }

    private void lie(PublicKey to, Frame frame, PbftFrame header) {
        switch (header.getBodyCase()) {
            case PRE_PREPARE -> propose(to, frame, header.getPrePrepare().getView());
            case BALLOT -> network.send(to, confirming(to, frame, header.getBallot()));
            case VIEW_CHANGE -> {
                network.send(to, oneIn(2) ? frame : forger.viewChange(forger.forgetful(part(frame, 0))));
                if (oneIn(4)) {
                    flood(PbftForger.viewOf(part(frame, 0)));
                }
            }
            case NEW_VIEW ->
                network.send(
                        to,
                        oneIn(2)
                                ? frame
                                : forger.newView(header.getNewView().getView(), forgetful(frame.attachments())));
            case PROGRESS -> network.send(to, oneIn(2) ? frame : PbftForger.progress(boast(header.getProgress())));
            case BLOCKS ->
                network.send(
                        to,
                        oneIn(2)
                                ? frame
                                : otherBodies(frame, 1, header.getBlocks().getBlocks()));
            case ONE_BLOCK -> network.send(to, oneIn(2) ? frame : otherBodies(frame, 0, 1));
            case READ_ANSWER -> network.send(to, oneIn(2) ? frame : forger.blankAnswer(header.getReadAnswer()));
            default -> network.send(to, frame);
        }
    }

    private static Bytes part(Frame frame, int index) {
        return frame.attachments().get(index);
    }

    private List<Bytes> forgetful(List<Bytes> changes) {
        return changes.stream().map(forger::forgetful).toList();
    }

    private Progress boast(Progress truth) {
        return truth.toBuilder()
                .setCommittedHeight(truth.getCommittedHeight() + random.nextInt(1_000))
                .setView(truth.getView() + random.nextInt(3))
                .setHasProposal(random.nextBoolean())
                .build();
    }

    /** One or the other of two blocks, or both; and it votes for both. */
    private void propose(PublicKey to, Frame frame, long view) {
        Block block = PbftForger.block(part(frame, 0));
        Block twin = twins.computeIfAbsent(block.hash(), hash -> twin(block));
        List<Bytes> changes = frame.attachments().subList(2, frame.attachments().size());
        Frame other = forger.proposal(view, twin, oneIn(4) ? forgetful(changes) : changes);
        boolean toldTruth = oneIn(2);
        plot.put(new Told(to, block.height(), view), (toldTruth ? block : twin).hash());
        Frame told = toldTruth ? frame : other;
        network.send(to, oneIn(8) ? otherBodies(told, 0, 1) : told);
        if (oneIn(8)) {
            network.send(to, toldTruth ? other : frame);
        }
        world.count(Situation.TWO_PROPOSALS);
        support(block.height(), view, block.hash());
        support(block.height(), view, twin.hash());
    }

    /** The blocks among these parts of the frame with the other body that their headers can have. */
    private Frame otherBodies(Frame frame, int first, int count) {
        List<Bytes> parts = new ArrayList<>(frame.attachments());
        for (int i = first; i < first + count; i++) {
            parts.set(i, otherBody(PbftForger.block(parts.get(i))).encoded());
        }
        return new Frame(frame.channel(), frame.header(), parts);
    }

    private Block otherBody(Block block) {
        Optional<Certificate> last = block.lastCertificate();
        Optional<Certificate> other = last.isPresent()
                ? Optional.empty()
                : newest.filter(one -> one.hash().equals(block.header().lastCertHash()));
        if (!other.equals(last)) {
            world.count(Situation.OTHER_BODY);
        }
        newest = last.or(() -> newest);
        return new Block(block.header(), other, block.transactions());
    }

    private Block twin(Block block) {
        long time = block.header().timeMicros();
        Hash root = block.header().stateRoot();
        return switch (random.nextInt(6)) {
            case 0 -> PbftForger.other(block, time, block.header().txRoot());
            case 1 -> PbftForger.other(block, time + HOUR, root);
            case 2 -> PbftForger.other(block, time - HOUR, root);
            default -> PbftForger.other(block, time + 1, root);
        };
    }

    private static Hash hash(Ballot ballot) {
        return new Hash(Bytes.wrap(ballot.getBlockHash().toByteArray()));
    }

    /** A vote for what the member was told, whatever it was. */
    private Frame confirming(PublicKey to, Frame frame, Ballot ballot) {
        Hash told = plot.get(new Told(to, ballot.getHeight(), ballot.getView()));
        if (told == null || told.equals(hash(ballot)) || oneIn(8)) {
            return frame;
        }
        VoteKind kind = ballot.getCommit() ? VoteKind.COMMIT : VoteKind.PREPARE;
        return forger.ballot(kind, ballot.getHeight(), ballot.getView(), told);
    }

    /** Votes for the block, at some members, and at others for what they were told. */
    private void support(long height, long view, Hash hash) {
        if (isNew(List.of(height, view, hash))) {
            for (PublicKey other : others) {
                if (!oneIn(3)) {
                    Hash told = plot.getOrDefault(new Told(other, height, view), hash);
                    Hash voted = oneIn(8) ? hash : told;
                    network.send(other, forger.ballot(VoteKind.PREPARE, height, view, voted));
                    network.send(other, forger.ballot(VoteKind.COMMIT, height, view, voted));
                }
            }
        }
    }

    private boolean isNew(Object what) {
        if (said.size() > MOST_REMEMBERED) {
            said.clear();
        }
        return said.merge(what, 1, Integer::sum) <= MOST_TIMES;
    }

    private void some(Frame frame) {
        for (PublicKey other : others) {
            if (!oneIn(3)) {
                network.send(other, frame);
            }
        }
    }

    /** Asks for views that nobody else wants, and votes in them. */
    private void flood(long view) {
        long far = view + 1 + random.nextLong(1L << random.nextInt(1, 40));
        world.count(Situation.FLOODED);
        some(forger.viewChange(forger.blankChange(far)));
        for (int ahead = 1; ahead < 12; ahead++) {
            some(forger.ballot(VoteKind.COMMIT, 1 + random.nextInt(8), view + ahead, Hash.ZERO));
        }
    }

    /** Its member was sent this. */
    @Override
    public void hear(Frame frame) {
        if (frame.channel() != Channel.CONSENSUS || mood != Mood.LYING) {
            return;
        }
        keep(frame);
        PbftFrame header = PbftForger.header(frame);
        switch (header.getBodyCase()) {
            case PRE_PREPARE -> {
                Block block = PbftForger.block(part(frame, 0));
                if (oneIn(2)) {
                    some(otherBodies(frame, 0, 1));
                }
                support(block.height(), header.getPrePrepare().getView(), block.hash());
            }
            case BALLOT -> {
                Ballot ballot = header.getBallot();
                support(ballot.getHeight(), ballot.getView(), hash(ballot));
            }
            case VIEW_CHANGE -> {
                long view = PbftForger.viewOf(part(frame, 0));
                if (oneIn(2) && isNew(view)) {
                    Bytes blank = forger.blankChange(view);
                    some(forger.viewChange(blank));
                    // As if that were a quorum.
                    some(forger.newView(view, List.of(blank)));
                }
            }
            default -> {
                // Nothing to gain.
            }
        }
    }

    private void keep(Frame frame) {
        if (kept.size() < KEPT) {
            kept.add(frame);
        } else {
            kept.set(random.nextInt(KEPT), frame);
        }
    }
}
