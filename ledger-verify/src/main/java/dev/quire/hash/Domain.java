package dev.quire.hash;

import dev.quire.codec.Bytes;

/**
 * What a hash or a signature is about. The tag goes in front of the bytes, so that no value of one kind can ever pass
 * for one of another: {@code H(domain, x) = SHA-256(uint8 length of tag, tag in ASCII, x)}.
 *
 * <p>RFC 9162 trees are the exception: their nodes carry the prefixes 0x00 and 0x01 of that RFC, and their leaves are
 * canonical bytes that start with a type tag of their own.
 */
public enum Domain {
    TRANSACTION_ID("quire/transaction-id/1"),
    TRANSACTION_SIGNATURE("quire/transaction-signature/1"),
    GENESIS("quire/genesis/1"),
    PARAMETERS("quire/parameters/1"),
    MEMBER_SET("quire/member-set/1"),
    BLOCK("quire/block/1"),
    CERTIFICATE("quire/certificate/1"),
    SEAL("quire/seal/1"),
    PROPOSE("quire/propose/1"),
    PREPARE("quire/prepare/1"),
    COMMIT("quire/commit/1"),
    VIEW_CHANGE("quire/view-change/1"),
    STATUS("quire/status/1"),
    OUTPUT("quire/output/1"),
    EVENTS("quire/events/1"),
    WRITE_SET("quire/write-set/1"),
    VALUE("quire/value/1"),
    STATE_EMPTY("quire/state-empty/1"),
    STATE_LEAF("quire/state-leaf/1"),
    STATE_NODE("quire/state-node/1"),
    SEEN_IDS("quire/seen-ids/1"),
    JOURNAL_RECORD("quire/journal-record/1"),
    TLS_BINDING("quire/tls-binding/1");

    private final Bytes prefix;

    Domain(String tag) {
        Bytes ascii = Bytes.utf8(tag);
        prefix = Bytes.wrap(new byte[] {(byte) ascii.size()}).concat(ascii);
    }

    /** The length byte and the tag. */
    public Bytes prefix() {
        return prefix;
    }

    /** The hash of the concatenated {@code parts} in this domain. */
    public Hash hash(Bytes... parts) {
        return new Sha256().hash(this, parts);
    }

    /** The byte string that is signed for {@code message} in this domain: the prefix, then the message. */
    public Bytes signed(Bytes message) {
        return prefix.concat(message);
    }
}
