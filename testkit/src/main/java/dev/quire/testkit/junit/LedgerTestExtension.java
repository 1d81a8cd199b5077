package dev.quire.testkit.junit;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a {@link LedgerTest} once for each seed. */
final class LedgerTestExtension implements TestTemplateInvocationContextProvider {
    /** A configuration parameter of JUnit, and so a system property: seeds instead of those that annotations ask for. */
    static final String SEED_PROPERTY = "quire.ledgertest.seed";

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), LedgerTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        LedgerTest test = AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), LedgerTest.class)
                .orElseThrow();
        boolean asked = context.getConfigurationParameter(SEED_PROPERTY).isPresent();
        SeedTally tally = new SeedTally(
                context.getRequiredTestClass().getSimpleName() + "#"
                        + context.getRequiredTestMethod().getName(),
                seeds(context, test).count(),
                asked ? System.out::println : line -> {});
        return seeds(context, test).mapToObj(seed -> new SeedRun(test, seed, tally));
    }

    private static LongStream seeds(ExtensionContext context, LedgerTest test) {
        String wanted = context.getConfigurationParameter(SEED_PROPERTY).orElse("1.." + test.seeds());
        String[] ends = wanted.split("\\.\\.", 2);
        try {
            return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        } catch (NumberFormatException e) {
            throw new ExtensionConfigurationException(
                    SEED_PROPERTY + " must be a seed, or FIRST..LAST, not '" + wanted + "'", e);
        }
    }
}
