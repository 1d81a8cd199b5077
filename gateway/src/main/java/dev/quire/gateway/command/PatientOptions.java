package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.gateway.network.HospitalNetwork;
import dev.quire.gateway.network.PatientDevice;
import dev.quire.gateway.network.PatientProfile;
import dev.quire.health.client.Patient;
import dev.quire.health.client.Proven;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose file it is, and what opens it: mixed into each of a patient's commands. */
final class PatientOptions {
    @Option(
            names = "--profile",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "the patient's directory, with patient.properties; default: the working directory")
    private Path directory;

    @Option(
            names = "--network",
            paramLabel = "DIR",
            description = "where network.properties is; default: as patient.properties says")
    private Optional<Path> network = Optional.empty();

    @Mixin
    private PassphraseOption passphrase;

    /** A patient's device while a command runs, with what the patient calls things. */
    record Session(PatientDevice device, Groups groups, Names names) implements AutoCloseable {
        Patient patient() {
            return device.patient();
        }

        Rows rows() {
            return new Rows(names, groups::name, Instant.now());
        }

        /** All entries of a list of this file, which is proven as of a block. */
        <E> ObjectNode list(String name, Proven<E> found, Function<E, ObjectNode> row) {
            return Rows.addAll(Rows.object().put("subject", patient().sid().toHex()), name, found, row);
        }

        @Override
        public void close() {
            device.close();
        }
    }

    PatientProfile profile() throws IOException {
        return Failures.ofFile(
                () -> PatientProfile.read(directory),
                "Name the patient's directory with --profile, or make one: quire health patient new DIR");
    }

    char[] passphrase() throws IOException {
        return passphrase.known();
    }

    Session open() throws IOException {
        PatientProfile profile = profile();
        HospitalNetwork known = network(profile);
        char[] typed = passphrase.known();
        try {
            PatientDevice device = Failures.ofFile(
                    () -> PatientDevice.open(known, profile, typed), "Give the passphrase that this key was made with");
            return new Session(device, Groups.read(profile.directory()), new Names(known));
        } finally {
            Arrays.fill(typed, ' ');
        }
    }

    private HospitalNetwork network(PatientProfile profile) throws IOException {
        Path file = network.or(profile::network)
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        "it is not known which network this patient's file is in",
                        "Name the directory of network.properties with --network"));
        return Failures.ofFile(
                () -> HospitalNetwork.read(file), "Name the directory of network.properties with --network");
    }
}
