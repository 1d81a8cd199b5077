package dev.quire.testkit;

import dev.quire.pbft.PlantedPbftBug;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
            String name = option < rest.size() ? rest.remove(option) : "";
            if (rest.indexOf("twins") == 0) {
                PlantedPbftBug twins =
                        PlantedPbftBug.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
                return TwinsCommand.run(rest.subList(1, rest.size()), TwinsFindBugsTest.with(twins), out, err);
            }
            Planted bug = Planted.named(name);
            // What the command line says of these comes later, and counts.
            rest.addAll(0, bug.options());
            return Simulation.run(rest, consensus -> bug.maker(), out, err);
        } catch (IllegalArgumentException e) {
            err.println("simulate: " + e.getMessage());
            return 2;
        }
    }
}
