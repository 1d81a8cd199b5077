package dev.quire.testkit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The story of a run as one SHA-256 value: two runs of a seed with the same hash did the same things at the same times.
 */
final class Trace {
    /** What can happen. */
    enum Step {
        TURN,
        SEND,
        LOSE,
        DELIVER,
        CONNECTION,
        START,
        CRASH,
        STOP,
        KILL,
        PAUSE,
        CLOCK,
        CUT,
        DISK,
        ROT,
        RESTORE,
        FLUSH,
        SUBMIT,
        ANSWER,
        READ,
        HEAL,
        STATE
    }

    private static final int RECORD_BYTES = 4 + 2 + 8 + 8;

    private final VirtualTime time;
    private final Optional<Consumer<String>> reader;
    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);

    /** @param reader is given every step as a line */
    Trace(VirtualTime time, Optional<Consumer<String>> reader) {
        this.time = time;
        this.reader = reader;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256; this one does not", e);
        }
    }

    /** @param node whose step it is; -1 for the world's */
    void record(Step step, int node, long detail) {
        if (buffer.remaining() < RECORD_BYTES) {
            drain();
        }
        buffer.putInt(step.name().hashCode())
                .putShort((short) node)
                .putLong(time.nowMicros())
                .putLong(detail);
        if (reader.isPresent()) {
            reader.get().accept(time.nowMicros() + " " + step + " " + node + " " + Long.toHexString(detail));
        }
    }

    private void drain() {
        digest.update(buffer.flip());
        buffer.clear();
    }

    /** The hash over all steps so far; ends the trace. */
    String hash() {
        drain();
        return HexFormat.of().formatHex(digest.digest());
    }
}
