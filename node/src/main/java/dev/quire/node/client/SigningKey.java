package dev.quire.node.client;

import dev.quire.Account;
import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.Signer;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens the file of {@code --key}. */
final class SigningKey {
    private SigningKey() {}

    static Account account(Path file) {
        return new Account(load(file));
    }

    static Signer load(Path file) {
        try {
            return Ed25519Key.load(file);
        } catch (NoSuchFileException e) {
            throw new CommandException(
                    ExitCode.USAGE, "there is no key file " + file, "Name one with --key; a testnet has client.key");
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    String.valueOf(e.getMessage()),
                    "Name a key file that only you may read with --key");
        }
    }
}
