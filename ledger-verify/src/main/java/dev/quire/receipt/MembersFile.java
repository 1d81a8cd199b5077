package dev.quire.receipt;

import dev.quire.block.ConsensusMode;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The text file that tells a verifier whom to trust (docs/spec/formats.md, section 8.3): a chain, a mode, and the
 * members with their names.
 *
 * <pre>
 * quire-members 1
 * chain 64 hexadecimal digits
 * mode BFT
 * member 64 hexadecimal digits  Hospital North
 * </pre>
 *
 * @param chainId the hash of block 0
 * @param names what people call each member, by key; at most {@link #MAX_NAME_LENGTH} characters each
 */
public record MembersFile(Hash chainId, ConsensusMode mode, SortedMap<PublicKey, String> names) {
    /** The most characters of a file. */
    public static final int MAX_LENGTH = 64 * 1024;
    /** The most characters of a name. */
    public static final int MAX_NAME_LENGTH = 100;

    private static final String FIRST_LINE = "quire-members 1";
    private static final int KEY_DIGITS = 64;

    /** @throws IllegalArgumentException if there are no members, too many, or a name that has no place on a line */
    public MembersFile {
        names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
        if (names.isEmpty() || names.size() > MemberSet.MAX_MEMBERS) {
            throw new IllegalArgumentException("a member set has 1 to 100 members, not " + names.size());
        }
        for (String name : names.values()) {
            if (!isName(name)) {
                throw new IllegalArgumentException("not a name of 1 to 100 printable characters: " + name);
            }
        }
    }

    /** The trusted set. */
    public MemberSet members() {
        return MemberSet.of(mode, List.copyOf(names.keySet()));
    }

    /** The file's text; {@link #parse} reads it back. */
    public String text() {
        StringBuilder text = new StringBuilder(FIRST_LINE)
                .append("\nchain ")
                .append(chainId.toHex())
                .append("\nmode ")
                .append(mode)
                .append('\n');
        for (Map.Entry<PublicKey, String> member : names.entrySet()) {
            text.append("member ")
                    .append(member.getKey().toHex())
                    .append(' ')
                    .append(member.getValue())
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Reads a file's text. Empty lines and lines that start with {@code #} are for people.
     *
     * @throws MalformedException with the number of the line that is wrong
     */
    public static MembersFile parse(String text) throws MalformedException {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedException(
                    "members file: " + text.length() + " characters are above the limit " + MAX_LENGTH);
        }
        Lines lines = new Lines(text);
        if (!lines.next().equals(FIRST_LINE)) {
            throw lines.malformed("the first line must be: " + FIRST_LINE);
        }
        Hash chainId = new Hash(lines.key(lines.after("chain")).bytes());
        ConsensusMode mode = lines.mode(lines.after("mode"));
        SortedMap<PublicKey, String> names = new TreeMap<>();
        do {
            String member = lines.after("member");
            int end = Math.min(KEY_DIGITS, member.length());
            PublicKey key = lines.key(member.substring(0, end));
            String name = member.substring(end).strip();
            if (!isName(name)) {
                throw lines.malformed("after the key stands the member's name, 1 to 100 printable characters");
            }
            if (names.put(key, name) != null) {
                throw lines.malformed("this member is there already");
            }
            if (names.size() > MemberSet.MAX_MEMBERS) {
                throw lines.malformed("a member set has at most 100 members");
            }
        } while (lines.hasNext());
        return new MembersFile(chainId, mode, names);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME_LENGTH
                && name.equals(name.strip())
                && name.chars().noneMatch(Character::isISOControl)
                && name.lines().count() == 1;
    }

    /** The lines that say something, with their numbers for error messages. */
    private static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private final List<Integer> numbers = new ArrayList<>();
        private int next;

        Lines(String text) {
            int number = 0;
            for (String line : text.lines().map(String::strip).toList()) {
                number++;
                if (!line.isEmpty() && !line.startsWith("#")) {
                    lines.add(line);
                    numbers.add(number);
                }
            }
        }

        boolean hasNext() {
            return next < lines.size();
        }

        String next() throws MalformedException {
            if (!hasNext()) {
                throw new MalformedException("members file: it ends too early; it needs " + FIRST_LINE
                        + ", then the lines chain, mode and at least one member");
            }
            return lines.get(next++);
        }

        String after(String word) throws MalformedException {
            String line = next();
            if (!line.startsWith(word + " ")) {
                throw malformed("a line that starts with \"" + word + "\" is expected here");
            }
            return line.substring(word.length()).strip();
        }

        PublicKey key(String digits) throws MalformedException {
            boolean hex = digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
            if (!hex || digits.length() != KEY_DIGITS) {
                throw malformed("64 hexadecimal digits are expected, not: " + digits);
            }
            return PublicKey.fromHex(digits.toLowerCase(Locale.ROOT));
        }

        ConsensusMode mode(String name) throws MalformedException {
            return switch (name) {
                case "CFT" -> ConsensusMode.CFT;
                case "BFT" -> ConsensusMode.BFT;
                default -> throw malformed("the mode is CFT or BFT, not " + name);
            };
        }

        MalformedException malformed(String why) {
            return new MalformedException("members file, line " + numbers.get(next - 1) + ": " + why);
        }
    }
}
