package dev.quire.testkit.twins;

import java.util.Locale;

/** What a round can lose between two instances. */
public enum MessageKind {
    PROPOSAL,
    PREPARE,
    COMMIT,
    /** What members say to leave a round. */
    ROUND_CHANGE,
    /** All of it. */
    ANY;

    /** As a scenario's file has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException naming the word, if it is of no kind */
    static MessageKind of(String word) {
        for (MessageKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no kind of message");
    }
}
