package dev.quire.verify;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Invalid;
import dev.quire.receipt.Verification.Valid;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * {@code java -jar ledger-verify.jar verify-receipt FILE --members FILE}: says in plain words what a receipt proves.
 * Exit codes: 0 valid, 1 invalid, 2 wrong usage or a file that cannot be read.
 */
public final class Main {
    static final int VALID = 0;
    static final int INVALID = 1;
    static final int UNUSABLE = 2;

    private static final String USAGE = """
            Usage: java -jar ledger-verify.jar verify-receipt RECEIPT --members MEMBERS

            Checks offline what RECEIPT, a file that a ledger member gave out, proves to
            someone who trusts the members named in MEMBERS.
            Exit codes: 0 valid, 1 invalid, 2 wrong usage or unreadable file.""";

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new Main(System.out, System.err).run(arguments));
    }

    int run(String... arguments) {
        if (arguments.length == 1 && (arguments[0].equals("--help") || arguments[0].equals("-h"))) {
            out.println(USAGE);
            return VALID;
        }
        if (arguments.length != 4 || !arguments[0].equals("verify-receipt")) {
            err.println(USAGE);
            return UNUSABLE;
        }
        boolean membersFirst = arguments[1].equals("--members");
        if (!membersFirst && !arguments[2].equals("--members")) {
            err.println(USAGE);
            return UNUSABLE;
        }
        return verify(membersFirst ? arguments[3] : arguments[1], membersFirst ? arguments[2] : arguments[3]);
    }

    private int verify(String receiptFile, String membersFile) {
        MembersFile trusted;
        Bytes encoded;
        try {
            trusted =
                    MembersFile.parse(read(membersFile, MembersFile.MAX_LENGTH).toUtf8());
            encoded = read(receiptFile, Receipt.MAX_SIZE);
        } catch (IOException | MalformedException | InvalidPathException e) {
            err.println("Cannot verify: " + e.getMessage());
            return UNUSABLE;
        }
        try {
            return report(Receipt.decode(encoded), trusted);
        } catch (MalformedException e) {
            out.println("INVALID: the file is not a receipt: " + e.getMessage());
            return INVALID;
        }
    }

    private int report(Receipt receipt, MembersFile trusted) {
        Policy policy = Policy.any().ofChain(trusted.chainId());
        Verification verification = new ReceiptVerifier().verify(receipt, trusted.members(), policy);
        if (verification instanceof Valid valid) {
            print(receipt, valid);
            return VALID;
        }
        Invalid invalid = (Invalid) verification;
        out.println("INVALID: " + invalid.explanation() + ".");
        out.println("Reason " + invalid.reason().number() + ", " + invalid.reason());
        return INVALID;
    }

    private void print(Receipt receipt, Valid valid) {
        String outcome = valid.outcomeCode() == 0
                ? "applied"
                : "refused by plugin " + receipt.transaction().pluginId() + " with code " + valid.outcomeCode();
        out.println("VALID");
        out.println("Transaction  " + receipt.transaction().id());
        out.println("Sender       " + receipt.transaction().sender());
        out.println("Chain        " + receipt.transaction().chainId());
        out.println("Block        height " + valid.height() + ", transaction " + receipt.index() + " of "
                + receipt.header().txCount() + ", counted from 0");
        out.println("Time         " + Instant.EPOCH.plus(valid.timeMicros(), ChronoUnit.MICROS) + " (UTC)");
        out.println("Outcome      " + outcome);
        out.println("Certified    at height " + receipt.anchor().header().height() + " by " + valid.signatures()
                + " members, " + promise(valid));
    }

    private static String promise(Valid valid) {
        return switch (valid.mode()) {
            case CFT -> "crash-fault-tolerant mode: a majority vouches for it and is accountable";
            case BFT -> "Byzantine-fault-tolerant mode: final unless more than a third of the members lie";
        };
    }

    /** The bytes of the file, which may be at most {@code limit}. */
    private static Bytes read(String file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new IOException(file + " is larger than " + limit + " bytes: it is not such a file");
            }
            return Bytes.wrap(bytes);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }
}
