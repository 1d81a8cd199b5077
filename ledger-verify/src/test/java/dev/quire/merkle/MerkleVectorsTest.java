package dev.quire.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.testdata.SharedVectors;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The public vectors of RFC 6962 / RFC 9162 trees. */
class MerkleVectorsTest {
    @Test
    void referenceTreeHasThePublishedRootsAndPaths() throws Exception {
        JsonNode tree = SharedVectors.json("merkle/rfc6962-reference-tree.json");
        List<Bytes> leaves = new ArrayList<>();
        tree.get("leafInputs").forEach(leaf -> leaves.add(Bytes.fromHex(leaf.asText())));
        List<Hash> hashes = MerkleTree.leafHashes(leaves);
        JsonNode roots = tree.get("rootsBySize");

        for (int size = 0; size <= leaves.size(); size++) {
            assertThat(MerkleTree.root(hashes.subList(0, size)))
                    .isEqualTo(Hash.fromHex(roots.get(size).asText()));
        }
        for (JsonNode inclusion : tree.get("inclusion")) {
            int index = inclusion.get("index").asInt();
            int size = inclusion.get("size").asInt();
            assertThat(MerkleTree.inclusionPath(hashes.subList(0, size), index)).isEqualTo(hex(inclusion.get("path")));
        }
        for (JsonNode consistency : tree.get("consistency")) {
            int first = consistency.get("size1").asInt();
            int second = consistency.get("size2").asInt();
            assertThat(MerkleTree.consistencyPath(hashes.subList(0, second), first))
                    .isEqualTo(hex(consistency.get("proof")));
        }
    }

    @Test
    void inclusionVectorsAreJudgedAsPublished() throws Exception {
        for (JsonNode vector : SharedVectors.json("merkle/transparency-inclusion.json")) {
            boolean accepted = wellFormed(vector, "root", "leafHash", "leafIdx", "treeSize")
                    && MerkleProof.verifyInclusion(
                            base64(vector.get("leafHash")),
                            vector.get("leafIdx").longValue(),
                            vector.get("treeSize").longValue(),
                            base64(vector.get("root")),
                            base64List(vector.get("proof")));
            assertThat(accepted)
                    .as(vector.get("file").asText())
                    .isNotEqualTo(vector.get("wantErr").asBoolean());
        }
    }

    @Test
    void consistencyVectorsAreJudgedAsPublished() throws Exception {
        for (JsonNode vector : SharedVectors.json("merkle/transparency-consistency.json")) {
            boolean accepted = wellFormed(vector, "root1", "root2", "size1", "size2")
                    && MerkleProof.verifyConsistency(
                            vector.get("size1").longValue(),
                            vector.get("size2").longValue(),
                            base64(vector.get("root1")),
                            base64(vector.get("root2")),
                            base64List(vector.get("proof")));
            assertThat(accepted)
                    .as(vector.get("file").asText())
                    .isNotEqualTo(vector.get("wantErr").asBoolean());
        }
    }

    /** Hashes of another length and numbers above 2^63 - 1 have no form in this API: they are refused when read. */
    private static boolean wellFormed(
            JsonNode vector, String hash, String otherHash, String number, String otherNumber) {
        boolean hashes = isHash(vector.get(hash)) && isHash(vector.get(otherHash));
        boolean numbers = vector.get(number).bigIntegerValue().bitLength() < 64
                && vector.get(otherNumber).bigIntegerValue().bitLength() < 64;
        boolean path = true;
        for (JsonNode element : vector.get("proof")) {
            path &= isHash(element);
        }
        return hashes && numbers && path;
    }

    private static boolean isHash(JsonNode node) {
        return !node.isNull() && Base64.getDecoder().decode(node.asText()).length == Hash.SIZE;
    }

    private static Hash base64(JsonNode node) {
        return Hash.of(Bytes.wrap(Base64.getDecoder().decode(node.asText())));
    }

    private static List<Hash> base64List(JsonNode nodes) {
        List<Hash> hashes = new ArrayList<>();
        nodes.forEach(node -> hashes.add(base64(node)));
        return hashes;
    }

    private static List<Hash> hex(JsonNode nodes) {
        List<Hash> hashes = new ArrayList<>();
        nodes.forEach(node -> hashes.add(Hash.fromHex(node.asText())));
        return hashes;
    }
}
