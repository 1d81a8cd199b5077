package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.gateway.network.HospitalProfile;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which hospital acts: mixed into all commands of those who work at one. */
final class HospitalOptions {
    @Option(
            names = "--profile",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "the hospital's directory, with hospital.properties; default: the working directory")
    private Path directory;

    /** The hospital's own settings. */
    Path file() {
        return Files.isDirectory(directory) ? directory.resolve(HospitalProfile.FILE) : directory;
    }

    HospitalDesk open() throws IOException {
        HospitalProfile profile = Failures.ofFile(
                () -> HospitalProfile.read(directory),
                "Name the hospital's directory with --profile; a testnet has hospital-0 and so on");
        return Failures.ofFile(
                () -> HospitalDesk.open(profile), "See that the files of hospital.properties are there, mode 0600");
    }

    /** @throws CommandException if nobody is called so */
    static void requireStaff(HospitalDesk desk, String name) {
        if (!desk.profile().staff().containsKey(name)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "nobody here is called '" + name + "'",
                    "Name one of " + String.join(", ", desk.profile().staff().keySet()));
        }
    }
}
