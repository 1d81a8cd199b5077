package dev.quire.verify;

import dev.quire.block.ConsensusMode;
import dev.quire.codec.Bytes;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.ProvenState;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Answer;
import dev.quire.receipt.Verification.Valid;
import dev.quire.receipt.Verification.ValidHeader;
import dev.quire.receipt.Verification.ValidState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a valid receipt or proof says, line by line. */
final class PlainWords {
    private static final int MOST_ENTRIES = 100;

    private final Map<String, String> lines = new LinkedHashMap<>();

    private PlainWords() {}

    /** Names of lines, and their text, in order. */
    static Map<String, String> of(Proof proof, Verification verification) {
        PlainWords words = new PlainWords();
        if (verification instanceof Valid valid) {
            words.receipt((Receipt) proof, valid);
            words.anchor(proof, valid.mode(), valid.signatures());
        } else if (verification instanceof ValidState valid) {
            words.chain(proof);
            words.lines.put("State after", "the block at height " + valid.height());
            words.lines.put("Time", time(valid.timeMicros()));
            words.answers(valid.answers());
            words.anchor(proof, valid.mode(), valid.signatures());
        } else if (verification instanceof ValidHeader valid) {
            words.chain(proof);
            words.lines.put("Block", "height " + valid.height() + ", hash " + valid.hash());
            words.lines.put("Time", time(valid.timeMicros()));
            words.lines.put("History", "nothing up to that block was rewritten");
            words.anchor(proof, valid.mode(), valid.signatures());
        }
        return words.lines;
    }

    private void receipt(Receipt receipt, Valid valid) {
        lines.put("Transaction", receipt.transaction().id().toHex());
        lines.put("Sender", receipt.transaction().sender().toHex());
        chain(receipt);
        lines.put(
                "Block",
                "height " + valid.height() + ", transaction " + receipt.index() + " of "
                        + receipt.header().txCount() + ", counted from 0");
        lines.put("Time", time(valid.timeMicros()));
        lines.put(
                "Outcome",
                valid.outcomeCode() == 0
                        ? "applied"
                        : "refused by plugin " + receipt.transaction().pluginId() + " with code "
                                + valid.outcomeCode());
    }

    private void chain(Proof proof) {
        lines.put("Chain", proof.anchor().header().chainId().toHex());
    }

    private void answers(List<Answer> answers) {
        int number = 1;
        for (Answer answer : answers) {
            lines.put("Answer " + number, answer(answer));
            int entryNumber = 1;
            for (ProvenState.Entry entry : answer.entries()
                    .subList(0, Math.min(MOST_ENTRIES, answer.entries().size()))) {
                lines.put("  entry " + (number == 1 ? "" : number + ".") + entryNumber, entry(entry));
                entryNumber++;
            }
            number++;
        }
    }

    private static String answer(Answer answer) {
        KeyRange asked = answer.asked();
        int count = answer.entries().size();
        if (asked.isSingle()) {
            return "key " + asked.from() + (count == 0 ? " is absent" : " is present");
        }
        String range =
                "from " + asked.from() + asked.to().map(to -> " to " + to).orElse(" on");
        return range + (count == 0 ? ": no entry" : ": exactly these entries, " + count);
    }

    private static String entry(ProvenState.Entry entry) {
        return entry.key() + " = "
                + entry.value().map(Bytes::toHex).orElse("(value with hash " + entry.valueHash() + ")");
    }

    private void anchor(Proof proof, ConsensusMode mode, int signatures) {
        lines.put(
                "Certified",
                "at height " + proof.anchor().header().height() + " by " + signatures + " members, " + promise(mode));
    }

    private static String promise(ConsensusMode mode) {
        return switch (mode) {
            case CFT -> "crash-fault-tolerant mode: a majority vouches for it and is accountable";
            case BFT -> "Byzantine-fault-tolerant mode: final unless more than a third of the members lie";
        };
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS) + " (UTC)";
    }
}
