package dev.quire.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.spi.consensus.EngineMessage;
import dev.quire.spi.net.Channel;
import dev.quire.spi.net.Frame;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What earlier versions said to each other is understood for ever. A transcript has one frame a line: its header, then its
 * attachments, in hexadecimal.
 */
class PbftTranscriptTest {
    private static final PbftCodec CODEC = new PbftCodec(0);

    @ParameterizedTest
    @ValueSource(strings = "pbft-0.1.0.txt")
    void whatAnEarlierVersionSaidIsUnderstood(String transcript) throws Exception {
        List<String> lines;
        try (InputStream in = PbftTranscriptTest.class.getResourceAsStream("/golden/" + transcript)) {
            assertThat(in).as(transcript).isNotNull();
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        List<Class<?>> kinds = new ArrayList<>();
        for (String line : lines) {
            List<Bytes> parts =
                    Stream.of(line.split(" ", -1)).map(Bytes::fromHex).toList();
            Frame frame = new Frame(Channel.CONSENSUS, parts.get(0), parts.subList(1, parts.size()));
            EngineMessage message = CODEC.decode(frame);
            assertThat(CODEC.decode(CODEC.encode(message))).isEqualTo(message);
            kinds.add(message.getClass());
        }
        assertThat(kinds.stream().distinct().count()).as("kinds of messages").isGreaterThanOrEqualTo(12);
    }

    /** Writes a transcript of the version at hand; those of earlier ones are never written again. */
    public static void main(String[] arguments) throws Exception {
        List<String> lines = PbftCodecTest.messages()
                .map(CODEC::encode)
                .map(frame -> Stream.concat(Stream.of(frame.header()), frame.attachments().stream())
                        .map(Bytes::toHex)
                        .reduce((a, b) -> a + " " + b)
                        .orElseThrow())
                .toList();
        Files.write(Path.of(arguments[0]), lines);
    }
}
