package dev.quire.internal.runtime;

import dev.quire.internal.chain.ChainReader;
import dev.quire.internal.mempool.Mempool;
import dev.quire.spi.state.StateMachine;
import java.util.Map;
import java.util.Optional;

/** What a node is made of, once it is put together. */
record NodeParts(
        Map<Integer, StateMachine> plugins,
        ChainReader chain,
        Blocks blocks,
        BlockFeed feed,
        Mempool mempool,
        TransactionIntake intake,
        TransactionRelay relay,
        Waiters waiters,
        RefusedMemory refused,
        ReadBarriers barriers,
        StatusBoard board,
        ConsensusLoop consensus,
        ExecutionLoop execution,
        JournalLoop journal,
        LostBlocks lostBlocks,
        Optional<SnapshotLoop> snapshots,
        PeerGateway gateway) {}
