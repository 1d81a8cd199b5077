package dev.quire.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.BlockHeader;
import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.block.ResultLeaf;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.EngineStatus;
import dev.quire.spi.ledger.CommittedBlock;
import dev.quire.spi.ledger.CommittedTransaction;
import dev.quire.spi.ledger.LedgerStatus;
import dev.quire.spi.state.TxStatus;
import java.util.Base64;

/** The ledger's things as JSON objects (docs/spec/process.md, section 3). */
final class Views {
    private Views() {}

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }

    static String outcome(int code) {
        return code == ResultLeaf.APPLIED ? "APPLIED" : "REFUSED";
    }

    static ObjectNode status(LedgerStatus status, ConsensusMode mode) {
        EngineStatus engine = status.engine();
        ObjectNode json = object();
        json.put("nodeId", status.nodeId().toHex());
        json.put("chainId", status.chainId().toHex());
        json.put("role", engine.role().name());
        engine.leader().map(PublicKey::toHex).ifPresent(leader -> json.put("leader", leader));
        json.put("term", engine.term());
        if (mode == ConsensusMode.BFT) {
            json.put("view", engine.term());
        }
        json.put("height", status.appliedHeight());
        json.put("headHash", status.headHash().toHex());
        json.put("stateRoot", status.stateRoot().toHex());
        json.put("blockTime", status.blockTimeMicros());
        json.put("certifiedHeight", status.certifiedHeight());
        json.put("committedHeight", engine.committedHeight());
        json.put("waitingTransactions", status.waitingTransactions());
        status.failure().ifPresent(why -> json.put("failure", why));
        ArrayNode peers = json.putArray("peers");
        for (EngineStatus.PeerProgress peer : engine.peers()) {
            ObjectNode view = peers.addObject();
            view.put("nodeId", peer.peer().toHex());
            view.put("matchHeight", peer.matchHeight());
            view.put("lag", Math.max(0, engine.lastHeight() - peer.matchHeight()));
            view.put("connected", peer.connected());
        }
        return json;
    }

    static ObjectNode committed(CommittedTransaction transaction, boolean certified) {
        ObjectNode json = object();
        json.put("txId", transaction.id().toHex());
        json.put("status", "COMMITTED");
        json.put("height", transaction.height());
        json.put("index", transaction.index());
        json.put("outcome", outcome(transaction.outcomeCode()));
        json.put("outcomeCode", transaction.outcomeCode());
        json.put("output", transaction.output().toHex());
        json.put("certified", certified);
        return json;
    }

    /** A transaction that is in no committed block here. */
    static ObjectNode uncommitted(Hash id, TxStatus status) {
        ObjectNode json = object();
        json.put("txId", id.toHex());
        json.put("status", name(status));
        if (status instanceof TxStatus.Rejected rejected) {
            json.put("rejection", rejected.reason().number());
            json.put("rejectionCode", rejected.reason().name());
        } else if (status instanceof TxStatus.Pruned pruned && pruned.validBeforeMicros() > 0) {
            json.put("validBeforeMicros", pruned.validBeforeMicros());
        }
        return json;
    }

    private static String name(TxStatus status) {
        if (status instanceof TxStatus.Pending) {
            return "PENDING";
        } else if (status instanceof TxStatus.Committed) {
            return "COMMITTED";
        } else if (status instanceof TxStatus.Rejected) {
            return "REJECTED";
        } else if (status instanceof TxStatus.Expired) {
            return "EXPIRED";
        }
        return status instanceof TxStatus.Pruned ? "PRUNED" : "UNKNOWN";
    }

    static ObjectNode block(CommittedBlock committed) {
        BlockHeader header = committed.block().header();
        ObjectNode json = object();
        json.put("height", header.height());
        json.put("hash", committed.block().hash().toHex());
        json.put("time", header.timeMicros());
        json.put("previousHash", header.previousHash().toHex());
        json.put("proposer", header.proposer().toHex());
        json.put("txRoot", header.txRoot().toHex());
        json.put("resultRoot", header.resultRoot().toHex());
        json.put("stateRoot", header.stateRoot().toHex());
        json.put("historyRoot", header.historyRoot().toHex());
        json.put("lastCertHeight", header.lastCertHeight());
        ArrayNode transactions = json.putArray("transactions");
        for (CommittedTransaction result : committed.results()) {
            Transaction transaction = committed.block().transactions().get(result.index());
            ObjectNode view = transactions.addObject();
            view.put("txId", result.id().toHex());
            view.put("plugin", transaction.pluginId());
            view.put("sender", transaction.sender().toHex());
            view.put("outcome", outcome(result.outcomeCode()));
            view.put("outcomeCode", result.outcomeCode());
        }
        json.put("block", base64(committed.block().encoded()));
        return json;
    }
}
