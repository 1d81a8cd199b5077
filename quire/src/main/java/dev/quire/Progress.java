package dev.quire;

/** Is told how far a long task has got, on the thread that does it. */
@FunctionalInterface
public interface Progress {
    /**
     * @param done in the task's own unit: blocks or bytes
     * @param of all there is to do, as far as is known now
     */
    void at(long done, long of);
}
