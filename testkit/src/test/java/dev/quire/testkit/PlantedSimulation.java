package dev.quire.testkit;

import dev.quire.pbft.PlantedPbftBug;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
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
        String name = option < rest.size() ? rest.remove(option) : "";
        String command = SimulationArguments.COMMAND + " " + OPTION + " " + name;
        try {
            if (rest.indexOf("twins") == 0) {
                SimProtocols.Maker maker = TwinsFindBugsTest.with(twinsBug(name));
                return SimulateCommand.execute(command, consensus -> maker, rest, out, err);
            }
            Planted bug = Planted.named(name);
            bug.options().forEach((key, value) -> {
                if (!rest.contains(key)) {
                    rest.addAll(0, List.of(key, value));
                }
            });
            return SimulateCommand.execute(command, consensus -> bug.maker(), rest, out, err);
        } catch (IllegalArgumentException e) {
            err.println("simulate: " + e.getMessage());
            return 2;
        }
    }

    private static PlantedPbftBug twinsBug(String name) {
        return Arrays.stream(PlantedPbftBug.values())
                .filter(bug -> Planted.lower(bug).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("twins --plant needs one of "
                        + Arrays.stream(PlantedPbftBug.values())
                                .map(Planted::lower)
                                .toList() + ", not '" + name + "'"));
    }
}
