package dev.quire.testkit;

import dev.quire.raft.PlantedBug;
import dev.quire.raft.PlantedRaft;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command {@code ./simulate --plant BUG …}: the simulation of a Raft that has this error. */
public final class PlantedSimulation {
    private static final String OPTION = "--plant";

    private PlantedSimulation() {}

    public static void main(String[] words) {
        System.exit(run(List.of(words), System.out, System.err));
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        List<String> rest = new ArrayList<>(words);
        int option = rest.indexOf(OPTION);
        if (option < 0 || option + 1 == rest.size()) {
            err.println("simulate: " + OPTION + " needs a bug: " + List.of(PlantedBug.values()));
            return 2;
        }
        rest.remove(option);
        String name = rest.remove(option).toUpperCase(Locale.ROOT).replace('-', '_');
        SimProtocols.Maker planted = with(PlantedBug.valueOf(name));
        return Simulation.run(rest, consensus -> planted, out, err);
    }

    static SimProtocols.Maker with(PlantedBug bug) {
        return (random, faults) -> new PlantedRaft(bug, SimProtocols.raftConfig(random, faults));
    }
}
