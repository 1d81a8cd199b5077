package dev.quire.node.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.Evidence;

/** Evidence of a lie as a JSON object (docs/spec/process.md, section 3). */
public final class EvidenceView {
    private EvidenceView() {}

    /** Says whom it accuses of what; its canonical bytes are the proof. */
    public static ObjectNode of(Evidence evidence) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (evidence instanceof Evidence.DoubleVote lie) {
            json.put("kind", "DOUBLE_VOTE");
            json.put("member", lie.member().toHex());
            json.put("vote", lie.first().kind().name());
            json.put("height", lie.first().height());
            json.put("view", lie.first().view());
            json.put("firstHash", lie.first().blockHash().toHex());
            json.put("secondHash", lie.second().blockHash().toHex());
        } else if (evidence instanceof Evidence.ConflictingCertificates fork) {
            json.put("kind", "CONFLICTING_CERTIFICATES");
            json.put("height", fork.first().height());
            json.put("firstHash", fork.first().blockHash().toHex());
            json.put("secondHash", fork.second().blockHash().toHex());
        }
        json.put("evidence", Views.base64(evidence.encoded()));
        return json;
    }
}
