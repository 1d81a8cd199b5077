package dev.quire.testkit.junit;

import dev.quire.testkit.Consensus;
import dev.quire.testkit.FaultKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a plugin on a simulated cluster. Its method has a parameter of type {@link dev.quire.testkit.TestCluster},
 * its class implements {@link dev.quire.testkit.PluginUnderTest}. It runs once for each seed; afterwards the cluster is
 * {@linkplain dev.quire.testkit.TestCluster#settle settled}, so that the simulator's invariants hold at every end.
 *
 * <p>A seed that fails names the system property that runs it alone: {@code quire.ledgertest.seed=17}. A range, {@code
 * quire.ledgertest.seed=1..10000}, runs more seeds than the annotation asks for. After three failures of a method its
 * other seeds are skipped.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(LedgerTestExtension.class)
public @interface LedgerTest {
    /** How many nodes, 1 to 9. */
    int nodes() default 4;

    /** How they agree. */
    Consensus consensus() default Consensus.PBFT;

    /** How many seeds: 1 to this. */
    int seeds() default 1;

    /** What may go wrong in the test's {@linkplain dev.quire.testkit.TestCluster#storm storm}; each seed has some of it. */
    FaultKind[] faults() default {};

    /** As if all kinds of faults were named. */
    boolean allFaults() default false;

    /** How long the storm lasts, in virtual time. */
    int stormMillis() default 2_500;

    /** How many members lie; PBFT bears fewer than a third of them. */
    int liars() default 0;
}
