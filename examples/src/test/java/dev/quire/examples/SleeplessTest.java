package dev.quire.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks into the compiled tests of every module that has been built before this one. */
class SleeplessTest {
    @Test
    void noTestSleeps() throws IOException {
        JavaClasses tests = new ClassFileImporter().importPaths(testClassesOfAllModules());
        assertThat(tests).as("scanned test classes").isNotEmpty();
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .because("a test waits for a condition (Awaitility) or on the virtual clock")
                .check(tests);
    }

    private static List<Path> testClassesOfAllModules() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            return modules.map(module -> module.resolve("target/test-classes"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
