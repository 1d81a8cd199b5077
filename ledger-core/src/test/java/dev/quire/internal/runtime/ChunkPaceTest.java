package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import org.junit.jupiter.api.Test;

/** Who is asked for the next chunk: it is what chunks add that counts. */
class ChunkPaceTest {
    private static final int CRUMB_BYTES = 1_000;

    private final PublicKey liar = new PublicKey(Bytes.fromHex("11".repeat(32)));
    private final PublicKey honest = new PublicKey(Bytes.fromHex("22".repeat(32)));
    private final ChunkPace pace = new ChunkPace(CRUMB_BYTES);

    /** Another member ends its chunks just before an honest one's do, so that each of these adds one entry only. */
    @Test
    void whomOthersLeaveLittleIsNotBlamed() {
        for (int i = 1; i <= 20; i++) {
            assertThat(pace.isCrumb(liar, i * 2_000L - 1, false, false)).isFalse();
            assertThat(pace.isCrumb(honest, i * 2_000L, false, false)).isFalse();
        }
        assertThat(pace.isWaste(honest)).isFalse();
    }

    /** However far the others come meanwhile: one in a row is let pass. */
    @Test
    void whoAddsNothingIsWaste() {
        long bytes = 0;
        for (int i = 0; i < 4; i++) {
            assertThat(pace.isWaste(liar)).isFalse();
            bytes += 2_000;
            assertThat(pace.isCrumb(honest, bytes, false, false)).isFalse();
            assertThat(pace.isCrumb(liar, bytes + 1, false, false)).isFalse();
            assertThat(pace.isCrumb(liar, bytes + 2, false, false)).isTrue();
            assertThat(pace.isCrumb(liar, bytes + 3, false, false)).isTrue();
        }
        assertThat(pace.isWaste(liar)).isTrue();
        assertThat(pace.isWaste(honest)).isFalse();
    }

    @Test
    void ofIdsMoreIsExpected() {
        assertThat(pace.isCrumb(liar, 2_000, false, false)).isFalse();
        assertThat(pace.isCrumb(liar, 9_000, false, true)).isTrue();
        assertThat(pace.isCrumb(liar, 17_000, false, true)).isFalse();
        assertThat(pace.isCrumb(liar, 17_001, true, true)).isFalse();
    }

    /** Ids come again from the first on when they come from another member. */
    @Test
    void whatIsGoneDoesNotCount() {
        assertThat(pace.isCrumb(honest, 9_000, false, false)).isFalse();
        pace.backTo(2_000);
        assertThat(pace.isCrumb(honest, 3_000, false, false)).isFalse();
    }
}
