package dev.quire.health.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519;
import dev.quire.health.X25519PublicKey;
import java.io.IOException;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.junit.jupiter.api.Test;

/** RFC 9180's and Wycheproof's vectors, the invalid ones included, through the classes that the keys use. */
class PublicVectorsTest {
    private interface Check {
        void check(JsonNode group, JsonNode test) throws Exception;
    }

    private static int forEachTest(String name, Check check) throws Exception {
        int count = 0;
        for (JsonNode group : SharedData.json("vectors/wycheproof/" + name).path("testGroups")) {
            for (JsonNode test : group.path("tests")) {
                check.check(group, test);
                count++;
            }
        }
        return count;
    }

    private static byte[] hex(JsonNode node, String field) {
        return Bytes.fromHex(node.path(field).asText()).toArray();
    }

    private static boolean isValid(JsonNode test) {
        return test.path("result").asText().equals("valid");
    }

    @Test
    void wycheproofAesGcm() throws Exception {
        int[] used = {0};
        forEachTest("aes_gcm_odd.json", (group, test) -> {
            if (group.path("ivSize").asInt() != 96 || group.path("keySize").asInt() != 256) {
                return;
            }
            used[0]++;
            AesGcm cipher = new AesGcm(Secret.wrap(hex(test, "key")));
            Bytes aad = Bytes.wrap(hex(test, "aad"));
            byte[] box = Bytes.wrap(hex(test, "ct"))
                    .concat(Bytes.wrap(hex(test, "tag")))
                    .toArray();
            if (isValid(test)) {
                assertThat(cipher.open("it", hex(test, "iv"), aad, box)).isEqualTo(hex(test, "msg"));
                assertThat(cipher.seal(hex(test, "iv"), aad, hex(test, "msg"))).isEqualTo(box);
            } else {
                assertThatThrownBy(() -> cipher.open("it", hex(test, "iv"), aad, box))
                        .as(test.toString())
                        .isInstanceOf(CryptoException.NotOpened.class);
            }
        });
        assertThat(used[0]).isGreaterThan(20);
    }

    @Test
    void wycheproofHkdf() throws Exception {
        int count = forEachTest("hkdf_sha256_odd.json", (group, test) -> {
            Bytes info = Bytes.wrap(hex(test, "info"));
            int size = test.path("size").asInt();
            if (isValid(test)) {
                assertThat(Hkdf.derive(hex(test, "ikm"), hex(test, "salt"), info, size))
                        .isEqualTo(hex(test, "okm"));
            } else {
                assertThatThrownBy(() -> Hkdf.derive(hex(test, "ikm"), hex(test, "salt"), info, size))
                        .as(test.toString())
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
        assertThat(count).isGreaterThan(20);
    }

    /** Where the shared secret would be zero, nothing is sealed and nothing opened, with a typed refusal. */
    @Test
    void wycheproofX25519() throws Exception {
        int[] refused = {0};
        forEachTest("x25519_odd.json", (group, test) -> {
            byte[] publicKey = hex(test, "public");
            if (test.path("shared").asText().matches("0*")) {
                refused[0]++;
                X25519PublicKey bad = new X25519PublicKey(Bytes.wrap(publicKey));
                assertThatThrownBy(() -> Hpke.seal(bad, Bytes.EMPTY, Bytes.EMPTY, new byte[1], new FixedRandom(1)))
                        .isInstanceOf(CryptoException.BadPublicKey.class);
                Bytes message = Bytes.fromHex("01").concat(bad.bytes()).concat(Bytes.wrap(new byte[17]));
                X25519Key own = X25519Key.of(Secret.wrap(hex(test, "private")));
                assertThatThrownBy(() -> Hpke.open("it", own, Bytes.EMPTY, Bytes.EMPTY, message))
                        .isInstanceOf(CryptoException.BadPublicKey.class);
                return;
            }
            X25519Agreement agreement = new X25519Agreement();
            agreement.init(new X25519PrivateKeyParameters(hex(test, "private")));
            byte[] shared = new byte[32];
            agreement.calculateAgreement(new X25519PublicKeyParameters(publicKey), shared, 0);
            assertThat(shared).as(test.toString()).isEqualTo(hex(test, "shared"));
        });
        assertThat(refused[0]).isGreaterThan(5);
    }

    /** The patient's signatures follow rule T, as every transaction's; ledger-core asks for all of Wycheproof's set. */
    @Test
    void wycheproofEd25519() throws Exception {
        Ed25519 rule = new Ed25519();
        forEachTest("ed25519_odd.json", (group, test) -> {
            byte[] signature = hex(test, "sig");
            if (signature.length != Signature.SIZE) {
                return;
            }
            PublicKey key = new PublicKey(Bytes.wrap(hex(group.path("publicKey"), "pk")));
            assertThat(rule.verifyTransaction(key, Bytes.wrap(hex(test, "msg")), new Signature(Bytes.wrap(signature))))
                    .as(test.toString())
                    .isEqualTo(isValid(test));
        });
    }

    /** The appendix has no AES-256-GCM with X25519; that one is covered by @hpke/core's answers. */
    @Test
    void rfc9180BaseMode() throws Exception {
        int opened = 0;
        for (JsonNode suite : SharedData.json("healthcare/crypto/hpke-rfc9180-x25519.json")) {
            for (JsonNode mode : suite.path("modes")) {
                JsonNode setup = mode.path("setup");
                if (setup.path("mode").asInt() == 0) {
                    opened += openAll(setup, mode.path("encryptions"));
                }
            }
        }
        assertThat(opened).isEqualTo(6);
    }

    private static int openAll(JsonNode setup, JsonNode encryptions) throws InvalidCipherTextException, IOException {
        HPKE hpke = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, (short)
                setup.path("aead_id").asInt());
        AsymmetricCipherKeyPair pair = hpke.deserializePrivateKey(hex(setup, "skRm"), hex(setup, "pkRm"));
        HPKEContext context = hpke.setupBaseR(hex(setup, "enc"), pair, hex(setup, "info"));
        int opened = 0;
        for (JsonNode encryption : encryptions) {
            // A context counts: after the first three messages the appendix leaves some out.
            if (encryption.path("sequence number").asInt() != opened) {
                break;
            }
            assertThat(context.open(hex(encryption, "aad"), hex(encryption, "ct")))
                    .isEqualTo(hex(encryption, "pt"));
            opened++;
        }
        return opened;
    }
}
