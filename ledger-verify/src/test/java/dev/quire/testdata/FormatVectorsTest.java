package dev.quire.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PublicKey;
import dev.quire.block.Transaction;
import dev.quire.block.Vote;
import dev.quire.block.VoteKind;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Domain;
import dev.quire.hash.Hash;
import dev.quire.merkle.HistoryFrontier;
import dev.quire.merkle.SlowState;
import dev.quire.merkle.StateHashes;
import dev.quire.merkle.StateKey;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification.Valid;
import dev.quire.signature.CraftedSignatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Keeps docs/spec/vectors/formats.json in step with the code; with -Dquire.vectors.write=true it writes the file. */
class FormatVectorsTest {
    private static final Path FILE = Path.of("..", "docs", "spec", "vectors", "formats.json");

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Samples.Sample> samples = Samples.all();

    @Test
    void theSpecificationsVectorsAreWhatTheCodeDoes() throws Exception {
        ObjectNode vectors = json.createObjectNode();
        vectors.set("domains", domains());
        vectors.set("structures", structures());
        vectors.set("signed", signed());
        vectors.set("results", results());
        vectors.set("state", state());
        vectors.set("history", history());
        vectors.set("receipt", receipt());
        vectors.set("signatures", signatures());
        if (Boolean.getBoolean("quire.vectors.write")) {
            Files.writeString(FILE, json.writerWithDefaultPrettyPrinter().writeValueAsString(vectors) + "\n");
        }
        JsonNode published = readPublished();
        vectors.fieldNames()
                .forEachRemaining(
                        name -> assertThat(published.get(name)).as(name).isEqualTo(vectors.get(name)));
    }

    /** Through text, so that numbers compare as they are written. */
    private JsonNode readPublished() throws IOException {
        return json.readTree(Files.readString(FILE));
    }

    private ObjectNode domains() {
        ObjectNode domains = json.createObjectNode();
        for (Domain domain : Domain.values()) {
            domains.put(domain.name(), domain.prefix().toHex());
        }
        return domains;
    }

    private ObjectNode structures() throws MalformedException {
        ObjectNode structures = json.createObjectNode();
        for (Map.Entry<String, Samples.Sample> sample : samples.entrySet()) {
            structures
                    .putObject(sample.getKey())
                    .put("encoded", sample.getValue().encoded().toHex());
        }
        put(
                structures,
                "transaction",
                "id",
                Transaction.decode(bytes("transaction")).id());
        put(structures, "header", "hash", BlockHeader.decode(bytes("header")).hash());
        put(
                structures,
                "certificate-cft",
                "hash",
                Certificate.decode(bytes("certificate-cft")).hash());
        put(
                structures,
                "certificate-bft",
                "hash",
                Certificate.decode(bytes("certificate-bft")).hash());
        put(
                structures,
                "member-set",
                "hash",
                MemberSet.decode(bytes("member-set")).hash());
        put(
                structures,
                "parameters",
                "hash",
                Parameters.decode(bytes("parameters")).hash());
        put(structures, "genesis", "hash", Genesis.decode(bytes("genesis")).hash());
        return structures;
    }

    private Bytes bytes(String name) {
        return samples.get(name).encoded();
    }

    private static void put(ObjectNode structures, String name, String field, Hash hash) {
        ((ObjectNode) structures.get(name)).put(field, hash.toHex());
    }

    private ObjectNode signed() throws MalformedException {
        ObjectNode signed = json.createObjectNode();
        signed.put(
                "transaction",
                Transaction.decode(bytes("transaction")).signingBytes().toHex());
        Hash chain = Hash.of(TestKey.seed(1));
        Hash members = Hash.of(TestKey.seed(2));
        Hash block = Hash.of(TestKey.seed(3));
        signed.put("chain id", chain.toHex()).put("member set", members.toHex()).put("block", block.toHex());
        for (VoteKind kind : VoteKind.values()) {
            Vote vote = new Vote(kind, chain, members, 9, kind == VoteKind.SEAL ? 0 : 4, block);
            signed.put(kind + " at height 9", vote.signingBytes().toHex());
        }
        return signed;
    }

