package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;

/**
 * The keys of the plugin's state (docs/healthcare/state.md, section 1): a prefix, then ids of fixed size, at most 63 bytes.
 * No prefix begins another one, so that all keys of a prefix and some ids are one list that a range proof shows whole.
 */
final class StateKeys {
    static final String GOVERNANCE = "gv/";
    static final String COMMITTEE = "u/";
    static final String MEMBER = "m/";
    static final String CREDENTIAL = "pr/";
    static final String SUBJECT = "s/";
    static final String COMPARTMENT = "c/";
    static final String RECORD = "r/";
    static final String GRANT = "g/";
    static final String REQUEST = "q/";
    static final String ACCESS = "a/";
    static final String EMERGENCY = "e/";
    static final String SUBJECT_RECORDS = "sr/";
    static final String SUBJECT_GRANTS = "sg/";
    static final String SUBJECT_DENIALS = "sd/";
    static final String OPEN_GRANTS = "sn/";
    static final String SUBJECT_REQUESTS = "sq/";
    static final String MEMBER_REQUESTS = "oq/";
    static final String SUBJECT_ACCESSES = "sa/";
    static final String MEMBER_ACCESSES = "oa/";
    static final String SUBJECT_EMERGENCIES = "se/";
    static final String MEMBER_EMERGENCIES = "ob/";
    static final String OPEN_REVIEWS = "or/";
    static final String ENCOUNTER = "oe/";
    static final String KEY_OWNER = "ko/";
    static final String ONE_TIME_KEY = "ot/";
    static final String OPEN_REQUEST = "qo/";
    static final String REQUESTS_TODAY = "qd/";
    static final String EMERGENCIES_TODAY = "ed/";

    private StateKeys() {}

    static Bytes governance() {
        return Bytes.utf8(GOVERNANCE);
    }

    static Bytes member(Id orgId) {
        return key(MEMBER, orgId);
    }

    static Bytes committee(int epoch) {
        return Bytes.utf8(COMMITTEE).concat(new CanonicalWriter(4).u32(epoch).toBytes());
    }

    static Bytes credentials(Id orgId) {
        return key(CREDENTIAL, orgId);
    }

    static Bytes credential(Id orgId, Id pracId) {
        return key(CREDENTIAL, orgId, pracId);
    }

    static Bytes subject(Id sid) {
        return key(SUBJECT, sid);
    }

    static Bytes compartments(Id sid) {
        return key(COMPARTMENT, sid);
    }

    static Bytes compartment(Id sid, Id cid) {
        return key(COMPARTMENT, sid, cid);
    }

    static Bytes record(Id rid) {
        return key(RECORD, rid);
    }

    static Bytes grant(Id gid) {
        return key(GRANT, gid);
    }

    static Bytes request(Id qid) {
        return key(REQUEST, qid);
    }

    static Bytes access(Id aid) {
        return key(ACCESS, aid);
    }

    static Bytes emergency(Id eid) {
        return key(EMERGENCY, eid);
    }

    /** Whose key it is. */
    static Bytes keyOwner(Bytes publicKey) {
        return Bytes.utf8(KEY_OWNER).concat(publicKey);
    }

    static Bytes keyOwner(PublicKey key) {
        return keyOwner(key.bytes());
    }

    /** Which access a one-time key was made for. */
    static Bytes oneTimeKey(X25519PublicKey key) {
        return Bytes.utf8(ONE_TIME_KEY).concat(key.bytes());
    }

    /** The request of an organisation that a subject has not answered; there is one at most. */
    static Bytes openRequest(Id orgId, Id sid) {
        return key(OPEN_REQUEST, orgId, sid);
    }

    /** How often an organisation has asked a subject today. */
    static Bytes requestsToday(Id orgId, Id sid) {
        return key(REQUESTS_TODAY, orgId, sid);
    }

    /** How often an organisation has broken the glass today. */
    static Bytes emergenciesToday(Id orgId) {
        return key(EMERGENCIES_TODAY, orgId);
    }

    /** Records of a subject, by compartment. */
    static Bytes records(Id sid) {
        return key(SUBJECT_RECORDS, sid);
    }

    static Bytes records(Id sid, Id cid) {
        return key(SUBJECT_RECORDS, sid, cid);
    }

    /** Permissions and denials of a subject. */
    static Bytes grants(Id sid) {
        return key(SUBJECT_GRANTS, sid);
    }

    /** Denials that have not been revoked. */
    static Bytes denials(Id sid) {
        return key(SUBJECT_DENIALS, sid);
    }

    /** Permissions that have not ended and include what is written to a compartment later. */
    static Bytes openGrants(Id sid, Id cid) {
        return key(OPEN_GRANTS, sid, cid);
    }

    /** Permissions to an organisation for one visit that have not ended. */
    static Bytes encounter(Id orgId, Id encounterTag) {
        return key(ENCOUNTER, orgId, encounterTag);
    }

    static Bytes encounter(Id orgId, Id encounterTag, Id gid) {
        return key(ENCOUNTER, orgId, encounterTag, gid);
    }

    static Bytes requestsTo(Id sid) {
        return key(SUBJECT_REQUESTS, sid);
    }

    static Bytes requestsBy(Id orgId) {
        return key(MEMBER_REQUESTS, orgId);
    }

    static Bytes accessesOf(Id sid) {
        return key(SUBJECT_ACCESSES, sid);
    }

    static Bytes accessesBy(Id orgId) {
        return key(MEMBER_ACCESSES, orgId);
    }

    static Bytes emergenciesOf(Id sid) {
        return key(SUBJECT_EMERGENCIES, sid);
    }

    static Bytes emergenciesBy(Id orgId) {
        return key(MEMBER_EMERGENCIES, orgId);
    }

    /** Emergencies that nobody has reviewed. */
    static Bytes openReviews(Id orgId) {
        return key(OPEN_REVIEWS, orgId);
    }

    /** Those of one person, the first that is due first. */
    static Bytes openReviews(Reader reader) {
        return key(OPEN_REVIEWS, reader.orgId(), reader.pracId());
    }

    static Bytes openReview(EmergencyEntry emergency) {
        return openReviews(emergency.reader())
                .concat(new CanonicalWriter(8).u64(emergency.reviewDueMicros()).toBytes())
                .concat(emergency.eid().bytes());
    }

    /** A key of the index {@code prefix} that is in the order of the chain. */
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

    private static Bytes key(String prefix, Id... ids) {
        Bytes key = Bytes.utf8(prefix);
        for (Id id : ids) {
            key = key.concat(id.bytes());
        }
        return key;
    }
}
