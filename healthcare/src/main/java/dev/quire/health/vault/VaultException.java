package dev.quire.health.vault;

import java.io.IOException;

/** A vault could not do what it was asked; nothing was lost or half written. */
public sealed class VaultException extends IOException {
    private static final long serialVersionUID = 1L;

    private VaultException(String message) {
        super(message);
    }

    private VaultException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Nothing lies under that name, or the caller may not know of it. */
    public static final class Missing extends VaultException {
        private static final long serialVersionUID = 1L;

        public Missing(BlobName name) {
            super("nothing lies under " + name.path());
        }
    }

    /** Something else lies under that name: a name is written once. */
    public static final class Taken extends VaultException {
        private static final long serialVersionUID = 1L;

        public Taken(BlobName name) {
            super("other bytes lie under " + name.path() + ": draw a new id");
        }
    }

    /** The vault's own bytes are not those that were put. */
    public static final class Damaged extends VaultException {
        private static final long serialVersionUID = 1L;

        private final long from;
        private final long to;

        /**
         * @param from first byte that is not right
         * @param to byte after the last one
         */
        public Damaged(BlobName name, long from, long to) {
            super("bytes " + from + " to " + to + " of " + name.path()
                    + " are not those that were put: heal it from a copy");
            this.from = from;
            this.to = to;
        }

        public long from() {
            return from;
        }

        public long to() {
            return to;
        }
    }

    /** The caller's own stream could not be read or written; the vault is as it was. */
    public static final class StreamBroken extends VaultException {
        private static final long serialVersionUID = 1L;

        public StreamBroken(BlobName name, IOException cause) {
            super("the caller's stream for " + name.path() + " broke off: " + cause.getMessage(), cause);
        }
    }

    /** The caller is not one who may do this. */
    public static final class Forbidden extends VaultException {
        private static final long serialVersionUID = 1L;

        public Forbidden(String message) {
            super(message);
        }
    }

    /** The vault is there, but answered in a way that nobody foresaw; the same call is likely to fail again. */
    public static final class Refused extends VaultException {
        private static final long serialVersionUID = 1L;

        public Refused(String message) {
            super(message);
        }
    }

    /** More bytes than were announced, fewer, or more than a vault takes. */
    public static final class WrongLength extends VaultException {
        private static final long serialVersionUID = 1L;

        public WrongLength(String message) {
            super(message);
        }
    }

    /** The vault cannot be reached or has no room; the same call may succeed later. */
    public static final class Unavailable extends VaultException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
