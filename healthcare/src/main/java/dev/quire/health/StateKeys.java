package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;

/**
 * The keys of the plugin's state (docs/healthcare/state.md, section 1). No prefix begins another one. Index keys end
 * with the place on the chain and an id, so that a range of them is in the order of the chain.
 */
final class StateKeys {
    private static final Bytes MEMBER = Bytes.utf8("m/");
    private static final Bytes SUBJECT = Bytes.utf8("s/");
    private static final Bytes RECORD = Bytes.utf8("r/");
    private static final Bytes GRANT = Bytes.utf8("g/");
    private static final Bytes ACCESS = Bytes.utf8("a/");
    private static final Bytes REGISTRAR = Bytes.utf8("gk/");
    private static final Bytes KEY_OWNER = Bytes.utf8("ko/");
    private static final Bytes ONE_TIME_KEY = Bytes.utf8("ot/");
    private static final Bytes SUBJECT_RECORDS = Bytes.utf8("sr/");
    private static final Bytes SUBJECT_GRANTS = Bytes.utf8("sg/");
    private static final Bytes SUBJECT_DENIALS = Bytes.utf8("sd/");
    private static final Bytes SUBJECT_ACCESSES = Bytes.utf8("sa/");
    private static final Bytes MEMBER_ACCESSES = Bytes.utf8("oa/");

    private StateKeys() {}

    static Bytes member(Id orgId) {
        return MEMBER.concat(orgId.bytes());
    }

    static Bytes subject(Id sid) {
        return SUBJECT.concat(sid.bytes());
    }

    static Bytes record(Id rid) {
        return RECORD.concat(rid.bytes());
    }

    static Bytes grant(Id gid) {
        return GRANT.concat(gid.bytes());
    }

    static Bytes access(Id aid) {
        return ACCESS.concat(aid.bytes());
    }

    /** A key that may take members in. */
    static Bytes registrar(PublicKey key) {
        return REGISTRAR.concat(key.bytes());
    }

    /** Whose key it is. */
    static Bytes keyOwner(PublicKey key) {
        return KEY_OWNER.concat(key.bytes());
    }

    /** Which access a one-time key was made for. */
    static Bytes oneTimeKey(Bytes key) {
        return ONE_TIME_KEY.concat(key);
    }

    /** What the index keys of all records of a subject begin with. */
    static Bytes records(Id sid) {
        return SUBJECT_RECORDS.concat(sid.bytes());
    }

    /** What the index keys of the records of a subject's compartment begin with. */
    static Bytes records(Id sid, Id cid) {
        return records(sid).concat(cid.bytes());
    }

    static Bytes grants(Id sid) {
        return SUBJECT_GRANTS.concat(sid.bytes());
    }

    /** Denials that have not been revoked. */
    static Bytes denials(Id sid) {
        return SUBJECT_DENIALS.concat(sid.bytes());
    }

    static Bytes accessesOf(Id sid) {
        return SUBJECT_ACCESSES.concat(sid.bytes());
    }

    static Bytes accessesBy(Id orgId) {
        return MEMBER_ACCESSES.concat(orgId.bytes());
    }

    /** A key of the index {@code prefix}: at most 3 + 16 + 16 + 12 + 16 = 63 bytes. */
    static Bytes indexed(Bytes prefix, Position position, Id id) {
        return prefix.concat(position.ordered()).concat(id.bytes());
    }

    /** The id that an index key ends with. */
    static Id lastId(Bytes indexKey) {
        return new Id(indexKey.slice(indexKey.size() - Id.SIZE, indexKey.size()));
    }

    /** The first key after all that begin with {@code prefix}. */
    static Bytes after(Bytes prefix) {
        byte[] bytes = prefix.toArray();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (++bytes[i] != 0) {
                return Bytes.wrap(bytes).slice(0, i + 1);
            }
        }
        throw new IllegalArgumentException("no key follows " + prefix);
    }
}
