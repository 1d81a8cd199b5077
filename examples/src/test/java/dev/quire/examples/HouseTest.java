package dev.quire.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The arrows of docs/ARCHITECTURE.md. Maven's dependency graph keeps the arrows between modules as long as nobody adds
 * a dependency; this test keeps them in any case, and also those inside a module.
 */
@AnalyzeClasses(packages = "dev.quire", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    /** Lower floors first. A package sees the floors below its own, and no other package on its own floor. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("codec"),
            List.of("hash"),
            List.of("merkle"),
            List.of("block"),
            List.of("signature"),
            List.of("receipt"),
            List.of("lightclient"),
            List.of("client"),
            List.of("verify"),
            List.of("crypto"),
            List.of("spi.state"),
            List.of("spi.net"),
            List.of("spi.consensus"),
            List.of("spi.store"),
            List.of("spi.ledger"),
            List.of(
                    "kv",
                    "internal.journal",
                    "internal.memory",
                    "internal.mempool",
                    "internal.chain",
                    "internal.statetree"),
            List.of("internal.execution"),
            List.of("internal.snapshot"),
            List.of("internal.runtime"),
            List.of("raft", "pbft", "p2p", "storage", "health"),
            List.of("testkit", "<root>"),
            List.of("node"),
            List.of("gateway"),
            List.of("examples"));

    private static final int LEAST_CLASSES = 60;

    @ArchTest
    static void everyFloorWasScanned(JavaClasses classes) {
        assertThat(classes).as("scanned classes").hasSizeGreaterThan(LEAST_CLASSES);
        TreeSet<String> known = FLOORS.stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> modules =
                classes.stream().map(HouseTest::topPackage).collect(Collectors.toCollection(TreeSet::new));
        assertThat(modules).contains("codec", "spi", "internal", "raft", "p2p", "storage", "testkit", "health", "node");
        assertThat(classes)
                .as("every package has its floor: add a new one to FLOORS")
                .allSatisfy(type -> assertThat(known)
                        .as(type.getName())
                        .anyMatch(floor -> ("dev.quire." + floor).equals(type.getPackageName())
                                || type.getPackageName().startsWith("dev.quire." + floor + ".")
                                || (floor.equals("<root>")
                                        && type.getPackageName().equals("dev.quire"))));
    }

    @ArchTest
    static void arrowsPointDown(JavaClasses classes) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String room : FLOORS.get(floor)) {
                String[] unseen = FLOORS.subList(floor, FLOORS.size()).stream()
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(room))
                        .map(HouseTest::pattern)
                        .toArray(String[]::new);
                mustNotSee(new String[] {pattern(room)}, unseen).check(classes);
            }
        }
    }

    /** Only what wires a node together, or tests it as a whole, sees the engine's inside. */
    @ArchTest
    static final ArchRule insideOfTheEngineIsClosed =
            mustNotSee(patterns("raft", "pbft", "p2p", "storage", "health", "node", "examples"), patterns("internal"));

    /** It computes roots with the state tree and hands out what the chain keeps; it is fed by its caller. */
    @ArchTest
    static final ArchRule executionSeesStateTreeAndChainOnly =
            mustNotSee(patterns("internal.execution"), patterns("kv", "internal.journal", "internal.mempool"));

    @ArchTest
    static final ArchRule pluginSeesPortsOnly = mustNotSee(patterns("health", "kv"), patterns("spi.store", "spi.net"));

    /** What every member must compute alike stays apart from keys, randomness and files. */
    @ArchTest
    static final ArchRule stateMachineKnowsNoKeys = noClasses()
            .that()
            .resideInAPackage("dev.quire.health")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.quire.health.*..");

    @ArchTest
    static final ArchRule simulatorNeedsNoRealNetworkOrDisk =
            mustNotSee(patterns("testkit"), patterns("p2p", "storage", "health"));

    @ArchTest
    static final ArchRule embeddedLedgerKnowsNoPluginAndNoTestkit =
            mustNotSee(patterns("<root>"), patterns("health", "testkit"));

    @ArchTest
    static final ArchRule nodeSeesTheLedgerOnly =
            mustNotSee(patterns("node"), patterns("raft", "pbft", "p2p", "storage", "testkit", "health"));

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.quire.(**)").should().beFreeOfCycles();

    private static ArchRule mustNotSee(String[] who, String[] whom) {
        return noClasses()
                .that()
                .resideInAnyPackage(who)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(whom)
                .allowEmptyShould(true);
    }

    private static String[] patterns(String... rooms) {
        return Arrays.stream(rooms).map(HouseTest::pattern).toArray(String[]::new);
    }

    private static String pattern(String room) {
        return room.equals("<root>") ? "dev.quire" : "dev.quire." + room + "..";
    }

    private static String topPackage(JavaClass type) {
        return Stream.of(type.getPackageName().split("\\.", -1))
                .skip(2)
                .findFirst()
                .orElse("<root>");
    }
}
