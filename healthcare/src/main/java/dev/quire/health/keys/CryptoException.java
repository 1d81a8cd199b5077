package dev.quire.health.keys;

/**
 * Why a key, a share, a message or a ciphertext is refused. The message says what is wrong and who can mend it; it never
 * holds a secret, nor bytes that were opened.
 */
public abstract sealed class CryptoException extends Exception {
    private static final long serialVersionUID = 1L;

    private CryptoException(String message) {
        super(message);
    }

    private CryptoException(String message, Exception cause) {
        super(message, cause);
    }

    /** A public key of zeros or of small order: what is sealed to it, anybody could open. */
    public static final class BadPublicKey extends CryptoException {
        private static final long serialVersionUID = 1L;

        BadPublicKey() {
            super("the public key is zero or of small order: nothing is sealed to it or taken from it");
        }
    }

    /** An authenticated ciphertext does not open: another key, another use, or altered bytes. */
    public static final class NotOpened extends CryptoException {
        private static final long serialVersionUID = 1L;

        /** @param what the name of the ciphertext */
        public NotOpened(String what) {
            super(what + " does not open: it was made for another key or another use, or was altered");
        }
    }

    /** Bytes that are not in the form that the format asks for. */
    public static final class Malformed extends CryptoException {
        private static final long serialVersionUID = 1L;

        public Malformed(String message) {
            super(message);
        }

        public Malformed(String message, Exception cause) {
            super(message + ": " + cause.getMessage(), cause);
        }
    }

    /** The two factors are not those of this record: nothing was decrypted with them. */
    public static final class WrongKeys extends CryptoException {
        private static final long serialVersionUID = 1L;

        WrongKeys() {
            super("the keys are not those that the author committed to on the ledger; nothing was decrypted");
        }
    }

    /** Bytes of a blob that are not those that the author wrote; any whole copy heals them. */
    public static final class DamagedRange extends CryptoException {
        private static final long serialVersionUID = 1L;
        private final long from;
        private final long to;

        /**
         * @param from position of the first byte
         * @param to position after the last
         */
        public DamagedRange(long from, long to) {
            super("bytes " + from + " to " + (to - 1) + " of the blob are damaged or missing: take them from a copy");
            this.from = from;
            this.to = to;
        }

        public long from() {
            return from;
        }

        /** Exclusive. */
        public long to() {
            return to;
        }
    }

    /** A share that is not the one that was dealt, which its custodian answers for. */
    public static final class BadShare extends CryptoException {
        private static final long serialVersionUID = 1L;
        private final int x;

        /** @param x the seat that the share was given for */
        public BadShare(int x, String why) {
            super("the share of seat " + x + " is refused: " + why);
            this.x = x;
        }

        public int x() {
            return x;
        }
    }

    /** There are not enough verified shares yet. */
    public static final class TooFewShares extends CryptoException {
        private static final long serialVersionUID = 1L;

        public TooFewShares(int have, int need) {
            super(have + " verified shares are there and " + need + " are needed: ask further custodians");
        }
    }

    /** DEALER_FAULT: both factors are those that the author gave, and what they make is not the record's key. */
    public static final class DealerFault extends CryptoException {
        private static final long serialVersionUID = 1L;

        public DealerFault() {
            super("the author gave factors that do not make the key it committed to (DEALER_FAULT): ask the author");
        }
    }
}
