package dev.quire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BallastTest {
    private static final long RESERVE = 1 << 20;

    @TempDir
    private Path data;

    @Test
    void whatACrashHasLeftOfItIsMadeWhole() throws Exception {
        Path file = data.resolve("ballast");
        Files.write(file, new byte[100]);
        new Ballast(data, RESERVE).prepare();
        assertThat(file).hasSize(RESERVE / 16);
    }
}
