package dev.quire.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ed25519VectorsTest {
    private final Ed25519 scheme = new Ed25519();

    /** RFC 8032, section 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
                + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
                + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    })
    void signsAsTheStandardSays(String seed, String publicKey, String message, String signature) {
        Ed25519Key key = Ed25519Key.fromSeed(Bytes.fromHex(seed));
        Bytes signed = Bytes.fromHex(message);
        assertThat(key.publicKey()).isEqualTo(PublicKey.fromHex(publicKey));
        assertThat(key.sign(signed)).isEqualTo(new Signature(Bytes.fromHex(signature)));
        assertThat(scheme.admitsMember(key.publicKey())).isTrue();
        assertThat(scheme.verifyTransaction(key.publicKey(), signed, key.sign(signed)))
                .isTrue();
        assertThat(scheme.verifyMember(key.publicKey(), signed, key.sign(signed)))
                .isTrue();
        assertThat(scheme.verifyTransaction(
                        key.publicKey(), signed.concat(signed).concat(signed), key.sign(signed)))
                .isEqualTo(signed.isEmpty());
    }

    @Test
    void wycheproofAgreesWithBothRules() throws IOException {
        Path file = Path.of(System.getProperty("quire.shared", "../../shared"))
                .resolve("data/vectors/wycheproof/ed25519_odd.json");
        assumeTrue(Files.exists(file), () -> "skipped: no vectors at " + file);
        int count = 0;
        for (JsonNode group : new ObjectMapper().readTree(file.toFile()).get("testGroups")) {
            PublicKey key = PublicKey.fromHex(group.get("publicKey").get("pk").asText());
            for (JsonNode test : group.get("tests")) {
                boolean valid = test.get("result").asText().equals("valid");
                Bytes message = Bytes.fromHex(test.get("msg").asText());
                Bytes signature = Bytes.fromHex(test.get("sig").asText());
                count++;
                if (signature.size() != Signature.SIZE) {
                    assertThat(valid).isFalse();
                    continue;
                }
                assertThat(scheme.verifyTransaction(key, message, new Signature(signature)))
                        .as("rule T, test %s", test)
                        .isEqualTo(valid);
                assertThat(scheme.verifyMember(key, message, new Signature(signature)))
                        .as("rule M, test %s", test)
                        .isEqualTo(valid);
            }
        }
        assertThat(count).isGreaterThan(70);
    }
}
