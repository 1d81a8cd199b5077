package dev.quire.spi.net;

import dev.quire.codec.Bytes;
import java.util.List;

/**
 * One message on the wire: a small header and raw attachments (blocks, certificates, votes) that are never copied into
 * it. The transport does not look inside.
 *
 * @param channel which part of the node it is for, see {@link Channel}
 * @param header at most {@link #MAX_HEADER_SIZE} bytes
 * @param attachments at most {@link #MAX_ATTACHMENTS}
 */
public record Frame(Channel channel, Bytes header, List<Bytes> attachments) {
    /** The most bytes of a header. */
    public static final int MAX_HEADER_SIZE = 64 * 1024;
    /** The most attachments of a frame. */
    public static final int MAX_ATTACHMENTS = 1024;

    public Frame {
        attachments = List.copyOf(attachments);
        if (header.size() > MAX_HEADER_SIZE || attachments.size() > MAX_ATTACHMENTS) {
            throw new IllegalArgumentException(
                    "a frame's header has at most 64 KiB and it has at most 1024 attachments");
        }
    }

    /** Bytes that it takes in a queue or on the wire, about. */
    public long size() {
        long size = 16L + header.size();
        for (Bytes attachment : attachments) {
            size += 4L + attachment.size();
        }
        return size;
    }
}
