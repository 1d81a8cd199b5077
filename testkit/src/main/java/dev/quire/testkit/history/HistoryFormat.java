package dev.quire.testkit.history;

/** Understands the lines of one format, one after the other. */
interface HistoryFormat {
    /** @param number of the line, from 1 */
    void accept(long number, String line) throws UnreadableHistoryException;

    /** All lines were accepted: what had no outcome yet has an unknown one. */
    RecordedHistory finish() throws UnreadableHistoryException;

    /** Histories begin with a call, which shows the format. */
    static HistoryFormat of(long number, String firstLine) throws UnreadableHistoryException {
        String text = firstLine.strip();
        if (JepsenFormat.fits(text)) {
            return new JepsenFormat();
        }
        if (text.startsWith("{")) {
            return new QuireFormat();
        }
        throw UnreadableHistoryException.at(
                number,
                "it begins neither a Jepsen log (INFO ... jepsen.util - or {:process) nor JSON lines ({\"",
                text);
    }
}
