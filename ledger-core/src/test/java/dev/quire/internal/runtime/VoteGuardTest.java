package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.crypto.Ed25519;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VoteGuardTest {
    private static final Hash CHAIN = Domain.BLOCK.hash();
    private static final Hash MEMBERS = Domain.MEMBER_SET.hash();
    private static final Hash APPLIED = RuntimeBlocks.block(5, 0).hash();
    private static final Hash OTHER = RuntimeBlocks.block(5, 1).hash();

    private final Ed25519Key key = Ed25519Key.generate(new SecureRandom());
    private final VoteGuard guard = new VoteGuard(key, CHAIN);

    @BeforeEach
    void applyBlockFive() {
        guard.applied(5, APPLIED);
    }

    private static Vote seal(Hash chain, long height, long view, Hash block) {
        return new Vote(VoteKind.SEAL, chain, MEMBERS, height, view, block);
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
        assertThat(guard.cast(new Vote(VoteKind.COMMIT, CHAIN, MEMBERS, 5, 0, APPLIED)))
                .isEmpty();
    }

    @Test
    void heightsBelowTheWindowAreForgotten() {
        guard.applied(6 + VoteGuard.WINDOW, OTHER);
        assertThat(guard.cast(seal(CHAIN, 5, 0, APPLIED))).isEmpty();
    }
}
