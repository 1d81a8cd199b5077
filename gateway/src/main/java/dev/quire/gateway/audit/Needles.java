package dev.quire.gateway.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is looked for: identifying strings, and all runs of twelve bytes with five different ones among them that no other
 * patient has and that are no time of day. Patients are numbered from 1 on. Not safe for use by several threads.
 */
final class Needles {
    static final int LEAST_STRING = 5;
    static final int LONGEST_STRING = 64;
    private static final int LEAST_DIGITS = 8;
    private static final int SUFFIX_BITS = 1 << 20;

    private final RunTable runs;
    private final Map<String, Integer> patients = new HashMap<>();
    private final Map<Long, List<byte[]>> bySuffix = new HashMap<>();
    private final BitSet suffixes = new BitSet(SUFFIX_BITS);

    /** Which bytes stand side by side in any plaintext: noise seldom has twelve in a row that do. */
    private final boolean[] pairs = new boolean[1 << 16];

    /** @param maxBytes of memory for runs */
    Needles(long maxBytes) {
        runs = new RunTable(maxBytes);
    }

    RunTable runs() {
        return runs;
    }

    int strings() {
        return (int) patients.values().stream().filter(patient -> patient > 0).count();
    }

    /** How many of the strings noise of this many bytes holds on average. */
    double expectedInNoise(long bytes) {
        return patients.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .mapToDouble(entry -> bytes / Math.pow(256, utf8(entry.getKey()).length))
                .sum();
    }

    void addPair(int pair) {
        pairs[pair] = true;
    }

    /** A string that tells who a patient is, whether it is long enough or not. */
    void addString(String found, int patient) {
        String text = cut(found.strip());
        boolean hasLetter = text.chars().anyMatch(Character::isLetter);
        if (text.length() < LEAST_STRING || (!hasLetter && text.length() < LEAST_DIGITS)) {
            return;
        }
        Integer known = patients.putIfAbsent(text, patient);
        if (known == null) {
            byte[] bytes = utf8(text);
            long suffix = suffix(bytes);
            bySuffix.computeIfAbsent(suffix, unknown -> new ArrayList<>(1)).add(bytes);
            suffixes.set(bit(suffix));
            for (int i = 1; i < bytes.length; i++) {
                addPair((bytes[i - 1] & 0xff) << 8 | (bytes[i] & 0xff));
            }
        } else if (known != patient) {
            forget(text);
        }
    }

    /** It tells nothing of anybody. */
    void forget(String text) {
        patients.replace(text, 0);
    }

    boolean isKnownPair(int pair) {
        return pairs[pair];
    }

    /** The strings that end with these five bytes; often none. */
    List<byte[]> endingWith(long suffix) {
        return suffixes.get(bit(suffix)) ? bySuffix.getOrDefault(suffix, List.of()) : List.of();
    }

    /** Whose string it is, if it is one patient's. */
    Optional<Integer> patient(byte[] string) {
        return Optional.ofNullable(patients.get(text(string))).filter(patient -> patient > 0);
    }

    static String text(byte[] string) {
        return new String(string, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** At most {@link #LONGEST_STRING} bytes, and no half character. */
    private static String cut(String text) {
        int end = text.length();
        while (utf8(text.substring(0, end)).length > LONGEST_STRING) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }

    private static long suffix(byte[] bytes) {
        long suffix = 0;
        for (int i = bytes.length - LEAST_STRING; i < bytes.length; i++) {
            suffix = suffix << 8 | (bytes[i] & 0xff);
        }
        return suffix;
    }

    private static int bit(long suffix) {
        return (int) ((suffix * 0x9e3779b97f4a7c15L) >>> 44);
    }
}