    private ObjectNode results() {
        Bytes events = new CanonicalWriter()
                .u32(2)
                .bytes(Bytes.utf8("added"))
                .bytes(Bytes.utf8("1"))
                .bytes(Bytes.utf8("topic"))
                .bytes(Bytes.EMPTY)
                .toBytes();
        Bytes writes = new CanonicalWriter()
                .bytes(new StateKey(7, Bytes.utf8("a")).fullKey())
                .u8(1)
                .fixed(Domain.VALUE.hash(Bytes.utf8("value")).bytes())
                .bytes(new StateKey(7, Bytes.utf8("b")).fullKey())
                .u8(0)
                .toBytes();
        return json.createObjectNode()
                .put(
                        "output hash of 'out'",
                        Domain.OUTPUT.hash(Bytes.utf8("out")).toHex())
                .put("output hash of nothing", Domain.OUTPUT.hash().toHex())
                .put("events added: 1, topic: nothing", events.toHex())
                .put("their hash", Domain.EVENTS.hash(events).toHex())
                .put("plugin 7 writes a = 'value', deletes b", writes.toHex())
                .put("their digest", Domain.WRITE_SET.hash(writes).toHex());
    }

    private ObjectNode state() {
        SortedMap<StateKey, Bytes> entries = new TreeMap<>();
        ObjectNode state = json.createObjectNode().put("root of no keys", StateHashes.EMPTY.toHex());
        ArrayNode steps = state.putArray("roots after each put");
        for (String key : new String[] {"a", "", "ab", "b"}) {
            StateKey stateKey = new StateKey(7, Bytes.utf8(key));
            entries.put(stateKey, Bytes.utf8("value of " + key));
            steps.addObject()
                    .put("full key", stateKey.fullKey().toHex())
                    .put("path", stateKey.path().toString())
                    .put("value", entries.get(stateKey).toHex())
                    .put("root", SlowState.root(entries).toHex());
        }
        return state;
    }

    private ArrayNode history() {
        ArrayNode roots = json.createArrayNode();
        HistoryFrontier frontier = HistoryFrontier.EMPTY;
        roots.add(frontier.root().toHex());
        for (int i = 0; i < 9; i++) {
            Hash blockHash = Hash.of(sha256(Bytes.wrap(new byte[] {(byte) i})));
            frontier = frontier.append(blockHash).frontier();
            roots.add(frontier.root().toHex());
        }
        return roots;
    }

    private static Bytes sha256(Bytes bytes) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private ObjectNode receipt() throws MalformedException {
        Receipt receipt = Receipt.decode(bytes("receipt"));
        MemberSet trusted = MemberSet.decode(bytes("member-set"));
        TreeMap<PublicKey, String> names = new TreeMap<>();
        trusted.members().forEach(key -> names.put(key, "Member " + names.size()));
        MembersFile file = new MembersFile(receipt.transaction().chainId(), ConsensusMode.BFT, names);
        Valid valid = (Valid) receipt.verify(trusted);
        return json.createObjectNode()
                .put("members file", file.text())
                .put("outcome", valid.outcomeCode())
                .put("height", (int) valid.height())
                .put("time", Long.toString(valid.timeMicros()))
                .put("mode", valid.mode().toString())
                .put("signatures", valid.signatures());
    }

    private ArrayNode signatures() {
        ArrayNode cases = json.createArrayNode();
        CraftedSignatures.all()
                .forEach(crafted -> cases.addObject()
                        .put("case", crafted.name())
                        .put("key", crafted.key().toHex())
                        .put("message", crafted.message().toHex())
                        .put("signature", crafted.signature().bytes().toHex())
                        .put("rule M", crafted.accepted()));
        return cases;
    }
}
