package dev.quire.receipt;

import dev.quire.merkle.KeyRange;
import dev.quire.merkle.NotCoveredException;
import dev.quire.merkle.ProvenState;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers the questions of one state receipt. A proof has each entry once, but a thousand questions may all ask for it: who
 * gives out such a receipt must not fill the memory of who checks it.
 */
final class Answers {
    private final ProvenState proven;
    private int room = StateReceipt.MAX_ENTRIES;

    Answers(ProvenState proven) {
        this.proven = proven;
    }

    /**
     * All entries that {@code asked} is about.
     *
     * @throws NotCoveredException if the proof leaves the question open, or this and the questions before ask for too much
     */
    List<ProvenState.Entry> to(KeyRange asked) throws NotCoveredException {
        List<ProvenState.Entry> entries = new ArrayList<>();
        try {
            proven.visit(asked, room, entries::add);
        } finally {
            room -= entries.size();
        }
        return entries;
    }
}
