package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.internal.journal.Journal;
import dev.quire.internal.journal.Samples;
import dev.quire.internal.memory.MemoryDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VoteGuardTest {
    private static final Hash CHAIN = Domain.BLOCK.hash();
    private static final Hash APPLIED = RuntimeBlocks.block(5, 0).hash();
    private static final Hash OTHER = RuntimeBlocks.block(5, 1).hash();

    private final Ed25519Key key = Ed25519Key.generate(new SecureRandom());
    private final MemberSet members = new MemberSet(ConsensusMode.CFT, List.of(key.publicKey()));
    private final VoteGuard guard = new VoteGuard(key, CHAIN, members, emptyRecord());

    private static DurableRecord emptyRecord() {
        try (Journal journal = Journal.open(new MemoryDisk(), Samples.SMALL, Samples.IDENTITY)) {
            return new DurableRecord(journal.recovered(), 0, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void applyBlockFive() {
        guard.applied(5, APPLIED);
    }

    private Vote seal(Hash chain, long height, long view, Hash block) {
        return new Vote(VoteKind.SEAL, chain, members.hash(), height, view, block);
    }

    @Test
    void whatTheNodeHasAppliedIsSealed() {
        Vote vote = seal(CHAIN, 5, 0, APPLIED);
        var signature = guard.cast(vote).orElseThrow();
        assertThat(new Ed25519().verifyMember(key.publicKey(), vote.signingBytes(), signature))
                .isTrue();
    }

    @Test
    void noSecondHashIsSealedAtAHeight() {
        assertThat(guard.cast(seal(CHAIN, 5, 0, OTHER))).isEmpty();
    }

    @Test
    void nothingIsSignedWhileTheNodeRecovers() {
        guard.recovering(true);
        assertThat(guard.cast(seal(CHAIN, 5, 0, APPLIED))).isEmpty();
        guard.recovering(false);
        assertThat(guard.cast(seal(CHAIN, 5, 0, APPLIED))).isPresent();
    }

    @Test
    void whatIsNotAppliedIsNotSealed() {
        assertThat(guard.cast(seal(CHAIN, 6, 0, APPLIED))).isEmpty();
    }

    @Test
    void anotherChainIsNotSealed() {
        assertThat(guard.cast(seal(Hash.ZERO, 5, 0, APPLIED))).isEmpty();
    }

    @Test
    void aSealHasNoView() {
        assertThat(guard.cast(seal(CHAIN, 5, 1, APPLIED))).isEmpty();
    }

    @Test
    void votesOfAnotherProtocolAreNotCast() {
        assertThat(guard.cast(new Vote(VoteKind.COMMIT, CHAIN, members.hash(), 5, 0, APPLIED)))
                .isEmpty();
        assertThat(guard.refused(VoteGuard.Refusal.FOREIGN)).isEqualTo(1);
    }

    @Test
    void heightsBelowTheWindowAreForgotten() {
        guard.applied(6 + VoteGuard.WINDOW, OTHER);
        assertThat(guard.cast(seal(CHAIN, 5, 0, APPLIED))).isEmpty();
    }

    @Test
    void anotherMemberSetIsNotSealed() {
        assertThat(guard.cast(new Vote(VoteKind.SEAL, CHAIN, Hash.ZERO, 5, 0, APPLIED)))
                .isEmpty();
    }

    @Test
    void nothingIsSignedWhileRecovering() {
        guard.recovering(true);
        assertThat(guard.cast(seal(CHAIN, 5, 0, APPLIED))).isEmpty();
        guard.recovering(false);
        assertThat(guard.cast(seal(CHAIN, 5, 0, APPLIED))).isPresent();
    }
}
