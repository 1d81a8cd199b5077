package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.block.Signature;
import dev.quire.health.Id;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * The hospital network from beginning to end, told in plain words; {@code ./demo} builds and starts it. Arguments:
 * directory to work in, directory of Synthea's jars, directory for Synthea's output, jar of ledger-verify; then {@code
 * --once} to end after the summary and {@code --consensus raft}, if that is wanted. Exit code 0: every step held; 1: one
 * did not.
 */
public final class Demo {
    private static final int FIRST_RECORDS = 40;

    private final SecureRandom random = new SecureRandom();
    private final Steps steps = new Steps(System.out);
    private final Ordering ordering;
    private final Path directory;
    private final SyntheaRun synthea;
    private final Path verifier;

    private Demo(Ordering ordering, Path directory, SyntheaRun synthea, Path verifier) {
        this.ordering = ordering;
        this.directory = directory;
        this.synthea = synthea;
        this.verifier = verifier;
    }

    /** Runs the demo. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments).subList(Math.min(4, arguments.length), arguments.length);
        int named = options.indexOf("--consensus") + 1;
        Optional<Ordering> ordering = named == 0
                ? Optional.of(Ordering.PBFT)
                : options.stream().skip(named).findFirst().flatMap(Ordering::named);
        if (arguments.length < 4 || ordering.isEmpty()) {
            System.err.println("Start the demo with ./demo; it passes what this needs, and --consensus raft or pbft.");
            System.exit(2);
        }
        Path work = Path.of(arguments[0]).toAbsolutePath();
        SyntheaRun synthea = new SyntheaRun(
                Path.of(arguments[1]).toAbsolutePath(), Path.of(arguments[2]).toAbsolutePath());
        Demo demo = new Demo(
                ordering.orElseThrow(), work, synthea, Path.of(arguments[3]).toAbsolutePath());
        System.exit(demo.run(options.contains("--once")) ? 0 : 1);
    }

    private boolean run(boolean once) throws IOException, InterruptedException {
        deleteRecursively(directory);
        OwnerOnly.directory(directory);
        List<Path> bundles = new ArrayList<>();
        steps.run("Patients are invented", () -> {
            bundles.addAll(synthea.bundles(steps::say));
            return describe(bundles);
        });
        List<HospitalNetwork> started = new ArrayList<>(1);
        steps.run("The hospitals start, each a process of its own", () -> {
            started.add(HospitalNetwork.start(directory, ordering, ordering.hospitals(), random));
            return describe(started.get(0));
        });
        if (started.isEmpty()) {
            steps.printSummary();
            return false;
        }
        try (HospitalNetwork network = started.get(0)) {
            tell(network, bundles);
            steps.printSummary();
            if (!once && steps.allHeld()) {
                stayUp(network);
            }
        }
        return steps.allHeld();
    }

    private void tell(HospitalNetwork network, List<Path> bundles) throws InterruptedException {
        List<Admission> admissions = new ArrayList<>();
        CrashStory crash = new CrashStory(network, admissions, steps);
        steps.run("Patients are admitted, their records published", () -> {
            for (int i = 0; i < bundles.size(); i++) {
                admissions.add(admit(network, i % network.size(), bundles.get(i)));
            }
            return crash.publishFirst(FIRST_RECORDS);
        });
        if (!steps.allHeld()) {
            return;
        }
        ConsentStory consent = new ConsentStory(network, admissions.get(0), 1, "Dr Okafor", random);
        EvidenceStory evidence = new EvidenceStory(network, directory, verifier);
        steps.run("A doctor elsewhere asks without permission", consent::askWithoutPermission);
        steps.run("The patient permits it for one hour", consent::grantOneHour);
        steps.run("The doctor reads", consent::read);
        steps.run("The patient ends the permission", consent::revoke);
        steps.run("The doctor's next read is refused", consent::readAfterRevocation);
        steps.run("The leader is killed in the middle of a load", crash::killLeaderUnderLoad);
        steps.run("It returns and catches up", crash::returnAndCatchUp);
        steps.run("Every acknowledged transaction is there", crash::checkAcknowledged);
        steps.run("A byte in a vault is changed", consent::readDamagedRecord);
        steps.run("A receipt is checked offline", () -> evidence.verifyReceipt(consent.refusedTxId()));
        steps.run("What a thief would find", () -> evidence.lookForNames(admissions));
    }

    private Admission admit(HospitalNetwork network, int hospital, Path bundle)
            throws IOException, InterruptedException {
        String name = new BundleSplitter().split(bundle).name();
        Patient patient = new Patient(name, random, InstantSource.system());
        HospitalClient client = network.hospital(hospital);
        Signature claim =
                patient.claim(network.chainId(), network.place(hospital).orgId());
        JsonNode admitted = client.call(client.order("admit")
                .put("sid", patient.sid().toHex())
                .put("patientKey", patient.publicKey().toHex())
                .put("claim", claim.toString()));
        return new Admission(
                patient, hospital, bundle, Id.fromHex(admitted.path("clinical").asText()));
    }

    private void stayUp(HospitalNetwork network) throws InterruptedException {
        System.out.println();
        System.out.println("The hospitals stay up. Their directories, with logs, are in " + directory + ".");
        for (int i = 0; i < network.size(); i++) {
            System.out.println("  " + network.name(i) + ": process "
                    + network.hospital(i).pid() + ", "
                    + network.hospital(i).directory().getFileName());
        }
        System.out.println("Ctrl-C ends them.");
        new CountDownLatch(1).await();
    }

    private static String describe(List<Path> bundles) throws IOException {
        int resources = 0;
        int records = 0;
        for (Path bundle : bundles) {
            PatientHistory history = new BundleSplitter().split(bundle);
            resources += history.resources();
            records += history.records().size();
        }
        return bundles.size() + " patients with " + resources + " FHIR resources, split into " + records + " records.";
    }

    private String describe(HospitalNetwork network) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < network.size(); i++) {
            text.append(network.name(i))
                    .append(": process ")
                    .append(network.hospital(i).pid())
                    .append(", port ")
                    .append(network.place(i).port())
                    .append('\n');
        }
        return text + network.name(network.awaitLeader()) + " leads; all " + ordering.sizeInWords() + " agree by "
                + ordering + " and are registered on chain "
                + network.chainId().abbreviated() + "….";
    }

    private static void deleteRecursively(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
