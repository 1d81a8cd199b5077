package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.StateKey;
import dev.quire.spi.ledger.ProofUnavailableException;
import dev.quire.spi.ledger.ProofUnavailableException.Reason;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A range of the state, read in as many proofs as it takes: what one proof cannot hold is asked for in halves. The parts meet,
 * so that together they show all that is in the range. Each is as of a block of its own, since a node keeps few states of the
 * past; the oldest of these blocks is that of the whole.
 */
final class WholeRange {
    /** At 16 MiB each, more than any list has. Nodes that call everything too large are asked no more often. */
    private static final int MAX_ASKED = 1_000;

    /** Asks the ledger for one range. */
    interface Question {
        StateAnswers ask(KeyRange range) throws HealthException;
    }

    private final Question question;
    private final Deque<List<StateAnswers.Found>> parts = new ArrayDeque<>();
    private long height = Long.MAX_VALUE;
    private int asked;

    private WholeRange(Question question) {
        this.question = question;
    }

    /**
     * Reads a range that has an end.
     *
     * @throws HealthException.Unavailable if there is no answer, or it would take too many proofs
     */
    static WholeRange read(KeyRange range, Question question) throws HealthException {
        WholeRange whole = new WholeRange(question);
        whole.read(range.from(), range.to().orElseThrow(), false);
        return whole;
    }

    /** All entries, in the order of their keys. */
    List<StateAnswers.Found> found() {
        List<StateAnswers.Found> found = new ArrayList<>();
        parts.forEach(found::addAll);
        return found;
    }

    /** Of the oldest block after which one of the parts was so. */
    long height() {
        return height;
    }

    /**
     * The later half goes first: keys begin with heights, of which few of the 64 bits are used, so that it is mostly empty.
     * Then the earlier half has what the whole has, and is known to be too large without a node's trying.
     */
    private void read(StateKey from, StateKey to, boolean isTooLarge) throws HealthException {
        StateKey middle = middle(from, to);
        boolean canBeSplit = !middle.equals(from);
        boolean isKnown = isTooLarge && canBeSplit;
        if (isKnown || !answered(KeyRange.between(from, to), canBeSplit)) {
            int before = parts.size();
            read(middle, to, false);
            read(from, middle, parts.size() == before);
        }
    }

    private boolean answered(KeyRange range, boolean canBeSplit) throws HealthException {
        asked++;
        try {
            StateAnswers answer = question.ask(range);
            height = Math.min(height, answer.height());
            List<StateAnswers.Found> found = answer.answers().get(0);
            if (!found.isEmpty()) {
                parts.addFirst(found);
            }
            return true;
        } catch (HealthException.Unavailable e) {
            boolean tooLarge = e.getCause() instanceof ProofUnavailableException unavailable
                    && unavailable.reason() == Reason.TOO_LARGE;
            if (tooLarge && canBeSplit && asked < MAX_ASKED) {
                return false;
            }
            throw e;
        }
    }

    /** Half-way between two keys, taken as fractions; the first of them if nothing lies between. */
    private static StateKey middle(StateKey from, StateKey to) {
        BigInteger sum = number(from).add(number(to));
        byte[] middle = sum.shiftRight(1).toByteArray();
        byte[] key = new byte[StateKey.MAX_SIZE];
        // Without the sign's byte, if there is one.
        int size = Math.min(middle.length, key.length);
        System.arraycopy(middle, middle.length - size, key, key.length - size, size);
        int end = key.length;
        while (end > 0 && key[end - 1] == 0) {
            end--;
        }
        StateKey found = new StateKey(from.pluginId(), Bytes.wrap(key).slice(0, end));
        return found.compareTo(from) > 0 && found.compareTo(to) < 0 ? found : from;
    }

    private static BigInteger number(StateKey key) {
        byte[] padded = new byte[StateKey.MAX_SIZE];
        System.arraycopy(key.key().toArray(), 0, padded, 0, key.key().size());
        return new BigInteger(1, padded);
    }
}
