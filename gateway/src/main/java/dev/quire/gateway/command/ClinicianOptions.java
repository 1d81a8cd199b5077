package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.client.Clinician;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who reads, and where: mixed into each of a clinician's commands. */
final class ClinicianOptions {
    @Mixin
    private HospitalOptions hospital;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "doctor",
            description = "who it is, as hospital.properties names the staff; default: ${DEFAULT-VALUE}")
    private String name;

    /** A clinician at work while a command runs. */
    record Session(HospitalDesk desk, Clinician clinician, Names names) implements AutoCloseable {
        @Override
        public void close() {
            desk.close();
        }
    }

    Session open() throws IOException {
        HospitalDesk desk = hospital.open();
        try {
            HospitalOptions.requireStaff(desk, name);
            return new Session(desk, Failures.done(desk.clinician(name)), new Names(desk.network()));
        } catch (IOException | RuntimeException e) {
            desk.close();
            throw e;
        }
    }
}
