package dev.quire.pbft;

import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.ConsensusEngine;
import dev.quire.spi.consensus.Effect;
import dev.quire.spi.consensus.EngineStart;
import dev.quire.spi.consensus.Input;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Errors that implementations of PBFT have had. The simulator has to find each; docs/simulator.md says how soon. */
public enum PlantedPbftBug {
    /** A quorum is so many votes, whoever they are of. */
    REPEATED_VOTES_COUNTED(EnumSet.noneOf(VoteKind.class), new Rules() {
        @Override
        boolean isQuorum(int members, int votesReceived, int quorum) {
            return votesReceived >= quorum;
        }
    }),

    /** Who asks for a new view says nothing of what it has prepared. */
    PREPARED_NOT_CARRIED(EnumSet.noneOf(VoteKind.class), new Rules() {
        @Override
        Optional<PreparedCertificate> carried(Optional<PreparedCertificate> newest) {
            return Optional.empty();
        }
    }),

    /** A view begins with however few have asked for it. */
    VIEW_UNJUSTIFIED(EnumSet.noneOf(VoteKind.class), new Rules() {
        @Override
        boolean justifies(int viewChanges, int quorum) {
            return true;
        }
    }),

    /** A new leader proposes what it likes, though another block may be committed. */
    FRESH_OVER_PREPARED(EnumSet.noneOf(VoteKind.class), new Rules() {
        @Override
        Optional<Hash> forced(NewView basis) {
            return Optional.empty();
        }
    }),

    /** COMMIT is said while the prepared certificate is still being written, and the guard lets it pass. */
    COMMIT_BEFORE_DURABLE(EnumSet.of(VoteKind.COMMIT), new Rules() {
        @Override
        boolean commitWaitsForDisk() {
            return false;
        }
    }),

    /** Who has asked for a view goes on voting in the one before, and the guard lets it pass. */
    PREPARE_AFTER_VIEW_CHANGE(EnumSet.of(VoteKind.PREPARE, VoteKind.COMMIT), new Rules() {
        @Override
        boolean votesInViewsLeft() {
            return true;
        }
    }),

    /** A restart forgets what was written and prepared at the open height, and so does the guard. */
    OPEN_HEIGHT_FORGOTTEN(EnumSet.of(VoteKind.PREPARE, VoteKind.COMMIT), new Rules()),

    /** The guard of votes signs whatever it is asked for: so a restarted leader proposes once more. */
    NOTHING_GUARDED(EnumSet.allOf(VoteKind.class), new Rules()),

    /** A read is answered without asking the others. */
    LONELY_READ(EnumSet.noneOf(VoteKind.class), new Rules());

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<VoteKind> unguarded;

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final Rules rules;

    PlantedPbftBug(Set<VoteKind> unguarded, Rules rules) {
        this.unguarded = unguarded;
        this.rules = rules;
    }

    /** The votes that the runtime's guard does not look at. It would keep the error from doing harm. */
    public Set<VoteKind> unguarded() {
        return unguarded;
    }

    Rules rules() {
        return rules;
    }

    /** What the engine is told when it starts. */
    EngineStart changed(EngineStart start) {
        return this != OPEN_HEIGHT_FORGOTTEN
                ? start
                : new EngineStart(
                        start.self(),
                        start.chainId(),
                        start.membership(),
                        start.hardState(),
                        start.committedHeight(),
                        start.committedHash(),
                        start.terms(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        start.newestCertificate(),
                        start.recovering(),
                        start.random());
    }

    List<Effect> step(ConsensusEngine pbft, long nowMicros, Input input) {
        return this == LONELY_READ && input instanceof Input.ReadRequested read
                ? List.of(new Effect.AnswerRead(
                        read.requestId(), OptionalLong.of(pbft.status().committedHeight())))
                : pbft.step(nowMicros, input);
    }
}
