package dev.quire.testkit.junit;

import dev.quire.testkit.FaultKind;
import dev.quire.testkit.FaultSchedule;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.TestCluster;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.TestAbortedException;

/** One seed of a {@link LedgerTest}: makes its cluster, settles it in the end, and says how to run it again. */
final class SeedRun implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {
    private static final int MOST_FAILURES = 3;

    private final LedgerTest test;
    private final long seed;
    private final SeedTally tally;
    private @Nullable TestCluster cluster;

    /** @param tally of all seeds of the test */
    SeedRun(LedgerTest test, long seed, SeedTally tally) {
        this.test = test;
        this.seed = seed;
        this.tally = tally;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
        return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestCluster made = cluster;
        if (made == null) {
            PluginUnderTest plugin = context.getRequiredTestInstances()
                    .findInstance(PluginUnderTest.class)
                    .orElseThrow(() -> new ParameterResolutionException(context.getRequiredTestClass()
                            + " must implement PluginUnderTest, which says what plugin the cluster is to run"));
            made = TestCluster.start(plugin, test.consensus(), test.nodes(), schedule(), seed);
            cluster = made;
        }
        return made;
    }

    private FaultSchedule schedule() {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        kinds.addAll(test.allFaults() ? EnumSet.allOf(FaultKind.class) : List.of(test.faults()));
        return new FaultSchedule(kinds, Duration.ofMillis(test.stormMillis()), test.liars());
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (tally.failures() >= MOST_FAILURES) {
            invocation.skip();
            throw new TestAbortedException(MOST_FAILURES + " seeds have failed: that is enough to look at");
        }
        try {
            invocation.proceed();
            if (cluster != null) {
                cluster.settle();
            }
            tally.passed(seed);
        } catch (TestAbortedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            tally.failed(seed);
            throw new AssertionError(
                    "seed %d: %s%nTo run it again: mvn test -Dtest=%s#%s -D%s=%d"
                            .formatted(
                                    seed,
                                    e.getMessage(),
                                    context.getRequiredTestClass().getSimpleName(),
                                    context.getRequiredTestMethod().getName(),
                                    LedgerTestExtension.SEED_PROPERTY,
                                    seed),
                    e);
        }
    }
}
