package dev.quire.gateway.custody;

import java.nio.charset.StandardCharsets;

/** The column families. Shares have one of their own, so that erasing some rewrites nothing but shares. */
enum Family {
    /** RocksDB wants it; nothing is in it. */
    UNUSED("default"),
    /** rid ‖ uint8 class ‖ uint32 committee: a share as {@link StoredShare} writes it. */
    SHARES("shares"),
    /** uint64 number: the entry. */
    LOG("log"),
    /** aid ‖ uint32 committee: uint64 number of the newest entry that is a receipt of its release. */
    RELEASES("releases");

    private final String text;

    Family(String text) {
        this.text = text;
    }

    byte[] id() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
