package dev.quire.examples.hospital;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What an outsider can check, and what a thief would find. Used by one thread. */
final class EvidenceStory {
    private static final int VALID = 0;
    private static final int INVALID = 1;
    private static final long TIMEOUT_SECONDS = 60;
    private static final int PIECE_BYTES = 1 << 20;
    private static final int LONGEST_NAME = 100;

    private final HospitalNetwork network;
    private final Path directory;
    private final Path verifier;

    /** @param verifier the jar of ledger-verify */
    EvidenceStory(HospitalNetwork network, Path directory, Path verifier) {
        this.network = network;
        this.directory = directory;
        this.verifier = verifier;
    }

    /** Saves the receipt of a transaction and lets another program check it, and a forged copy. */
    String verifyReceipt(String txId) throws IOException, InterruptedException {
        Path members = network.writeMembersFile();
        Path receipt = directory.resolve("refusal.receipt");
        HospitalClient hospital = network.hospital(0);
        hospital.call(hospital.order("receipt").put("txId", txId).put("file", receipt.toString()));
        Verdict good = verify(receipt, members);
        Steps.require(good.exitCode() == VALID, "the receipt was not found valid: " + good.text());

        Path forged = directory.resolve("forged.receipt");
        byte[] bytes = Files.readAllBytes(receipt);
        bytes[bytes.length / 2] ^= 1;
        Files.write(forged, bytes);
        Verdict bad = verify(forged, members);
        Steps.require(bad.exitCode() == INVALID, "a forged receipt was not refused: " + bad.text());
        return "java -jar " + verifier.getFileName() + " verify-receipt " + receipt.getFileName() + " --members "
                + members.getFileName() + "\n" + good.text().strip() + "\nThe same file with one bit changed: "
                + bad.text().lines().findFirst().orElse("");
    }

    /** Looks for the patients' family names in everything that lies in the hospitals' vaults and ledgers. */
    String lookForNames(List<Admission> admissions) throws IOException {
        List<String> names = admissions.stream()
                .map(admission -> admission.patient().name())
                .map(name -> name.substring(name.lastIndexOf(' ') + 1))
                .toList();
        Steps.require(
                find(admissions.get(0).bundle(), names).isPresent(),
                "the search does not even find a name where it stands: in Synthea's own file");
        long files = 0;
        for (int i = 0; i < network.size(); i++) {
            for (String part : List.of("vault", "ledger")) {
                for (Path file : filesIn(network.hospital(i).directory().resolve(part))) {
                    files++;
                    Optional<String> found = find(file, names);
                    Steps.require(found.isEmpty(), "the name " + found.orElse("") + " stands in " + file);
                }
            }
        }
        return "None of the patients' names is in any of the " + files + " files of vaults and ledgers.";
    }

    private record Verdict(int exitCode, String text) {}

    private Verdict verify(Path receipt, Path members) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        verifier.toString(),
                        "verify-receipt",
                        receipt.toString(),
                        "--members",
                        members.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the verifier did not end within " + TIMEOUT_SECONDS + " s");
        }
        return new Verdict(process.exitValue(), text);
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** The first of the names that stands in the file; pieces overlap, so that none is missed between two. */
    private static Optional<String> find(Path file, List<String> names) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String before = "";
            for (byte[] piece = in.readNBytes(PIECE_BYTES); piece.length > 0; piece = in.readNBytes(PIECE_BYTES)) {
                String text = before + new String(piece, StandardCharsets.ISO_8859_1);
                Optional<String> found = names.stream().filter(text::contains).findFirst();
                if (found.isPresent()) {
                    return found;
                }
                before = text.substring(Math.max(0, text.length() - LONGEST_NAME));
            }
            return Optional.empty();
        }
    }
}
