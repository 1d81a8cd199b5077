package dev.quire.node.cose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads COSE Receipts as RFC 9942, 9052 and 9162 say, with another CBOR library and nothing of Quire's: a path is followed
 * from the top, as section 2.1.3.1 of RFC 9162 makes it, and not from the bottom, as the verifier of Quire does.
 */
final class OutsideReader {
    private static final byte TAG_18 = (byte) 0xd2;
    private static final byte NULL = (byte) 0xf6;
    private static final int SIGNATURE_PART = 2 + 64;
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final CBORMapper CBOR = new CBORMapper();

    private final byte[] key;

    OutsideReader(byte[] key) {
        this.key = key;
    }

    boolean isIncluded(byte[] receipt, byte[] entry) throws GeneralSecurityException {
        try {
            JsonNode sign1 = sign1(receipt);
            JsonNode proof = proof(sign1, "-1");
            long size = proof.get(0).longValue();
            long index = proof.get(1).longValue();
            byte[][] path = path(proof);
            if (index >= size) {
                return false;
            }
            byte[] root = fold(hash((byte) 0, entry), index, size, path, path.length);
            return isSigned(sign1, root);
        } catch (IOException | IllegalStateException unreadable) {
            return false;
        }
    }

    /** The older and newer roots are what the reader knows, or what it holds against the receipt. */
    boolean isConsistent(byte[] receipt, byte[] older, byte[] newer) throws GeneralSecurityException {
        try {
            JsonNode sign1 = sign1(receipt);
            JsonNode proof = proof(sign1, "-2");
            byte[][] path = path(proof);
            byte[][] roots =
                    consistency(proof.get(0).longValue(), proof.get(1).longValue(), true, older, path, path.length);
            return Arrays.equals(roots[0], older) && Arrays.equals(roots[1], newer) && isSigned(sign1, newer);
        } catch (IOException | IllegalStateException unreadable) {
            return false;
        }
    }

    private static JsonNode sign1(byte[] receipt) throws IOException {
        require(receipt.length > SIGNATURE_PART && receipt[0] == TAG_18, "a receipt is tagged as COSE_Sign1");
        require(receipt[receipt.length - SIGNATURE_PART - 1] == NULL, "Jackson takes undefined for null as well");
        JsonNode sign1 = CBOR.readTree(receipt);
        require(sign1 != null && sign1.size() == 4 && sign1.get(2).isNull(), "the payload is detached");
        require(
                sign1.get(0).isBinary()
                        && sign1.get(3).isBinary()
                        && sign1.get(1).size() == 1,
                "a COSE_Sign1");
        JsonNode header = CBOR.readTree(sign1.get(0).binaryValue());
        require(header.path("1").asInt() == -8 && header.path("395").asInt() == 1, "EdDSA, RFC9162_SHA256");
        return sign1;
    }

    private static JsonNode proof(JsonNode sign1, String label) throws IOException {
        JsonNode proofs = sign1.get(1).path("396");
        require(proofs.size() == 1 && proofs.path(label).size() == 1, "one proof of this type");
        JsonNode encoded = proofs.get(label).get(0);
        require(encoded.isBinary(), "a proof is a byte string");
        JsonNode proof = CBOR.readTree(encoded.binaryValue());
        require(
                proof.size() == 3
                        && proof.get(0).isIntegralNumber()
                        && proof.get(1).isIntegralNumber(),
                "numbers");
        return proof;
    }

    private static byte[][] path(JsonNode proof) throws IOException {
        byte[][] path = new byte[proof.get(2).size()][];
        for (int i = 0; i < path.length; i++) {
            require(proof.get(2).get(i).isBinary() && proof.get(2).get(i).binaryValue().length == 32, "a hash");
            path[i] = proof.get(2).get(i).binaryValue();
        }
        return path;
    }

    /** Sig_structure of RFC 9052, section 4.4, byte by byte. */
    private boolean isSigned(JsonNode sign1, byte[] root) throws GeneralSecurityException, IOException {
        byte[] header = sign1.get(0).binaryValue();
        require(header.length < 256, "a longer length has another form");
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.write(0x84);
        signed.write(0x6a);
        signed.writeBytes("Signature1".getBytes(StandardCharsets.US_ASCII));
        signed.write(0x58);
        signed.write(header.length);
        signed.writeBytes(header);
        signed.write(0x40);
        signed.write(0x58);
        signed.write(root.length);
        signed.writeBytes(root);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(
                KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(concat(X509_PREFIX, key))));
        verifier.update(signed.toByteArray());
        try {
            return verifier.verify(sign1.get(3).binaryValue());
        } catch (SignatureException notEvenOne) {
            return false;
        }
    }

    /** The root of {@code size} leaves, of which {@code leaf} is at {@code index}; the last hash is the topmost. */
    private static byte[] fold(byte[] leaf, long index, long size, byte[][] path, int count)
            throws GeneralSecurityException {
        require(size == 1 ? count == 0 : count > 0, "the path has another length");
        if (size == 1) {
            return leaf;
        }
        long split = Long.highestOneBit(size - 1);
        byte[] top = path[count - 1];
        return index < split
                ? hash((byte) 1, fold(leaf, index, split, path, count - 1), top)
                : hash((byte) 1, top, fold(leaf, index - split, size - split, path, count - 1));
    }

    /** SUBPROOF(m, D_n, b) of section 2.1.4.1, with the hashes given instead of the leaves: the older root, the newer. */
    private static byte[][] consistency(long m, long n, boolean whole, byte[] older, byte[][] path, int count)
            throws GeneralSecurityException {
        if (m == n) {
            require(count == (whole ? 0 : 1), "the path has another length");
            byte[] root = whole ? older : path[0];
            return new byte[][] {root, root};
        }
        require(m > 0 && m < n && count > 0, "the path has another length");
        long split = Long.highestOneBit(n - 1);
        byte[] top = path[count - 1];
        if (m <= split) {
            byte[][] left = consistency(m, split, whole, older, path, count - 1);
            return new byte[][] {left[0], hash((byte) 1, left[1], top)};
        }
        byte[][] right = consistency(m - split, n - split, false, older, path, count - 1);
        return new byte[][] {hash((byte) 1, top, right[0]), hash((byte) 1, top, right[1])};
    }

    private static byte[] hash(byte prefix, byte[]... parts) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(prefix);
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return sha256.digest();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }
}
