package dev.quire.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.Provider;
import java.security.Security;
import java.util.Set;

/** How a library behaves in its host's JVM, and what of its code the compiler and the other checks cannot see. */
@AnalyzeClasses(packages = "dev.quire", importOptions = ImportOption.DoNotIncludeTests.class)
class MannersTest {
    /** The simulator's command prints and exits, as commands do; a test of thousands of seeds says how far it is. */
    private static final Set<String> COMMANDS =
            Set.of("dev.quire.testkit.Simulation", "dev.quire.testkit.junit.LedgerTestExtension");

    private static final DescribedPredicate<JavaClass> LIBRARY = not(resideInAnyPackage(
                    "dev.quire.node..", "dev.quire.verify..", "dev.quire.examples.."))
            .and(DescribedPredicate.describe("no command", type -> !COMMANDS.contains(type.getName())))
            .as("library classes");
    private static final DescribedPredicate<JavaClass> GENERATED =
            resideInAnyPackage("dev.quire..wire..").as("generated messages");
    private static final DescribedPredicate<JavaClass> VERIFIER = resideInAnyPackage(
                    "dev.quire.codec..",
                    "dev.quire.hash..",
                    "dev.quire.merkle..",
                    "dev.quire.block..",
                    "dev.quire.signature..",
                    "dev.quire.receipt..",
                    "dev.quire.lightclient..",
                    "dev.quire.client..",
                    "dev.quire.verify..")
            .as("ledger-verify");
    private static final DescribedPredicate<JavaClass> DETERMINISTIC = VERIFIER.or(resideInAnyPackage(
                    "dev.quire.kv..",
                    "dev.quire.spi.state..",
                    "dev.quire.spi.consensus..",
                    "dev.quire.internal.statetree..",
                    "dev.quire.internal.execution..",
                    "dev.quire.raft..",
                    "dev.quire.health"))
            .as("deterministic code");
    private static final DescribedPredicate<JavaClass> THIRD_PARTY = resideInAnyPackage(
            "io.netty..", "org.rocksdb..", "com.google.protobuf..", "org.bouncycastle..", "com.fasterxml.jackson..");
    private static final DescribedPredicate<JavaClass> PUBLIC_API = LIBRARY.and(not(GENERATED))
            .and(not(resideInAnyPackage("dev.quire.internal..")))
            .and(DescribedPredicate.describe("visible", MannersTest::isVisible))
            .as("public API");

    @ArchTest
    static final ArchRule neverEndsTheHost = noClasses()
            .that(LIBRARY)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .orShould()
            .callMethod(Runtime.class, "addShutdownHook", Thread.class);

    @ArchTest
    static final ArchRule installsNoSecurityProvider = noClasses()
            .that(LIBRARY)
            .should()
            .callMethod(Security.class, "addProvider", Provider.class)
            .orShould()
            .callMethod(Security.class, "insertProviderAt", Provider.class, int.class);

    @ArchTest
    static final ArchRule keepsNoStaticState = fields().that()
            .areDeclaredInClassesThat(LIBRARY.and(not(GENERATED)))
            .and()
            .areStatic()
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule logsThroughSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static void writesToNoStandardStream(JavaClasses all) {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(all.that(LIBRARY));
    }

    @ArchTest
    static final ArchRule verifierNeedsTheJdkOnly =
            classes().that(VERIFIER).should().onlyDependOnClassesThat(VERIFIER.or(resideInAnyPackage("java..")));

    @ArchTest
    static final ArchRule protobufMessagesLiveInWirePackages = noClasses()
            .that(not(GENERATED))
            .should()
            .beAssignableTo("com.google.protobuf.MessageLite")
            .orShould()
            .beAssignableTo("com.google.protobuf.MessageLiteOrBuilder");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs =
            noClasses().that(not(GENERATED)).should().haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)");

    @ArchTest
    static void thirdPartyTypesStayInside(JavaClasses all) {
        for (JavaClass api : all.that(PUBLIC_API)) {
            assertThat(api.getAllRawSuperclasses())
                    .as("supertypes of " + api.getName())
                    .noneMatch(THIRD_PARTY);
            assertThat(api.getAllRawInterfaces())
                    .as("interfaces of " + api.getName())
                    .noneMatch(THIRD_PARTY);
            for (JavaMember member : api.getMembers()) {
                if (isVisible(member.getModifiers())) {
                    assertThat(member.getAllInvolvedRawTypes())
                            .as(member.getFullName())
                            .noneMatch(THIRD_PARTY);
                }
            }
        }
    }

    /** The part of the ban on floating point that can be seen: forbiddenapis sees calls, nobody sees a local variable. */
    @ArchTest
    static void deterministicCodeHoldsNoFloatingPoint(JavaClasses all) {
        Set<String> floating = Set.of("float", "double", "java.lang.Float", "java.lang.Double", "float[]", "double[]");
        for (JavaClass type : all.that(DETERMINISTIC.and(not(GENERATED)))) {
            for (JavaMember member : type.getMembers()) {
                assertThat(member.getAllInvolvedRawTypes())
                        .as(member.getFullName())
                        .noneMatch(raw -> floating.contains(raw.getName()));
            }
        }
    }

    /** NullAway looks into marked packages only, so a package without the mark would go unchecked. */
    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses all) {
        for (JavaClass type : all.that(not(VERIFIER).and(not(GENERATED)))) {
            assertThat(type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                    .as(type.getName())
                    .isTrue();
        }
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(MannersTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
