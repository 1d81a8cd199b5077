package dev.quire.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/quire} in a small tree, with programs in the place of Maven and Java that say that they were called. */
class LauncherTest {
    @TempDir
    Path root;

    @Test
    void buildsWhenTheSourcesAreNewer() throws Exception {
        Path source = root.resolve("gateway/src/main/X.java");
        program("bin/quire", Files.readString(Path.of("..", "bin", "quire")));
        program("tools/bin/mvn", "#!/bin/sh\nmkdir -p gateway/target/lib\ntouch gateway/target/gateway-1.jar\n");
        program("tools/bin/java", "#!/bin/sh\necho ran\n");
        Files.createDirectories(source.getParent());
        for (Path file : new Path[] {root.resolve("pom.xml"), root.resolve("gateway/pom.xml"), source}) {
            Files.createFile(file);
            age(file, -1_000);
        }
        age(source.getParent(), -1_000);
        assertThat(run()).isEqualTo("quire: not built yet; building\nran\n");
        assertThat(run()).isEqualTo("ran\n");
        age(source, 1_000);
        assertThat(run()).isEqualTo("quire: the sources are newer than what was built; building again\nran\n");
        age(source, -1_000);
        assertThat(run()).isEqualTo("ran\n");
    }

    private static void age(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private void program(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private String run() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(root.resolve("bin/quire").toString(), "status").redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", root.resolve("tools/bin") + ":" + environment.get("PATH"));
        environment.put("JAVA_HOME", root.resolve("tools").toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
