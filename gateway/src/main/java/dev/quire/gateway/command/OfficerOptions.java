package dev.quire.gateway.command;

import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.client.PrivacyOfficer;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who judges, and where: mixed into each of a privacy officer's commands. */
final class OfficerOptions {
    @Mixin
    private HospitalOptions hospital;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "privacy-officer",
            description = "who it is, as hospital.properties names the staff; default: ${DEFAULT-VALUE}")
    private String name;

    /** An officer at work while a command runs. */
    record Session(HospitalDesk desk, PrivacyOfficer officer, Names names) implements AutoCloseable {
        @Override
        public void close() {
            desk.close();
        }
    }

    Session open() throws IOException {
        HospitalDesk desk = hospital.open();
        try {
            HospitalOptions.requireStaff(desk, name);
            return new Session(desk, Failures.done(desk.officer(name)), new Names(desk.network()));
        } catch (IOException | RuntimeException e) {
            desk.close();
            throw e;
        }
    }
}
