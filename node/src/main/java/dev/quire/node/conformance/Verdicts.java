package dev.quire.node.conformance;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Ed25519;
import dev.quire.hash.Hash;
import dev.quire.merkle.MerkleProof;
import dev.quire.merkle.MerkleTree;
import dev.quire.node.terminal.JsonLine;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Proof;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers questions. What cannot be read gives an error; what can be read and does not hold is not valid. */
final class Verdicts {
    private static final String MEMBERS_FILE_START = "quire-members";

    private final Ed25519 ed25519 = new Ed25519();

    /** The verdict on one line, whatever it holds. */
    ObjectNode on(Bytes line) {
        JsonLine json;
        try {
            json = JsonLine.parse(line);
        } catch (IllegalArgumentException e) {
            return error(String.valueOf(e.getMessage()));
        }
        ObjectNode verdict = verdict(json);
        if (json.hasId()) {
            verdict.set("id", json.id());
        }
        return verdict;
    }

    private ObjectNode verdict(JsonLine line) {
        try {
            Question question = new Question(line.fields());
            return switch (question.text("op")) {
                case "merkle-root" -> merkleRoot(question.only("leaves"));
                case "merkle-inclusion" ->
                    valid(merkleInclusion(question.only("leafHash", "index", "size", "root", "proof")));
                case "merkle-consistency" ->
                    valid(merkleConsistency(
                            question.only("firstSize", "secondSize", "firstRoot", "secondRoot", "proof")));
                case "ed25519-verify" -> valid(verifySignature(question.only("publicKey", "message", "signature")));
                case "state-proof" -> valid(ProofVerdicts.state(question.only("root", "key", "value", "proof")));
                case "header-consistency" ->
                    valid(ProofVerdicts.headers(question.only("first", "second", "inclusion", "consistency")));
                case "x25519" -> Cryptography.x25519(question.only("privateKey", "publicKey"));
                case "aes-gcm-open" ->
                    Cryptography.openAesGcm(question.only("key", "nonce", "aad", "ciphertext", "tag"));
                case "hkdf-sha256" -> Cryptography.hkdf(question.only("ikm", "salt", "info", "size"));
                case "hpke-open" ->
                    Cryptography.openHpke(question.only(
                            "mode",
                            "kem",
                            "kdf",
                            "aead",
                            "enc",
                            "recipientPrivateKey",
                            "senderPublicKey",
                            "info",
                            "aad",
                            "ciphertext",
                            "sequence"));
                case "decode-transaction" -> decodeTransaction(question.only("bytes"));
                case "verify-receipt" -> verifyReceipt(question.only("receipt", "members"));
                default -> error("there is no such op");
            };
        } catch (MalformedException | IllegalArgumentException e) {
            return error(String.valueOf(e.getMessage()));
        }
    }

    static ObjectNode error(String why) {
        return JsonNodeFactory.instance.objectNode().put("error", why);
    }

    private static ObjectNode valid(boolean valid) {
        return JsonNodeFactory.instance.objectNode().put("valid", valid);
    }

    private static ObjectNode merkleRoot(Question question) {
        Hash root = MerkleTree.root(MerkleTree.leafHashes(question.list("leaves")));
        return JsonNodeFactory.instance.objectNode().put("root", root.toHex());
    }

    // All fields are read before any is judged, so that a malformed one is always an error.
    private static boolean merkleInclusion(Question question) {
        Optional<Hash> leaf = question.hash("leafHash");
        OptionalLong index = question.unsigned("index");
        OptionalLong size = question.unsigned("size");
        Optional<Hash> root = question.hash("root");
        Optional<List<Hash>> proof = question.hashes("proof");
        return leaf.isPresent()
                && index.isPresent()
                && size.isPresent()
                && root.isPresent()
                && proof.isPresent()
                && MerkleProof.verifyInclusion(
                        leaf.get(), index.getAsLong(), size.getAsLong(), root.get(), proof.get());
    }

    private static boolean merkleConsistency(Question question) {
        OptionalLong firstSize = question.unsigned("firstSize");
        OptionalLong secondSize = question.unsigned("secondSize");
        Optional<Hash> firstRoot = question.hash("firstRoot");
        Optional<Hash> secondRoot = question.hash("secondRoot");
        Optional<List<Hash>> proof = question.hashes("proof");
        return firstSize.isPresent()
                && secondSize.isPresent()
                && firstRoot.isPresent()
                && secondRoot.isPresent()
                && proof.isPresent()
                && MerkleProof.verifyConsistency(
                        firstSize.getAsLong(), secondSize.getAsLong(), firstRoot.get(), secondRoot.get(), proof.get());
    }

    private boolean verifySignature(Question question) {
        Bytes key = question.bytes("publicKey");
        Bytes message = question.bytes("message");
        Bytes signature = question.bytes("signature");
        return key.size() == PublicKey.SIZE
                && signature.size() == Signature.SIZE
                && ed25519.verifyTransaction(new PublicKey(key), message, new Signature(signature));
    }

    private static ObjectNode decodeTransaction(Question question) throws MalformedException {
        Transaction transaction = Transaction.decode(question.bytes("bytes"));
        return JsonNodeFactory.instance
                .objectNode()
                .put("txId", transaction.id().toHex());
    }

    private static ObjectNode verifyReceipt(Question question) throws MalformedException {
        Proof receipt = Proof.decode(question.bytes("receipt"));
        String members = question.text("members");
        MembersFile trusted = MembersFile.parse(
                members.contains(MEMBERS_FILE_START)
                        ? members
                        : question.bytes("members").toUtf8());
        Verification verification = new ReceiptVerifier()
                .verify(receipt, trusted.members(), Policy.any().ofChain(trusted.chainId()));
        ObjectNode verdict = valid(verification.isValid());
        if (verification instanceof Verification.Invalid invalid) {
            verdict.put("reason", invalid.reason().name());
        }
        return verdict;
    }
}
