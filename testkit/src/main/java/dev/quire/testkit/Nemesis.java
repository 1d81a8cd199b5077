package dev.quire.testkit;

/** One kind of fault at work. */
interface Nemesis {
    /** Breaks something now. */
    void strike();
}
