package dev.quire.examples.hospital;

import dev.quire.gateway.network.PatientDevice;
import dev.quire.gateway.network.PatientProfile;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.client.EnrolmentForm;
import dev.quire.health.client.LabelGroup;
import dev.quire.node.config.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<LabelGroup> GROUPS = Arrays.stream(Compartment.values())
            .map(compartment -> new LabelGroup(compartment.name().toLowerCase(Locale.ROOT), false))
            .toList();

    private final SecureRandom random = new SecureRandom();
    private final Steps steps = new Steps(System.out);
    private final Protocol protocol;
    private final Path directory;
    private final SyntheaRun synthea;
    private final Path verifier;

    private Demo(Protocol protocol, Path directory, SyntheaRun synthea, Path verifier) {
        this.protocol = protocol;
        this.directory = directory;
        this.synthea = synthea;
        this.verifier = verifier;
    }

    /** Runs the demo. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments).subList(Math.min(4, arguments.length), arguments.length);
        int named = options.indexOf("--consensus") + 1;
        Optional<Protocol> protocol = named == 0
                ? Optional.of(Protocol.pbft)
                : options.stream().skip(named).findFirst().flatMap(Demo::protocol);
        if (arguments.length < 4 || protocol.isEmpty()) {
            System.err.println("Start the demo with ./demo; it passes what this needs, and --consensus raft or pbft.");
            System.exit(2);
        }
        Path work = Path.of(arguments[0]).toAbsolutePath();
        SyntheaRun synthea = new SyntheaRun(
                Path.of(arguments[1]).toAbsolutePath(), Path.of(arguments[2]).toAbsolutePath());
        Demo demo = new Demo(
                protocol.orElseThrow(), work, synthea, Path.of(arguments[3]).toAbsolutePath());
        System.exit(demo.run(options.contains("--once")) ? 0 : 1);
    }

    private static Optional<Protocol> protocol(String name) {
        return Arrays.stream(Protocol.values())
                .filter(one -> one.name().equals(name))
                .findFirst();
    }

    private Path networkDirectory() {
        return directory.resolve("network");
    }

    private boolean run(boolean once) throws IOException, InterruptedException {
        DemoNetwork.stopLeftovers(networkDirectory());
        deleteRecursively(directory);
        OwnerOnly.directory(directory);
        List<Path> bundles = new ArrayList<>();
        List<PatientHistory> histories = new ArrayList<>();
        steps.run("Patients are invented", () -> {
            bundles.addAll(synthea.bundles(steps::say));
            for (Path bundle : bundles) {
                histories.add(new BundleSplitter().split(bundle));
            }
            return describe(histories);
        });
        List<DemoNetwork> started = new ArrayList<>(1);
        try {
            steps.run("The hospitals start, each a process of its own", () -> {
                started.add(DemoNetwork.found(networkDirectory(), protocol));
                copyRecursively(networkDirectory(), directory.resolve("baseline"));
                started.get(0).start();
                return describe(started.get(0));
            });
            if (steps.allHeld()) {
                tell(started.get(0), bundles, histories);
            }
            steps.printSummary();
            if (!once && steps.allHeld()) {
                stayUp(started.get(0));
            }
        } finally {
            for (DemoNetwork network : started) {
                network.close();
            }
        }
        return steps.allHeld();
    }

    private void tell(DemoNetwork network, List<Path> bundles, List<PatientHistory> histories)
            throws IOException, InterruptedException {
        // Whatever ends the demo ends the hospitals.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endHospitals(network)));
        List<Admission> admissions = new ArrayList<>();
        try (CrashStory crash = new CrashStory(network, admissions, steps)) {
            steps.run("Patients are admitted, their records published", () -> {
                for (int i = 0; i < histories.size(); i++) {
                    admissions.add(admit(network, i, histories.get(i)));
                }
                return crash.publishFirst();
            });
            if (steps.allHeld()) {
                tell(network, bundles, admissions, crash);
            }
        } finally {
            admissions.forEach(admission -> admission.phone().close());
        }
    }

    private void tell(DemoNetwork network, List<Path> bundles, List<Admission> admissions, CrashStory crash)
            throws InterruptedException {
        ConsentStory consent = new ConsentStory(network, admissions.get(0), 1, 2);
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
        steps.run("A receipt is checked offline", () -> evidence.verifyReceipt(consent.refusalReceipt()));
        steps.run("What a thief would find", () -> {
            network.stop();
            return evidence.lookForPlaintext(bundles, admissions, directory.resolve("baseline"));
        });
    }

    /** Makes the key on the phone, under a passphrase, and has the hospital open a file. */
    private Admission admit(DemoNetwork network, int number, PatientHistory history)
            throws IOException, InterruptedException {
        byte[] secret = new byte[18];
        random.nextBytes(secret);
        char[] passphrase = Base64.getEncoder().encodeToString(secret).toCharArray();
        PatientProfile profile = PatientProfile.create(
                directory.resolve("phone-" + (number + 1)), network.directory(), passphrase, random);
        PatientDevice phone = PatientDevice.open(network.network(), profile, passphrase);
        Arrays.fill(passphrase, ' ');
        int hospital = number % network.size();
        EnrolmentForm form = Waiting.forResult(
                phone.patient()
                        .enrolmentForm(
                                network.desk(hospital).profile().orgId(), DefaultPolicy.BREAK_GLASS_ONLY, GROUPS),
                PATIENCE,
                "the form");
        Waiting.forResult(network.desk(hospital).hospital().enroll(form), PATIENCE, "the admission");
        return new Admission(history, phone, hospital);
    }

    private void stayUp(DemoNetwork network) throws IOException, InterruptedException {
        network.start();
        System.out.println();
        System.out.println(
                "The hospitals are up again. Their directories, with logs, are in " + network.directory() + ".");
        for (int i = 0; i < network.size(); i++) {
            System.out.println("  " + network.name(i) + ": process " + network.pid(i) + ", "
                    + network.nodeDirectory(i).getFileName());
        }
        System.out.println("Ctrl-C ends them.");
        new CountDownLatch(1).await();
    }

    private static void endHospitals(DemoNetwork network) {
        try {
            network.stop();
        } catch (IOException e) {
            System.err.println("A hospital's process may still run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String describe(List<PatientHistory> histories) {
        int resources = histories.stream().mapToInt(PatientHistory::resources).sum();
        int records =
                histories.stream().mapToInt(history -> history.records().size()).sum();
        return histories.size() + " patients with " + resources + " FHIR resources, split into " + records
                + " records.";
    }

    private String describe(DemoNetwork network) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < network.size(); i++) {
            text.append(network.name(i))
                    .append(": process ")
                    .append(network.pid(i))
                    .append(", ")
                    .append(network.desk(i).profile().ledger())
                    .append('\n');
        }
        return text + network.name(network.awaitLeader()) + " leads; all "
                + (protocol == Protocol.pbft ? "four" : "three") + " agree by " + protocol
                + ", are custodians and have a vault, on chain "
                + network.network().members().chainId().abbreviated() + "….";
    }

    private static void copyRecursively(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
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
