package dev.quire.testkit;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The command {@code ./simulate --plant BUG …}: the simulation of a protocol that has this error. */
public final class PlantedSimulation {
    private static final String OPTION = "--plant";

    private PlantedSimulation() {}

    public static void main(String[] words) {
        System.exit(run(List.of(words), System.out, System.err));
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        List<String> rest = new ArrayList<>(words);
        int option = rest.indexOf(OPTION);
        rest.remove(option);
        try {
            Planted bug = Planted.named(option < rest.size() ? rest.remove(option) : "");
            // What the command line says of these comes later, and counts.
            rest.addAll(0, bug.options());
            return Simulation.run(rest, consensus -> bug.maker(), out, err);
        } catch (IllegalArgumentException e) {
            err.println("simulate: " + e.getMessage());
            return 2;
        }
    }
}
