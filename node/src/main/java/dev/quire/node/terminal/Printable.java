package dev.quire.node.terminal;

import java.util.Set;

/** Text that others wrote, as a terminal may get it. */
public final class Printable {
    /** Characters that nobody sees and that change what is seen, or that no font has. */
    private static final Set<Integer> UNSEEN = Set.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR,
            (int) Character.SURROGATE);

    private Printable() {}

    /** On one line: a question mark stands for each character that would begin another one, move the cursor or turn text around. */
    public static String line(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> line.appendCodePoint(UNSEEN.contains(Character.getType(point)) ? '?' : point));
        return line.toString();
    }

    /** The same of each line. */
    public static String lines(String text) {
        return String.join(
                System.lineSeparator(), text.lines().map(Printable::line).toList());
    }
}
