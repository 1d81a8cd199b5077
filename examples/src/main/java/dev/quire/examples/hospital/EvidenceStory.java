package dev.quire.examples.hospital;

import dev.quire.gateway.audit.LeakReport;
import dev.quire.gateway.audit.LeakScan;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What an outsider can check, and what a thief would find. Used by one thread. */
final class EvidenceStory {
    private static final int VALID = 0;
    private static final int INVALID = 1;
    private static final long TIMEOUT_SECONDS = 60;
    private static final String H2_USER = "vault";

    private final DemoNetwork network;
    private final Path directory;
    private final Path verifier;

    /** @param verifier the jar of ledger-verify */
    EvidenceStory(DemoNetwork network, Path directory, Path verifier) {
        this.network = network;
        this.directory = directory;
        this.verifier = verifier;
    }

    /** Saves a receipt and lets another program check it, and a forged copy. */
    String verifyReceipt(Receipt saved) throws IOException, InterruptedException {
        byte[] bytes = saved.encoded().toArray();
        Path receipt = Files.write(directory.resolve("refusal.receipt"), bytes);
        Verdict good = verify(receipt);
        Steps.require(good.exitCode() == VALID, "the receipt was not found valid: " + good.text());

        bytes[bytes.length / 2] ^= 1;
        Verdict bad = verify(Files.write(directory.resolve("forged.receipt"), bytes));
        Steps.require(bad.exitCode() == INVALID, "a forged receipt was not refused: " + bad.text());
        return "java -jar " + verifier.getFileName() + " verify-receipt " + receipt.getFileName() + " --members "
                + network.members().getFileName() + "\n" + good.text().strip()
                + "\nThe same file with one bit changed: "
                + bad.text().lines().findFirst().orElse("");
    }

    /**
     * Looks for everything that is known of the patients in everything that the hospitals wrote.
     *
     * @param baseline what the hospitals' directories were before there were patients
     */
    String lookForPlaintext(List<Path> bundles, List<Admission> admissions, Path baseline) throws IOException {
        Path plaintext = Files.createDirectory(directory.resolve("plaintext"));
        for (Path bundle : bundles) {
            Files.copy(bundle, plaintext.resolve(bundle.getFileName()));
        }
        Path letter = directory.resolve("letter");
        Files.writeString(letter, "Dear " + admissions.get(0).name() + ", your results are here.");
        Steps.require(
                scan(plaintext, letter, baseline).leakCount() > 0, "the scan does not even find a name in a letter");
        LeakReport report = scan(plaintext, network.directory(), baseline);
        Steps.require(report.unreadable().isEmpty(), "not all could be read: " + report.unreadable());
        Steps.require(report.leakCount() == 0, report.leakCount() + " leaks: " + report.leaks());
        return "Of " + report.patients() + " patients " + report.runs() + " pieces of text and " + report.strings()
                + " names, addresses and numbers were looked for\nin " + report.files() + " files ("
                + (report.bytes() >> 20) + " MiB with what is in databases, journals and logs): none of them is there.";
    }

    private static LeakReport scan(Path plaintext, Path data, Path baseline) throws IOException {
        return LeakScan.run(
                new LeakScan.Request(
                        plaintext,
                        List.of(data),
                        List.of(),
                        List.of(baseline),
                        new LeakScan.Logins(H2_USER, "", Optional.empty())),
                (done, of) -> {});
    }

    private record Verdict(int exitCode, String text) {}

    private Verdict verify(Path receipt) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        verifier.toString(),
                        "verify-receipt",
                        receipt.toString(),
                        "--members",
                        network.members().toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the verifier did not end within " + TIMEOUT_SECONDS + " s");
        }
        return new Verdict(process.exitValue(), text);
    }
}
