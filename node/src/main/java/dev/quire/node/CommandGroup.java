package dev.quire.node;

/**
 * A command that a jar on the class path adds to the program {@code quire}, such as {@code quire health}. {@link
 * java.util.ServiceLoader} finds it; what it throws is told as the program's own commands' failures are.
 */
@FunctionalInterface
public interface CommandGroup {
    /** A new object with picocli's {@code @Command}, which says its name and what is below it. Asked once. */
    Object command();
}
