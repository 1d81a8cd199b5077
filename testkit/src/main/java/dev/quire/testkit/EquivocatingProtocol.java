package dev.quire.testkit;

import dev.quire.block.Block;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import dev.quire.pbft.wire.Ballot;
import dev.quire.pbft.wire.PbftFrame;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.ConsensusProtocol;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineMessage;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Membership;
import dev.quire.spi.consensus.MessageCodec;
import dev.quire.spi.net.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * PBFT as a liar runs it, for tests of networks that have one: where it leads, it proposes two blocks in one place, each
 * to some of the others, and at every {@value #SPLIT_EVERY}th height a different one to each; in every place it votes for
 * two blocks. All of it bears its own signature, so that whoever sees two of them can prove it. The engine inside is
 * honest, and so is everything that the node stores.
 *
 * @param inner PBFT
 * @param signer the member's key, without the guard that keeps a node from signing twice
 */
public record EquivocatingProtocol(ConsensusProtocol inner, Signer signer) implements ConsensusProtocol {
    private static final int SPLIT_EVERY = 7;
    private static final int PLACES_KEPT = 64;

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public ConsensusMode mode() {
        return inner.mode();
    }

    @Override
    public ConsensusEngine start(long nowMicros, EngineStart start) {
        return new Liar(inner.start(nowMicros, start), start);
    }

    @Override
    public MessageCodec codec() {
        return new LyingCodec(inner.codec());
    }

    /** What goes out instead of a message of the engine. */
    private record Forged(Frame frame) implements EngineMessage {}

    private record LyingCodec(MessageCodec inner) implements MessageCodec {
        @Override
        public Frame encode(EngineMessage message) {
            return message instanceof Forged forged ? forged.frame() : inner.encode(message);
        }

        @Override
        public EngineMessage decode(Frame frame) throws MalformedException {
            return inner.decode(frame);
        }

        @Override
        public boolean isPast(EngineMessage message, long committedHeight) {
            return inner.isPast(message, committedHeight);
        }

        @Override
        public List<SignatureCheck> signatures(
                EngineMessage message, PublicKey from, Hash chainId, Membership membership) throws MalformedException {
            return inner.signatures(message, from, chainId, membership);
        }
    }

    private final class Liar implements ConsensusEngine {
        private final ConsensusEngine engine;
        private final MessageCodec codec = inner.codec();
        private final PbftForger forger;
        private final List<PublicKey> others;
        /** Height, and the block that was proposed there to each of the others. */
        private final TreeMap<Long, Map<PublicKey, Block>> told = new TreeMap<>();

        Liar(ConsensusEngine engine, EngineStart start) {
            this.engine = engine;
            this.forger =
                    new PbftForger(signer, start::chainId, start.membership().voters());
            this.others = start.membership().voters().members().stream()
                    .filter(member -> !member.equals(start.self()))
                    .toList();
        }

        @Override
        public List<Effect> step(long nowMicros, Input input) {
            List<Effect> effects = new ArrayList<>();
            for (Effect effect : engine.step(nowMicros, input)) {
                if (effect instanceof Effect.Send send) {
                    say(send.to(), codec.encode(send.message())).stream()
                            .map(frame -> new Effect.Send(send.to(), new Forged(frame)))
                            .forEach(effects::add);
                } else {
                    effects.add(effect);
                }
            }
            return effects;
        }

        private List<Frame> say(PublicKey to, Frame frame) {
            PbftFrame header = PbftForger.header(frame);
            return switch (header.getBodyCase()) {
                case PRE_PREPARE ->
                    List.of(propose(to, frame, header.getPrePrepare().getView()));
                case BALLOT -> vote(to, header.getBallot());
                default -> List.of(frame);
            };
        }

        private Frame propose(PublicKey to, Frame frame, long view) {
            Block block = PbftForger.block(frame.attachments().get(0));
            int place = others.indexOf(to);
            int version = block.height() % SPLIT_EVERY == 0 ? place : place % 2;
            Block other = PbftForger.other(
                    block, block.header().timeMicros() + version, block.header().stateRoot());
            told.computeIfAbsent(block.height(), height -> new TreeMap<>()).put(to, other);
            told.headMap(block.height() - PLACES_KEPT).clear();
            List<Bytes> changes =
                    frame.attachments().subList(2, frame.attachments().size());
            return version == 0 ? frame : forger.proposal(view, other, changes);
        }

        /** For what it was told, then for something else. */
        private List<Frame> vote(PublicKey to, Ballot ballot) {
            VoteKind kind = ballot.getCommit() ? VoteKind.COMMIT : VoteKind.PREPARE;
            Hash own = Hash.of(Bytes.wrap(ballot.getBlockHash().toByteArray()));
            Block believed = told.getOrDefault(ballot.getHeight(), Map.of()).get(to);
            Hash first = believed == null ? own : believed.hash();
            Hash second = first.equals(own) ? other(own) : own;
            return List.of(
                    forger.ballot(kind, ballot.getHeight(), ballot.getView(), first),
                    forger.ballot(kind, ballot.getHeight(), ballot.getView(), second));
        }

        /** The hash of no block. */
        private Hash other(Hash hash) {
            byte[] bytes = hash.bytes().toArray();
            bytes[0] ^= 1;
            return Hash.of(Bytes.wrap(bytes));
        }

        @Override
        public long nextDeadlineMicros() {
            return engine.nextDeadlineMicros();
        }

        @Override
        public EngineStatus status() {
            return engine.status();
        }
    }
}
