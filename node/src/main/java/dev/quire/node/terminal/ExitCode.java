package dev.quire.node.terminal;

/** What the process ends with (docs/spec/process.md, section 1). */
public final class ExitCode {
    public static final int OK = 0;
    /** The command was carried out, and its answer is no. */
    public static final int NO = 1;

    public static final int USAGE = 2;
    /** No node could be reached. */
    public static final int UNREACHABLE = 5;

    public static final int BAD_CONFIGURATION = 64;
    public static final int BROKEN_INVARIANT = 70;
    public static final int INPUT_OUTPUT = 74;

    private ExitCode() {}
}
