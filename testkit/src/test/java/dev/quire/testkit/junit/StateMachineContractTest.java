package dev.quire.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import dev.quire.spi.state.StateView;
import dev.quire.spi.state.TxContext;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Machines with one defect each, which the contract must find. */
class StateMachineContractTest {
    private static final String OTHER_JVM = "anotherJvmComesToTheSameBlocks";
    private static final String TRACELESS = "abandonedProposalsChecksQueriesAndRestartsLeaveNoTrace";
    private static final String OTHER_CUT = "blocksMayBeCutOtherwiseIfTheMachineSaysSo";

    /** A contract and its machine, which answers each command with a text. */
    abstract static class Machine extends StateMachineContract implements StateMachine {
        @Override
        public final StateMachine newStateMachine() {
            try {
                return getClass().getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected List<List<Command>> histories() {
            Command first = new Command(signer("alice").publicKey(), Bytes.utf8("1"));
            return List.of(Collections.nCopies(20, first), Collections.nCopies(20, first));
        }

        @Override
        protected List<Bytes> queries() {
            return List.of(Bytes.utf8("?"));
        }

        @Override
        public int id() {
            return 9;
        }

        @Override
        public String name() {
            return "broken";
        }

        abstract String answer(TxContext context);

        @Override
        public Outcome apply(TxContext context) {
            return Outcome.applied(Bytes.utf8(answer(context)));
        }
    }

    static final class Sound extends Machine {
        @Override
        String answer(TxContext context) {
            return "answer";
        }
    }

    static final class IdentityHashes extends Machine {
        @Override
        String answer(TxContext context) {
            Set<TimeUnit> units = new HashSet<>(EnumSet.allOf(TimeUnit.class));
            return units.toString();
        }
    }

    static final class OrderOfSetOf extends Machine {
        @Override
        String answer(TxContext context) {
            return Set.of("a", "b", "c", "d", "e", "f", "g", "h").toString();
        }
    }

    static final class Clock extends Machine {
        @Override
        String answer(TxContext context) {
            return "" + System.currentTimeMillis();
        }
    }

    static final class LocaleOfTheHost extends Machine {
        @Override
        @SuppressWarnings("StringCaseLocaleUsage")
        String answer(TxContext context) {
            return "TITLE".toLowerCase();
        }
    }

    static final class DigitsOfTheHost extends Machine {
        @Override
        @SuppressWarnings("AnnotateFormatMethod")
        String answer(TxContext context) {
            return String.format("%d", 12);
        }
    }

    static final class TimeZoneOfTheHost extends Machine {
        @Override
        @SuppressWarnings("JavaTimeDefaultTimeZone")
        String answer(TxContext context) {
            return Instant.ofEpochSecond(context.blockTimeMicros() / 1_000_000)
                    .atZone(ZoneId.systemDefault())
                    .toLocalTime()
                    .toString();
        }
    }

    static final class CharsetOfTheHost extends Machine {
        @Override
        String answer(TxContext context) {
            return new String("é".getBytes(Charset.defaultCharset()), java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }

    static final class StaticCounter extends Machine {
        private static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        String answer(TxContext context) {
            return "" + COUNT.incrementAndGet();
        }
    }

    static final class FieldThatCounts extends Machine {
        private int count;

        @Override
        String answer(TxContext context) {
            return "" + count++;
        }
    }

    static final class CheckThatWrites extends Machine {
        private final AtomicInteger checked = new AtomicInteger();

        @Override
        public OptionalInt check(Transaction transaction, StateView state) {
            checked.incrementAndGet();
            return OptionalInt.empty();
        }

        @Override
        String answer(TxContext context) {
            return "" + checked;
        }
    }

    static final class QueryThatWrites extends Machine {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public Bytes query(Bytes request, StateView state) {
            asked.incrementAndGet();
            return Bytes.EMPTY;
        }

        @Override
        String answer(TxContext context) {
            return "" + asked;
        }
    }

    static final class ThrowsOverGarbage extends Machine {
        @Override
        String answer(TxContext context) {
            return "" + Integer.parseInt(context.payload().toUtf8());
        }
    }

    static final class TakesAnything extends Machine {
        @Override
        protected List<Bytes> malformedPayloads() {
            return List.of(Bytes.utf8("no number"));
        }

        @Override
        String answer(TxContext context) {
            return "taken";
        }
    }

    static final class CheckThatErrs extends Machine {
        @Override
        public OptionalInt check(Transaction transaction, StateView state) {
            return OptionalInt.of(1);
        }

        @Override
        String answer(TxContext context) {
            return "applied all the same";
        }
    }

    static final class QueryThatThrows extends Machine {
        @Override
        public Bytes query(Bytes request, StateView state) {
            throw new IllegalStateException("what is " + request + "?");
        }

        @Override
        String answer(TxContext context) {
            return "answer";
        }
    }

    static final class CountsInBlock extends Machine {
        @Override
        protected boolean dependsOnBlocks() {
            return false;
        }

        @Override
        String answer(TxContext context) {
            return "" + context.index();
        }
    }

    private static List<Throwable> failures(Class<?> contract, String test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectMethod(contract, test))
                                .build(),
                        listener);
        assertThat(listener.getSummary().getTestsFoundCount()).isEqualTo(1);
        return listener.getSummary().getFailures().stream()
                .map(failure -> failure.getException())
                .toList();
    }

    private static void assertFails(Class<?> contract, String test, String says) {
        assertThat(failures(contract, test))
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).isInstanceOf(AssertionError.class).hasMessageContaining(says));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IdentityHashes.class,
                OrderOfSetOf.class,
                Clock.class,
                LocaleOfTheHost.class,
                DigitsOfTheHost.class,
                TimeZoneOfTheHost.class,
                CharsetOfTheHost.class
            })
    void anotherJvmFindsWhatDependsOnTheHost(Class<?> contract) {
        assertFails(
                contract, OTHER_JVM, "the machine is not deterministic: it came to something else with another JVM");
    }

    @ParameterizedTest
    @ValueSource(classes = {StaticCounter.class, FieldThatCounts.class, CheckThatWrites.class, QueryThatWrites.class})
    void whatAMachineKeepsForItselfIsFound(Class<?> contract) {
        assertFails(contract, TRACELESS, "the machine is not deterministic");
    }

    @ParameterizedTest
    @ValueSource(strings = {OTHER_JVM, TRACELESS, OTHER_CUT})
    void aSoundMachinePasses(String test) {
        assertThat(failures(Sound.class, test)).isEmpty();
    }

    @Test
    void exceptionsAndWrongAnswersAreFound() {
        assertFails(
                ThrowsOverGarbage.class, "damagedCommandsHaveAnOutcomeAndNoException", "apply threw java.lang.Number");
        assertFails(TakesAnything.class, "malformedCommandsAreRefused", "applied what is no command: 0x6e6f");
        assertFails(CheckThatErrs.class, "checkForeseesOnlyRefusalsThatCome", "check foresees refusal 1 of 0x31");
        assertFails(QueryThatThrows.class, "damagedQueriesAreAnsweredOrRefused", "IllegalArgumentException");
        assertFails(CountsInBlock.class, OTHER_CUT, "dependsOnBlocks() says no");
    }
}
