package dev.quire.gateway.command;

import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.PatientSeed;
import dev.quire.health.keys.file.KeyFile;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quire health patient recovery-file --out FILE}. */
@Command(
        name = "recovery-file",
        description = {
            "Write a file that opens all of your records and signs nothing.",
            "It has a passphrase of its own, and a browser can open it."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient recovery-file --profile ana --out recovery.json"})
final class PatientRecoveryFileCommand implements Callable<Integer> {
    @Mixin
    private PatientOptions options;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "a new file, mode 0600")
    private Path out;

    @Option(
            names = "--recovery-passphrase-file",
            paramLabel = "FILE",
            description = "of mode 0600; its first line will open the new file. Default: you are asked")
    private Optional<Path> recoveryPassphrase = Optional.empty();

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        char[] own = options.passphrase();
        char[] chosen = PassphraseOption.chosen(recoveryPassphrase, "Passphrase of the recovery file");
        try (PatientSeed seed = Failures.ofFile(
                        () -> options.profile().seed(own), "Give the passphrase that this key was made with");
                DecryptionRoot root = seed.decryptionRoot()) {
            Failures.ofFile(
                    () -> {
                        KeyFile.writeRecovery(out, root, chosen, new SecureRandom());
                        return out;
                    },
                    "Name a new file with --out");
        } finally {
            Arrays.fill(own, ' ');
            Arrays.fill(chosen, ' ');
        }
        output.print(Rows.object().put("file", out.toString()));
        output.remark("Keep it away from this machine, and its passphrase away from it");
        return ExitCode.OK;
    }
}
