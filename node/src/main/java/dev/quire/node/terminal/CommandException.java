package dev.quire.node.terminal;

/** Ends a command: what went wrong, what to do next, and the exit code. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandException(int exitCode, String problem, String nextStep) {
        super(problem + "\n" + nextStep);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
