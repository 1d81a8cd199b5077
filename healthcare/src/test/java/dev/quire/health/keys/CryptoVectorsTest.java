package dev.quire.health.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Not a byte of the formats changes unnoticed: what lies in vaults today must open for ever. */
class CryptoVectorsTest {
    @Test
    void vectorsAreThoseOfTheFile() throws Exception {
        try (InputStream file = CryptoVectors.class.getResourceAsStream(CryptoVectors.RESOURCE)) {
            assertThat(CryptoVectors.text(CryptoVectors.make()))
                    .isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
