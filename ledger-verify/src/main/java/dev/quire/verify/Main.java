package dev.quire.verify;

import dev.quire.codec.MalformedException;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.Proof;
import dev.quire.receipt.ReceiptVerifier;
import dev.quire.receipt.Verification;
import dev.quire.receipt.Verification.Invalid;
import java.io.IOException;
import java.io.PrintStream;

/**
 * {@code java -jar ledger-verify.jar verify FILE --members FILE}: says in plain words what a receipt or proof proves; and
 * {@code follow}: a light client. Exit codes: 0 valid, 1 invalid, 2 wrong usage or a file that cannot be read, 5 no node
 * reached.
 */
public final class Main {
    static final int VALID = 0;
    static final int INVALID = 1;
    static final int UNUSABLE = 2;
    static final int UNREACHABLE = 5;

    private static final String USAGE = """
            Usage: java -jar ledger-verify.jar verify FILE (--members FILE | --genesis FILE)
                       [--chain ID] [--least-mode CFT|BFT] [--least-signatures N]
               or: java -jar ledger-verify.jar follow --members FILE --head FILE
                       --node URL [--node URL ...] [--evidence FILE] [--least-mode ...]

            verify checks offline what FILE, a receipt or proof that a ledger member gave
            out, in binary or JSON, proves to someone who trusts
              --members FILE        the members and the chain that a members file names, or
              --genesis FILE        the members of a genesis document
            and who accepts
              --chain ID            proofs of this chain only; with --members it is known
              --least-mode MODE     BFT: no certificates that a lying majority can make
              --least-signatures N  certificates of at least N members; always a quorum
            follow asks nodes, none of which it trusts, for the newest certified block, and
            checks that the chain goes on from the one that it saw last:
              --head FILE           remembers that block; made if it is missing
              --node URL            a node's API, such as http://127.0.0.1:7100
              --evidence FILE       where to write the proof if history was rewritten
            Exit codes: 0 valid, 1 invalid or rewritten, 2 wrong usage or unreadable file,
            5 no node gave an answer that holds.""";

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
        Arguments asked;
        Trust trust;
        Proof proof;
        try {
            asked = Arguments.parse(arguments);
            trust = asked.trust();
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return UNUSABLE;
        } catch (IOException | MalformedException e) {
            err.println("Cannot verify: " + e.getMessage());
            return UNUSABLE;
        }
        if (asked.command().equals(Arguments.FOLLOW)) {
            return new FollowCommand(out, err).run(asked, trust.policy());
        }
        try {
            proof = JsonForm.readFile(SmallFile.read(asked.file(), JsonForm.MAX_FILE_SIZE));
        } catch (IOException e) {
            err.println("Cannot verify: " + e.getMessage());
            return UNUSABLE;
        } catch (MalformedException e) {
            out.println("INVALID: the file is not a receipt or proof: " + e.getMessage());
            return INVALID;
        }
        return report(proof, new ReceiptVerifier().verify(proof, trust.members(), trust.policy()));
    }

    private int report(Proof proof, Verification verification) {
        if (verification instanceof Invalid invalid) {
            out.println("INVALID: " + invalid.explanation() + ".");
            out.println("Reason " + invalid.reason().number() + ", " + invalid.reason());
            return INVALID;
        }
        out.println("VALID");
        PlainWords.of(proof, verification)
                .forEach((name, text) -> out.println((name + " ".repeat(13)).substring(0, 13) + text));
        return VALID;
    }
}
