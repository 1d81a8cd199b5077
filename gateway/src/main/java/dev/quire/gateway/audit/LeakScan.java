package dev.quire.gateway.audit;

import dev.quire.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for pieces of plaintext where only ciphertext may be: in every file as it is, its name included, and in all stores
 * opened (docs/healthcare/leak-scan.md). Nothing that is looked at is changed.
 */
public final class LeakScan {
    private static final int SHARE_OF_HEAP = 2;

    private LeakScan() {}

    /**
     * What is looked for, and where.
     *
     * @param plaintext a directory: each file or directory in it is what is known of one patient
     * @param data directories and files
     * @param databases JDBC URLs, with the user where they need one
     * @param baseline directories and files of a run without these patients: what is in there is no leak
     * @param logins how databases are opened
     */
    public record Request(Path plaintext, List<Path> data, List<String> databases, List<Path> baseline, Logins logins) {
        public Request {
            data = List.copyOf(data);
            databases = List.copyOf(databases);
            baseline = List.copyOf(baseline);
        }
    }

    /**
     * Users and passwords.
     *
     * @param h2User of H2 file databases, as is {@code h2Password}
     * @param databasePassword of those that are named by URL
     */
    public record Logins(String h2User, String h2Password, Optional<String> databasePassword) {
        /** Nobody reads passwords in a log. */
        @Override
        public String toString() {
            return "Logins[" + h2User + "]";
        }
    }

    /**
     * Scans. Takes half of the heap at most, however much there is to look for and to look at.
     *
     * @param progress counts bytes of files
     * @throws IOException if the plaintext cannot be read; data that cannot be read are in the report
     */
    public static LeakReport run(Request request, Progress progress) throws IOException {
        Needles needles = new Needles(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / SHARE_OF_HEAP);
        Plaintext plaintext = Plaintext.in(request.plaintext);
        plaintext.collect(needles);
        DataScan baseline = new DataScan(needles, leak -> {}, forget(needles), request.logins, (done, of) -> {}, 0);
        EmptyStore.scan(baseline);
        for (Path path : request.baseline) {
            baseline.directory(path);
        }
        List<Leak> first = new ArrayList<>();
        long[] count = {0};
        long expectedBytes = 0;
        for (Path path : request.data) {
            expectedBytes += DataScan.size(path);
        }
        DataScan scan = new DataScan(
                needles,
                leak -> {
                    if (count[0]++ < LeakReport.MOST_LEAKS) {
                        first.add(leak);
                    }
                },
                Matcher.Each.NOBODY,
                request.logins,
                progress,
                expectedBytes);
        for (Path path : request.data) {
            scan.directory(path);
        }
        request.databases.forEach(scan::database);
        List<LeakReport.Unreadable> unreadable = new ArrayList<>(baseline.unreadable());
        unreadable.addAll(scan.unreadable());
        return new LeakReport(
                plaintext.patients().size(),
                needles.runs().size(),
                needles.runs().oneIn(),
                needles.strings(),
                scan.files(),
                scan.bytes(),
                needles.expectedInNoise(scan.bytes()),
                count[0],
                first,
                unreadable);
    }

    private static Matcher.Each forget(Needles needles) {
        return new Matcher.Each() {
            @Override
            public void run(long head, int tail) {
                needles.runs().forget(head, tail);
            }

            @Override
            public void string(String text, int patient) {
                needles.forget(text);
            }
        };
    }
}
