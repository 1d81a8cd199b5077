package dev.quire.health.keys.share;

import dev.quire.block.ConsensusMode;

/**
 * How many custodians are needed for what (HEALTHCARE.md 2.3, "Numbers").
 *
 * @param n seats, 2 to 255
 * @param k shares that make a factor: k - 1 members that collude open nothing
 * @param t members that may be down while everything goes on
 * @param b members that may lie
 */
public record CommitteeNumbers(int n, int k, int t, int b) {
    /** @throws IllegalArgumentException if the numbers do not fit each other */
    public CommitteeNumbers {
        if (k < 2 || n < k || n > Share.MAX_X || t < 0 || b < 0 || n - t < k) {
            throw new IllegalArgumentException(
                    "a committee of " + n + " with k = " + k + ", t = " + t + ", b = " + b + " cannot work");
        }
    }

    /** BFT: k = max(2, 2f + 1), t = b = f = (n - 1) / 3. CFT: k = n / 2 + 1, t = (n - 1) / 2, b = 0. */
    public static CommitteeNumbers of(ConsensusMode mode, int n) {
        if (mode == ConsensusMode.BFT) {
            int f = (n - 1) / 3;
            return new CommitteeNumbers(n, Math.max(2, 2 * f + 1), f, f);
        }
        return new CommitteeNumbers(n, n / 2 + 1, (n - 1) / 2, 0);
    }

    /** Signed share receipts without which a record is not put on the ledger. */
    public int receiptsToWrite() {
        return n - t;
    }

    /** Receipts below which the record shows "custody thin". */
    public int receiptsToLast() {
        return k + b;
    }

    /** Signed deletions after which nobody can join the factor any more, unless more than b lied. */
    public int receiptsToErase() {
        return n - k + 1 + b;
    }
}
