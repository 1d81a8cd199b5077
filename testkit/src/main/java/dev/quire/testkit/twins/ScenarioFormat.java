package dev.quire.testkit.twins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Scenarios as JSON: {@code {"id", "n", "twins", "rounds": [{"leader", "partitions", "drop"}], "expect": {"live_within"}}},
 * with instances called "0" or "0t". Files hold them in the arrays "named" and "generated". A field of this format's own,
 * "view_changes", is "pass" or "cut"; without it they are cut. Of other fields nothing is read.
 */
public final class ScenarioFormat {
    private static final long MAX_FILE_BYTES = 64L << 20;

    private static final String VIEW_CHANGES = "view_changes";
    private static final String PASS = "pass";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ScenarioFormat() {}

    /**
     * All scenarios of a file, those that have names of their own first.
     *
     * @throws IOException if it cannot be read, is larger than 64 MiB, is no JSON, or has no scenarios
     * @throws IllegalArgumentException naming the scenario that cannot be played, and why
     */
    public static List<Scenario> readAll(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is larger than 64 MiB");
        }
        JsonNode root = JSON.readTree(Files.readAllBytes(file));
        List<Scenario> all = new ArrayList<>();
        for (String part : List.of("named", "generated")) {
            for (JsonNode scenario : root.path(part)) {
                all.add(scenario(scenario));
            }
        }
        if (all.isEmpty()) {
            throw new IOException(file + " has no scenarios: they belong into the arrays \"named\" and \"generated\"");
        }
        return all;
    }

    /** @throws IllegalArgumentException saying why the text is no scenario */
    public static Scenario parse(String text) {
        try {
            return scenario(JSON.readTree(text));
        } catch (IOException e) {
            throw new IllegalArgumentException("twins scenario: no JSON: " + e.getMessage(), e);
        }
    }

    private static Scenario scenario(JsonNode node) {
        String name = node.path("id").asText("?");
        try {
            int members = node.path("n").asInt();
            List<Integer> twins = new ArrayList<>();
            node.path("twins").forEach(twin -> twins.add(twin.asInt(-1)));
            twins.sort(Comparator.naturalOrder());
            List<Round> rounds = new ArrayList<>();
            for (JsonNode round : node.path("rounds")) {
                rounds.add(round(round, members, twins));
            }
            int liveWithin = node.path("expect").path("live_within").asInt(2 * members + 4);
            boolean pass = node.path(VIEW_CHANGES).asText("cut").equals(PASS);
            return new Scenario(name, members, twins, pass, rounds, liveWithin);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("scenario " + name + ": " + e.getMessage(), e);
        }
    }

    private static Round round(JsonNode node, int members, List<Integer> twins) {
        List<List<Integer>> groups = new ArrayList<>();
        for (JsonNode partition : node.path("partitions")) {
            List<Integer> group = new ArrayList<>();
            partition.forEach(instance -> group.add(number(instance.asText(), members, twins)));
            groups.add(group);
        }
        List<Round.Drop> drops = new ArrayList<>();
        for (JsonNode drop : node.path("drop")) {
            drops.add(new Round.Drop(
                    MessageKind.of(drop.path(0).asText()),
                    number(drop.path(1).asText(), members, twins),
                    number(drop.path(2).asText(), members, twins)));
        }
        return new Round(node.path("leader").asInt(-1), groups, drops);
    }

    private static int number(String name, int members, List<Integer> twins) {
        if (!name.matches("[0-9]{1,3}t?")) {
            throw new IllegalArgumentException("'" + name + "' is no instance");
        }
        boolean isSecond = name.endsWith("t");
        int member = Integer.parseInt(isSecond ? name.substring(0, name.length() - 1) : name);
        int number = isSecond ? members + twins.indexOf(member) : member;
        if (member >= members || (isSecond && !twins.contains(member))) {
            throw new IllegalArgumentException("there is no instance '" + name + "'");
        }
        return number;
    }

    /** The scenario on one line, which {@link #parse} reads. */
    public static String line(Scenario scenario) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", scenario.name()).put("n", scenario.members());
        scenario.twins().forEach(node.putArray("twins")::add);
        node.put(VIEW_CHANGES, scenario.viewChangesPass() ? PASS : "cut");
        ArrayNode rounds = node.putArray("rounds");
        for (Round round : scenario.rounds()) {
            ObjectNode one = rounds.addObject().put("leader", round.leader());
            ArrayNode partitions = one.putArray("partitions");
            for (List<Integer> group : round.groups()) {
                ArrayNode names = partitions.addArray();
                group.forEach(instance -> names.add(scenario.nameOf(instance)));
            }
            if (!round.drops().isEmpty()) {
                ArrayNode drops = one.putArray("drop");
                round.drops()
                        .forEach(drop -> drops.addArray()
                                .add(drop.kind().word())
                                .add(scenario.nameOf(drop.from()))
                                .add(scenario.nameOf(drop.to())));
            }
        }
        node.putObject("expect").put("live_within", scenario.liveWithin());
        return node.toString();
    }
}
