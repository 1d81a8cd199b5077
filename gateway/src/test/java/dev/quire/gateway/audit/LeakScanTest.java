package dev.quire.gateway.audit;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakScanTest {
    @TempDir
    Path temp;

    private Path data;
    private PlantedPatients patients;

    @BeforeEach
    void plant() throws IOException {
        data = Files.createDirectory(temp.resolve("data"));
        patients = new PlantedPatients(Files.createDirectory(temp.resolve("plain")));
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(7).nextBytes(noise);
        return noise;
    }

    /** Planted in the midst of noise, at an odd offset. */
    private Leak found(byte[] planted) throws IOException {
        byte[] before = noise(100_001);
        byte[] all = Arrays.copyOf(before, before.length + planted.length + 5_000);
        System.arraycopy(planted, 0, all, before.length, planted.length);
        Files.write(data.resolve("file"), all);
        List<Leak> leaks = patients.scan(data).leaks();
        assertThat(leaks).hasSize(1);
        return leaks.get(0);
    }

    @Test
    void noiseAndWhatSeveralPatientsHaveIsNoLeak() throws IOException {
        Files.write(data.resolve("noise"), noise(3_000_000));
        Files.writeString(data.resolve("log"), PlantedPatients.common());
        LeakReport report = patients.scan(data);
        assertThat(report.leaks()).isEmpty();
        assertThat(report.unreadable()).isEmpty();
        assertThat(report.patients()).isEqualTo(3);
        assertThat(report.oneRunIn()).isEqualTo(1);
        assertThat(report.strings()).as("family, MRN and birth date of each").isEqualTo(9);
        assertThat(report.expectedInNoise()).isLessThan(0.001);
    }

    @Test
    void plainTextIsNamedByOffsetLengthAndPatientAndNotRepeated() throws IOException {
        Leak leak = found(PlantedPatients.note(1));
        assertThat(leak.offset()).isEqualTo(100_001);
        assertThat(leak.bytes()).isEqualTo(PlantedPatients.note(1).length);
        assertThat(leak.patient()).isEqualTo(2);
        assertThat(leak.form()).isEqualTo("plain");
        assertThat(leak.store()).isEqualTo("file");
        assertThat(leak.toString()).doesNotContain("quay");
    }

    /** What was not looked at must not be called clean. */
    @Test
    void linksAreFollowedWhereTheyAreNamedAndElseTold() throws IOException {
        Files.write(data.resolve("file"), PlantedPatients.note(1));
        Path link = Files.createSymbolicLink(temp.resolve("link"), data);
        LeakReport report = patients.scan(link);
        assertThat(report.leaks())
                .singleElement()
                .satisfies(leak -> assertThat(leak.file()).isEqualTo(link + "/file"));
        assertThat(report.unreadable()).isEmpty();
        Path outer = Files.createDirectory(temp.resolve("outer"));
        Files.createSymbolicLink(outer.resolve("inner"), data);
        assertThat(patients.scan(outer).unreadable())
                .singleElement()
                .satisfies(at -> assertThat(at.file()).isEqualTo(outer + "/inner"));
    }

    @Test
    void twelveBytesAreEnough() throws IOException {
        assertThat(found("lancinating ".getBytes(UTF_8)).bytes()).isEqualTo(12);
    }

    /** Before zeros, between them, over the ends of what is read at once, and after them. */
    @Test
    void zerosArePassedOverAndHideNothing() throws IOException {
        byte[] note = PlantedPatients.note(1);
        String text = new String(note, UTF_8);
        int size = 1_000_003;
        for (byte[] planted : List.of(note, text.getBytes(UTF_16LE), text.getBytes(UTF_16BE))) {
            byte[] all = new byte[size];
            long[] places = {0, (1 << 17) - 7, 400_001, size - planted.length};
            for (long place : places) {
                System.arraycopy(planted, 0, all, (int) place, planted.length);
            }
            Files.write(data.resolve("file"), all);
            LeakReport report = patients.scan(data);
            List<Long> offsets =
                    report.leaks().stream().map(Leak::offset).sorted().toList();
            assertThat(offsets).hasSize(places.length);
            for (int i = 0; i < places.length; i++) {
                assertThat(offsets.get(i))
                        .as("UTF-16 of the other order may begin a byte beside it")
                        .isBetween(places[i] - 1, places[i] + 1);
            }
            assertThat(report.bytes()).isGreaterThanOrEqualTo(size);
        }
    }

    @Test
    void timeOfDayIsNoLeak() throws IOException {
        Files.writeString(
                temp.resolve("plain").resolve("visit.json"), "{\"effectiveDateTime\":\"2021-06-09T16:26:42.251Z\"}");
        Files.writeString(data.resolve("log"), "2026-11-23T16:26:42.251Z INFO a request");
        assertThat(patients.scan(data).leaks()).isEmpty();
        Files.writeString(data.resolve("note"), "seen on 2021-06-09T16:26:42.251Z");
        assertThat(patients.scan(data).leaks()).as("with its date it is one").hasSize(1);
    }

    @Test
    void namesAreFoundThoughTheyAreShort() throws IOException {
        assertThat(found("Iñarritu".getBytes(UTF_8)).patient()).isEqualTo(3);
    }

    @Test
    void utf16HexAndBase64AreFound() throws IOException {
        String text = "She " + PlantedPatients.NOTES.get(2);
        assertThat(found("Iñarritu".getBytes(UTF_16LE)).form()).isEqualTo("UTF-16");
        assertThat(found(text.getBytes(UTF_16LE)).form()).isEqualTo("UTF-16");
        assertThat(found(text.getBytes(UTF_16BE)).form()).isEqualTo("UTF-16");
        String hex = HexFormat.of().formatHex(text.getBytes(UTF_8));
        assertThat(found(hex.getBytes(UTF_8)).form()).isEqualTo("hex");
        assertThat(found(hex.toUpperCase(Locale.ROOT).getBytes(UTF_8)).form()).isEqualTo("hex");
        for (int shift = 0; shift < 4; shift++) {
            byte[] content = ("{[(<".substring(0, shift) + text).getBytes(UTF_8);
            for (Base64.Encoder encoder :
                    List.of(Base64.getEncoder(), Base64.getUrlEncoder().withoutPadding(), Base64.getMimeEncoder())) {
                byte[] field = ("{\"data\":\"" + encoder.encodeToString(content) + "\"}").getBytes(UTF_8);
                assertThat(found(field).form()).isEqualTo("base64");
            }
        }
    }

    @Test
    void logLineAndExceptionTextAreFound() throws IOException {
        Exception thrown = new IllegalStateException("no date in: " + PlantedPatients.NOTES.get(0));
        String log = "2026-11-23 10:00:00 WARN gateway - cannot file the record of Brzeczyk\n" + thrown + "\n\tat "
                + thrown.getStackTrace()[0];
        Files.writeString(data.resolve("gateway.log"), log);
        List<Leak> leaks = patients.scan(data).leaks();
        assertThat(leaks).extracting(Leak::patient).containsExactly(2, 1);
        assertThat(leaks).extracting(Leak::file).allMatch(file -> file.endsWith("/gateway.log"));
    }

    @Test
    void namesOfFilesAndDirectoriesAreFoundAndNotRepeated() throws IOException {
        Path directory = Files.createDirectory(data.resolve("scan of Okonkwo"));
        Files.write(directory.resolve("MRN-771411.pdf"), noise(10));
        LeakReport report = patients.scan(data);
        assertThat(report.leaks()).extracting(Leak::store).containsExactly("name", "name");
        assertThat(report.leaks()).extracting(Leak::patient).containsExactly(1, 2);
        assertThat(report.toString()).doesNotContain("Okonkwo").doesNotContain("MRN-77");
    }

    @Test
    void whatIsPackedIsUnpacked() throws IOException {
        String text = PlantedPatients.common() + PlantedPatients.NOTES.get(0) + PlantedPatients.common();
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(data.resolve("old.log.gz")))) {
            out.write(text.getBytes(UTF_8));
        }
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(data.resolve("backup.zip")))) {
            out.putNextEntry(new ZipEntry("inner.gz"));
            GZIPOutputStream inner = new GZIPOutputStream(out);
            inner.write(text.getBytes(UTF_8));
            inner.finish();
            out.closeEntry();
            out.putNextEntry(new ZipEntry("Brzeczyk.txt"));
            out.write(noise(100));
        }
        LeakReport report = patients.scan(data);
        assertThat(report.unreadable()).isEmpty();
        assertThat(report.leaks())
                .extracting(Leak::store)
                .contains("gzip", "name")
                .doesNotContain("zip");
        assertThat(report.leaks()).extracting(Leak::column).contains("inner.gz");
        assertThat(report.toString()).doesNotContain("Brzeczyk");
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        Files.write(data.resolve("half.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 77});
        Files.write(data.resolve("vault.mv.db"), noise(10_000));
        Files.write(data.resolve("000007.sst"), noise(10_000));
        LeakReport report = patients.scan(data);
        assertThat(report.leaks()).isEmpty();
        assertThat(report.unreadable())
                .extracting(LeakReport.Unreadable::store)
                .containsExactlyInAnyOrder("file", "sql", "rocksdb");
    }

    @Test
    void whatWasThereWithoutThePatientsIsNoLeak() throws IOException {
        Path baseline = Files.createDirectory(temp.resolve("baseline"));
        Files.writeString(baseline.resolve("manual"), PlantedPatients.NOTES.get(0) + " Okonkwo");
        Files.writeString(data.resolve("manual"), PlantedPatients.NOTES.get(0) + " Okonkwo");
        Files.writeString(data.resolve("log"), "Iñarritu");
        assertThat(patients.scan(data).leakCount()).isEqualTo(3);
        assertThat(patients.scanWithBaseline(data, baseline).leaks())
                .extracting(Leak::patient)
                .containsExactly(3);
    }
}
