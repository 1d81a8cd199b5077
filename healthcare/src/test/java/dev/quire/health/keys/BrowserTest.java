package dev.quire.health.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.quire.codec.Bytes;
import dev.quire.health.keys.message.Envelope;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a browser has, WebCrypto and @hpke/core, reads and writes the same bytes. */
class BrowserTest {
    @BeforeAll
    static void install() throws Exception {
        NodeScripts.install();
    }

    @Test
    void everyVectorIsComputedAgain() throws Exception {
        Path vectors = Path.of("src", "test", "resources", "crypto-vectors.json");
        assertThat(NodeScripts.run("vectors.mjs", "", vectors)).contains("all vectors hold");
    }

    @Test
    void capsulesGoBothWays() throws Exception {
        SecureRandom random = new SecureRandom();
        X25519Key theirs = X25519Key.generate(random);
        X25519Key ours = X25519Key.generate(random);
        Envelope envelope = Envelope.patientCapsule(
                Sample.CHAIN,
                Sample.id(1),
                Sample.id(2),
                0,
                Sample.RID,
                Sample.recordKeys().keyCommit());
        Secret factor = Secret.random(random);
        String hex = Bytes.wrap(factor.toArray()).toHex();
        String question = JsonNodeFactory.instance
                .objectNode()
                .put("info", envelope.info().toHex())
                .put("aad", envelope.aad().toHex())
                .put("privateKey", Bytes.wrap(theirs.secret().toArray()).toHex())
                .put(
                        "message",
                        envelope.seal(theirs.publicKey(), factor.toArray(), random)
                                .toHex())
                .put("recipient", ours.publicKey().toString())
                .put("plaintext", hex)
                .toString();

        JsonNode answer = new ObjectMapper().readTree(NodeScripts.run("exchange.mjs", question));
        assertThat(answer.path("opened").asText()).isEqualTo(hex);
        Bytes sealed = Bytes.fromHex(answer.path("sealed").asText());
        assertThat(envelope.open(ours, sealed)).isEqualTo(factor.toArray());
    }
}
