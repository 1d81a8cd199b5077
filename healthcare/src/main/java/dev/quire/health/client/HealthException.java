package dev.quire.health.client;

import dev.quire.health.Decision;
import dev.quire.health.Id;
import dev.quire.health.Refusal;
import dev.quire.health.custody.Denial;
import dev.quire.health.keys.CryptoException;
import dev.quire.receipt.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why something was not done. The message is for a person: what, why, what to do; it holds no secret. */
public abstract sealed class HealthException extends Exception {
    private static final long serialVersionUID = 1L;

    private HealthException(String message) {
        super(message);
    }

    private HealthException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A rule of the ledger forbids the command. It changed nothing, and has a receipt. */
    public static final class Refused extends HealthException {
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;
        private final transient Receipt receipt;

        Refused(Refusal refusal, Receipt receipt) {
            super("the ledger refused it (" + refusal.number() + " " + refusal.name() + "): " + refusal.text());
            this.refusal = refusal;
            this.receipt = receipt;
        }

        public Refusal refusal() {
            return refusal;
        }

        /** Proves the refusal. */
        public Receipt receipt() {
            return receipt;
        }
    }

    /** The ledger did not permit an access. The attempt is in the patient's access log. */
    public static final class NotPermitted extends HealthException {
        private static final long serialVersionUID = 1L;

        private final transient Id aid;
        private final Decision decision;
        private final transient Receipt receipt;

        NotPermitted(Id aid, Decision decision, Receipt receipt) {
            super("not permitted (" + decision + "): " + decision.text() + "; access " + aid + " is in the log");
            this.aid = aid;
            this.decision = decision;
            this.receipt = receipt;
        }

        public Id aid() {
            return aid;
        }

        public Decision decision() {
            return decision;
        }

        /** Proves the attempt and what was decided. */
        public Receipt receipt() {
            return receipt;
        }
    }

    /** Too few custodians did their part. */
    public static final class TooFewCustodians extends HealthException {
        private static final long serialVersionUID = 1L;

        private final transient List<Fault> faults;

        TooFewCustodians(String what, int have, int need, List<Fault> faults) {
            super(what + ": " + have + " of " + need + " custodians that are needed; "
                    + faults.stream().map(Fault::sentence).collect(Collectors.joining("; ")));
            this.faults = List.copyOf(faults);
        }

        /** What each of the others did. */
        public List<Fault> faults() {
            return faults;
        }

        /** Did a custodian refuse for this reason? */
        public boolean wasDenied(Denial denial) {
            return faults.stream().anyMatch(fault -> fault.denial().equals(Optional.of(denial)));
        }
    }

    /** The ledger has no such thing, or it is not this one's. */
    public static final class Unknown extends HealthException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    /** What was sealed does not open, or was altered: a record, a capsule, a map. */
    public static final class Unreadable extends HealthException {
        private static final long serialVersionUID = 1L;

        private final CryptoException why;

        Unreadable(String what, CryptoException why) {
            super(what + ": " + why.getMessage(), why);
            this.why = why;
        }

        public CryptoException why() {
            return why;
        }
    }

    /** Nothing whole lies in any vault that was asked. */
    public static final class NotInVaults extends HealthException {
        private static final long serialVersionUID = 1L;

        private final transient List<Fault> faults;

        NotInVaults(String what, List<Fault> faults) {
            super("no vault has " + what + " whole: "
                    + faults.stream().map(Fault::sentence).collect(Collectors.joining("; ")));
            this.faults = List.copyOf(faults);
        }

        public List<Fault> faults() {
            return faults;
        }
    }

    /** The ledger, a member or a disk cannot be reached, or did not answer in time. What was asked may have been done. */
    public static final class Unavailable extends HealthException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Something with an id of its own was to be put on the ledger, and nobody knows whether it came there. Done once more it
     * gets another id, and can be there twice: first see whether this one is.
     */
    public static final class Unsettled extends HealthException {
        private static final long serialVersionUID = 1L;

        private final transient Id id;

        Unsettled(Id id, String message, HealthException cause) {
            super(message + ": " + cause.getMessage(), cause);
            this.id = id;
        }

        /** Of the permission, the denial, the record or the emergency that may be there. */
        public Id id() {
            return id;
        }
    }

    /** An answer of a node does not hold: it is faulty, or it lies. */
    public static final class NotProven extends HealthException {
        private static final long serialVersionUID = 1L;

        NotProven(String why) {
            super("the ledger's answer is not proven: " + why + "; ask another node");
        }
    }
}
