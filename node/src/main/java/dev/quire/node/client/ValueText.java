package dev.quire.node.client;

import dev.quire.codec.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is a text for people and lines may be any bytes in the ledger, which other programs write too. */
final class ValueText {
    private ValueText() {}

    /** The value as text; empty if its bytes are no UTF-8, so that no text says what they are. */
    static Optional<String> of(Bytes value) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.toArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
