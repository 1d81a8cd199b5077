package dev.quire.testkit.history;

/** A history that cannot be understood; the message names the line, what is wrong with it, and why. */
final class UnreadableHistoryException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 120;

    UnreadableHistoryException(String message) {
        super(message);
    }

    /** @param line from 1 */
    static UnreadableHistoryException at(long line, String problem) {
        return new UnreadableHistoryException("line " + line + ": " + problem);
    }

    static UnreadableHistoryException at(long line, String problem, String text) {
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
        return at(line, problem + ", in: " + shown);
    }
}
