package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.gateway.network.HospitalNetwork;
import dev.quire.gateway.network.PatientProfile;
import dev.quire.health.Id;
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
import picocli.CommandLine.Parameters;

/** {@code quire health patient new DIR}. */
@Command(
        name = "new",
        description = "Make a patient's keys, under a passphrase, and choose the id of a new file.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  quire health patient new ana --network net"})
final class PatientNewCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "made if it is missing, for you only")
    private Path directory;

    @Option(
            names = "--network",
            required = true,
            paramLabel = "DIR",
            description = "where network.properties is, as in quire health testnet create DIR")
    private Path network;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "the paper of a file that a hospital has opened for you (quire health hospital sponsor)")
    private Optional<Path> paper = Optional.empty();

    @Mixin
    private PassphraseOption passphrase;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        Path known = Failures.ofFile(
                () -> {
                    HospitalNetwork.read(network);
                    return network.toAbsolutePath().normalize();
                },
                "Name the directory of network.properties with --network");
        Optional<FilePaper> file =
                paper.isPresent() ? Optional.of(FormFile.read(paper.get(), FilePaper::read)) : Optional.empty();
        Groups.requireNone(directory);
        char[] chosen = passphrase.chosen();
        try {
            PatientProfile profile = create(known, file.map(FilePaper::sid), chosen);
            if (file.isPresent()) {
                file.get().groups().write(profile.directory());
            }
            ObjectNode answer = Rows.object();
            answer.put("profile", profile.directory().toString());
            answer.put("subject", profile.sid().toHex());
            answer.put("key", profile.seedKey().toString());
            output.print(answer);
        } finally {
            Arrays.fill(chosen, ' ');
        }
        output.remark("Keep a way back to your records: quire health patient recovery-file --profile " + directory
                + " --out FILE");
        output.remark(
                file.isPresent()
                        ? "Take the file over: quire health patient claim --profile " + directory + " --out FORM"
                        : "Have a hospital open your file: quire health patient enroll --profile " + directory
                                + " --hospital NAME --out FORM");
        return ExitCode.OK;
    }

    private PatientProfile create(Path known, Optional<Id> sid, char[] chosen) throws IOException {
        SecureRandom random = new SecureRandom();
        return Failures.ofFile(
                () -> sid.isPresent()
                        ? PatientProfile.create(directory, known, sid.get(), chosen, random)
                        : PatientProfile.create(directory, known, chosen, random),
                "Name a new directory");
    }
}
