package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.consensus.EngineStatus.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderNewsTest {
    private static final long SECOND = 1_000_000;
    private static final PublicKey SELF = key(1);
    private static final PublicKey OTHER = key(2);

    private final List<String> lines = new ArrayList<>();
    private final LeaderNews raft = new LeaderNews(SELF, ConsensusMode.CFT, lines::add);
    private final LeaderNews pbft = new LeaderNews(SELF, ConsensusMode.BFT, lines::add);

    private static PublicKey key(int first) {
        byte[] bytes = new byte[PublicKey.SIZE];
        bytes[0] = (byte) first;
        return new PublicKey(Bytes.wrap(bytes));
    }

    private static EngineStatus status(Role role, Optional<PublicKey> leader, long term, long height) {
        return new EngineStatus(role, leader, term, height, height, List.of());
    }

    @Test
    void eachChangeIsTold() {
        raft.look(0, status(Role.FOLLOWER, Optional.empty(), 1, 0));
        raft.look(10, status(Role.FOLLOWER, Optional.of(OTHER), 1, 0));
        raft.look(20, status(Role.FOLLOWER, Optional.of(OTHER), 1, 7));
        raft.look(30, status(Role.LEADER, Optional.of(SELF), 2, 7));
        assertThat(lines)
                .containsExactly(
                        "term 1, committed height 0: no leader is known",
                        "term 1, committed height 0: member 02000000 leads",
                        "term 2, committed height 7: this node leads");
    }

    @Test
    void aViewThatHasNotBegunIsToldAndARotationIsNot() {
        pbft.look(0, status(Role.FOLLOWER, Optional.of(OTHER), 0, 0));
        pbft.look(10, status(Role.LEADER, Optional.of(SELF), 0, 8));
        pbft.look(20, status(Role.CANDIDATE, Optional.of(OTHER), 1, 9));
        pbft.look(30, status(Role.LEADER, Optional.of(SELF), 1, 9));
        assertThat(lines)
                .containsExactly(
                        "view 0, committed height 0: member 02000000 leads",
                        "view 1, committed height 9: asked for, it has not begun",
                        "view 1, committed height 9: this node leads");
    }

    @Test
    void manyChangesFillNoLogAndTheNewestIsTold() {
        for (int term = 1; term <= 1000; term++) {
            raft.look(term, status(Role.LEADER, Optional.of(SELF), term, 0));
        }
        assertThat(lines).hasSize(5);
        EngineStatus newest = status(Role.LEADER, Optional.of(SELF), 1000, 3);
        raft.look(SECOND / 2, newest);
        assertThat(lines).hasSize(5);
        raft.look(SECOND + 1000, newest);
        raft.look(9 * SECOND, newest);
        assertThat(lines)
                .hasSize(6)
                .last()
                .isEqualTo(
                        "term 1000, committed height 3: this node leads; it changed 995 times since the line before");
    }
}
