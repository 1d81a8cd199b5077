package dev.quire.gateway.command;

import dev.quire.health.keys.file.KeyFile;
import dev.quire.health.keys.file.PassphraseFile;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** From where a patient's passphrase comes: a file, or the person at the terminal. Never the command line. */
final class PassphraseOption {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "of mode 0600; its first line opens your keys. Default: you are asked")
    private Optional<Path> file = Optional.empty();

    /** The one that opens the patient's keys; the caller overwrites it. */
    char[] known() throws IOException {
        return file.isPresent() ? read(file.get()) : ask(terminal(), "Passphrase: ");
    }

    /** A new one; the caller overwrites it. */
    char[] chosen() throws IOException {
        return chosen(file, "New passphrase");
    }

    /** A new one from {@code source}, or asked for twice. */
    static char[] chosen(Optional<Path> source, String what) throws IOException {
        char[] passphrase = source.isPresent() ? read(source.get()) : askTwice(what);
        if (passphrase.length < KeyFile.MIN_PASSPHRASE_LENGTH) {
            Arrays.fill(passphrase, ' ');
            throw new CommandException(
                    ExitCode.USAGE,
                    "the passphrase is too short",
                    "Take " + KeyFile.MIN_PASSPHRASE_LENGTH
                            + " characters or more; some words are easily kept in mind");
        }
        return passphrase;
    }

    private static char[] read(Path file) throws IOException {
        return Failures.ofFile(
                () -> PassphraseFile.read(file), "Name a file that only you may read with --passphrase-file");
    }

    private static char[] askTwice(String what) {
        Console console = terminal();
        char[] first = ask(console, what + ": ");
        char[] again = ask(console, "The same once more: ");
        boolean same = Arrays.equals(first, again);
        Arrays.fill(again, ' ');
        if (!same) {
            Arrays.fill(first, ' ');
            throw new CommandException(ExitCode.USAGE, "the two passphrases differ", "Try again");
        }
        return first;
    }

    private static char[] ask(Console console, String prompt) {
        char[] typed = console.readPassword("%s", prompt);
        if (typed == null) {
            throw new CommandException(ExitCode.USAGE, "no passphrase was typed", "Try again");
        }
        return typed;
    }

    /** From JDK 22 on there always is one, which gives null where nobody types. */
    @SuppressWarnings("SystemConsoleNull")
    private static Console terminal() {
        Console console = System.console();
        if (console == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "there is no terminal at which to ask for a passphrase",
                    "Write it into a file of mode 0600, and name that with --passphrase-file");
        }
        return console;
    }
}
