package dev.quire.gateway.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory in which each file, or each directory with all that is in it, is what is known of one patient. */
record Plaintext(List<Path> patients) {
    private static final int LEAST_DIFFERENT = 5;
    private static final String OF_CLOCK = "0123456789:.-+TZ";

    static Plaintext in(Path directory) throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            return new Plaintext(names.sorted().toList());
        }
    }

    /** Takes the needles of all patients; what several of them have is dropped. */
    void collect(Needles needles) throws IOException {
        for (int i = 0; i < patients.size(); i++) {
            for (Path file : files(patients.get(i))) {
                addRuns(file, i + 1, needles);
                addStrings(file, i + 1, needles);
            }
        }
        // A string of one patient may stand inside of another's text.
        for (int i = 0; i < patients.size(); i++) {
            Search search = Search.plain(needles, leak -> {}, dropOthers(needles, i + 1));
            for (Path file : files(patients.get(i))) {
                try (InputStream in = Files.newInputStream(file)) {
                    search.in(new Place("", "", ""), in);
                }
            }
        }
    }

    private static Matcher.Each dropOthers(Needles needles, int reader) {
        return new Matcher.Each() {
            @Override
            public void run(long head, int tail) {}

            @Override
            public void string(String text, int patient) {
                if (patient != reader) {
                    needles.forget(text);
                }
            }
        };
    }

    private static List<Path> files(Path patient) throws IOException {
        try (Stream<Path> all = Files.walk(patient, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void addRuns(Path file, int patient, Needles needles) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] window = new byte[16];
            int[] seen = new int[256];
            int different = 0;
            long head = 0;
            int tail = 0;
            long position = 0;
            long notOfClock = 0;
            long colon = -RunTable.LENGTH;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (position > 0) {
                    needles.addPair((tail & 0xff) << 8 | next);
                }
                if (position >= RunTable.LENGTH) {
                    int gone = window[(int) (position - RunTable.LENGTH & 15)] & 0xff;
                    different -= --seen[gone] == 0 ? 1 : 0;
                }
                different += seen[next]++ == 0 ? 1 : 0;
                window[(int) (position & 15)] = (byte) next;
                head = head << 8 | tail >>> 24;
                tail = tail << 8 | next;
                position++;
                notOfClock = OF_CLOCK.indexOf(next) < 0 ? position : notOfClock;
                colon = next == ':' ? position : colon;
                // Logs tell the time as patients' files do, and sometimes it is the same one.
                boolean tellsTime = position - notOfClock >= RunTable.LENGTH && position - colon < RunTable.LENGTH;
                if (position >= RunTable.LENGTH && different >= LEAST_DIFFERENT && !tellsTime) {
                    needles.runs().add(head, tail, patient);
                }
            }
        }
    }

    private static void addStrings(Path file, int patient, Needles needles) throws IOException {
        IdentifyingText.in(file, text -> needles.addString(text, patient));
    }
}
