package dev.quire.node.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.node.terminal.JsonLine;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of one line. Each method throws {@link IllegalArgumentException} where a field is missing or malformed. */
record Question(JsonNode json) {
    private static final int UINT64_BITS = 64;

    /** This, if it has no fields besides these. */
    Question only(String... fields) {
        JsonLine.requireOnly(json, List.of(fields));
        return this;
    }

    String text(String field) {
        if (!json.path(field).isTextual()) {
            throw new IllegalArgumentException(field + " must be a text");
        }
        return json.path(field).asText();
    }

    Bytes bytes(String field) {
        return hex(field, text(field));
    }

    /** Empty if the field is missing or null. */
    Optional<Bytes> optionalBytes(String field) {
        return json.path(field).isMissingNode() || json.path(field).isNull()
                ? Optional.empty()
                : Optional.of(bytes(field));
    }

    /** Empty if the bytes are not as many as a hash has: nothing has such a hash. */
    Optional<Hash> hash(String field) {
        return hash(bytes(field));
    }

    /** Empty if one of them is no hash. */
    Optional<List<Hash>> hashes(String field) {
        List<Hash> hashes = new ArrayList<>();
        boolean whole = true;
        for (Bytes bytes : list(field)) {
            Optional<Hash> hash = hash(bytes);
            hash.ifPresent(hashes::add);
            whole &= hash.isPresent();
        }
        return whole ? Optional.of(hashes) : Optional.empty();
    }

    List<Bytes> list(String field) {
        if (!json.path(field).isArray()) {
            throw new IllegalArgumentException(field + " must be a list");
        }
        List<Bytes> list = new ArrayList<>();
        for (JsonNode element : json.path(field)) {
            if (!element.isTextual()) {
                throw new IllegalArgumentException(field + " must be a list of texts");
            }
            list.add(hex(field, element.asText()));
        }
        return list;
    }

    /** Empty above 2^63 - 1: no tree is so large. */
    OptionalLong unsigned(String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException(field + " must be an integer");
        }
        BigInteger number = value.bigIntegerValue();
        if (number.signum() < 0 || number.bitLength() > UINT64_BITS) {
            throw new IllegalArgumentException(field + " must be an integer from 0 to 2^64 - 1");
        }
        return number.bitLength() < UINT64_BITS ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    private static Optional<Hash> hash(Bytes bytes) {
        return bytes.size() == Hash.SIZE ? Optional.of(Hash.of(bytes)) : Optional.empty();
    }

    private static Bytes hex(String field, String digits) {
        if (digits.length() % 2 == 0 && digits.chars().allMatch(Question::isDigit)) {
            return Bytes.fromHex(digits);
        }
        throw new IllegalArgumentException(field + " must be lower-case hexadecimal");
    }

    private static boolean isDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
