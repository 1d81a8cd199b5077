package dev.quire.gateway.command;

import dev.quire.crypto.KeyFileException;
import dev.quire.health.client.HealthException;
import dev.quire.health.vault.VaultException;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says of what fails what happened and what to do, and gives it its exit code. */
final class Failures {
    private static final String UNREACHABLE =
            "See that the nodes of network.properties run (quire testnet status DIR), then do the same again";

    /** Not the same again: that would make another one, and ending that would leave the first. */
    private static final String UNSETTLED =
            "See in five minutes whether it is there (quire health patient grants, or records; an emergency by reading under"
                    + " its id). If it is, go on with it or end it; only if it is not, do the same again";

    private Failures() {}

    /**
     * Waits for an answer.
     *
     * @throws CommandException if it is no, or none came
     * @throws IOException if a file on this machine cannot be used
     */
    static <T> T done(CompletableFuture<T> future) throws IOException {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HealthException known) {
                throw explained(known);
            } else if (e.getCause() instanceof FileSystemException file) {
                throw file;
            } else if (e.getCause() instanceof IOException nobody) {
                // Whoever asks the ledger for something of his own gets what HTTP has.
                throw new CommandException(ExitCode.UNREACHABLE, String.valueOf(nobody.getMessage()), UNREACHABLE);
            } else if (e.getCause() instanceof IllegalArgumentException bounds) {
                throw new CommandException(
                        ExitCode.USAGE, String.valueOf(bounds.getMessage()), "Correct that, and try again");
            }
            throw e;
        }
    }

    /** @throws FileSystemException if that is what it comes from */
    static CommandException explained(HealthException failure) throws FileSystemException {
        if (failure instanceof HealthException.Unavailable && failure.getCause() instanceof FileSystemException file) {
            throw file;
        }
        if (failure instanceof HealthException.Unsettled) {
            return new CommandException(ExitCode.UNREACHABLE, String.valueOf(failure.getMessage()), UNSETTLED);
        }
        boolean unreachable = failure instanceof HealthException.Unavailable && !isAnswerOfAVault(failure.getCause());
        return new CommandException(
                unreachable ? ExitCode.UNREACHABLE : ExitCode.NO,
                String.valueOf(failure.getMessage()),
                unreachable ? UNREACHABLE : nextStep(failure));
    }

    private static boolean isAnswerOfAVault(@Nullable Throwable cause) {
        return cause instanceof VaultException && !(cause instanceof VaultException.Unavailable);
    }

    private static String nextStep(HealthException failure) {
        if (failure instanceof HealthException.Refused refused) {
            return "Nothing has changed. Its proof: quire receipt "
                    + refused.receipt().transaction().id();
        } else if (failure instanceof HealthException.NotPermitted) {
            return "Ask: quire health clinician request; the patient sees this attempt in the access log";
        } else if (failure instanceof HealthException.TooFewCustodians) {
            return "Try again later, or tell the operators of the hospitals that are named";
        } else if (failure instanceof HealthException.NotInVaults) {
            return "Have the hospitals that are named look at their vaults, then try again";
        } else if (failure instanceof HealthException.Unreadable) {
            return "Tell the hospital that wrote it; the other records can be read";
        } else if (failure instanceof HealthException.Unavailable) {
            return "Do the same again; if that does not help, tell the hospital's operator";
        } else if (failure instanceof HealthException.NotProven) {
            return "Take that node out of network.properties, or put another one before it";
        }
        return "Check the id, and whose directory --profile names";
    }

    /**
     * The same.
     *
     * @param next what to do where the access was not permitted
     */
    static <T> T done(CompletableFuture<T> future, String next) throws IOException {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof HealthException.NotPermitted no) {
                throw new CommandException(ExitCode.NO, String.valueOf(no.getMessage()), next);
            }
            return done(future);
        }
    }

    /** Java says of a directory only that it is one, and takes it for trouble with the disk. */
    static void requireNoDirectory(Path file, String nextStep) {
        if (Files.isDirectory(file)) {
            throw new CommandException(ExitCode.USAGE, file + " is a directory", nextStep);
        }
    }

    /** Reads or makes a file that the user names. */
    interface FileWork<T> {
        T run() throws IOException;
    }

    /**
     * @param nextStep where the file is missing, in the way, or not to be used
     * @throws CommandException of wrong usage
     * @throws IOException if the disk is the trouble
     */
    static <T> T ofFile(FileWork<T> work, String nextStep) throws IOException {
        try {
            return work.run();
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.USAGE, "there is no " + e.getFile(), nextStep);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(
                    ExitCode.USAGE, e.getFile() + " is there already, and is not overwritten", nextStep);
        } catch (KeyFileException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), nextStep);
        }
    }
}
