package dev.quire.verify;

import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.receipt.MembersFile;
import dev.quire.receipt.Policy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The command line: a command, what stands by itself, and options in any order.
 *
 * @param files what stands by itself
 * @param nodes the values of {@code --node}, which may stand there several times
 * @param options the others by name, without the dashes
 */
record Arguments(String command, List<String> files, List<String> nodes, Map<String, String> options) {
    static final String FOLLOW = "follow";

    private static final List<String> COMMANDS = List.of("verify", "verify-receipt", FOLLOW);
    private static final List<String> NAMES =
            List.of("members", "genesis", "chain", "least-mode", "least-signatures", "head", "node", "evidence");

    /** 63 plugins with payloads of 1 MiB, and some. */
    private static final int MAX_GENESIS_SIZE = 64 * 1024 * 1024;

    private static final String MEMBERS = "members";
    private static final String GENESIS = "genesis";
    private static final String HEAD = "head";
    private static final String NODE = "node";
    private static final String EVIDENCE = "evidence";

    /** @throws IllegalArgumentException if they are not as the usage has them */
    static Arguments parse(String... arguments) {
        if (arguments.length == 0 || !COMMANDS.contains(arguments[0])) {
            throw new IllegalArgumentException("a command is missing");
        }
        List<String> files = new ArrayList<>();
        List<String> nodes = new ArrayList<>();
        Map<String, String> options = new TreeMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                files.add(argument);
                continue;
            }
            String name = argument.substring(2);
            if (!NAMES.contains(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("unknown option, or one without its value: " + argument);
            }
            String value = arguments[++i];
            if (name.equals(NODE)) {
                nodes.add(value);
            } else if (options.put(name, value) != null) {
                throw new IllegalArgumentException("this option stands there twice: " + argument);
            }
        }
        Arguments parsed = new Arguments(arguments[0], files, nodes, options);
        parsed.check();
        return parsed;
    }

    private void check() {
        if (options.containsKey(MEMBERS) == options.containsKey(GENESIS)) {
            throw new IllegalArgumentException("exactly one of --members and --genesis says whom to trust");
        }
        if (!command.equals(FOLLOW)) {
            if (files.size() != 1) {
                throw new IllegalArgumentException("one file is checked at a time");
            }
            if (!nodes.isEmpty() || options.containsKey(HEAD) || options.containsKey(EVIDENCE)) {
                throw new IllegalArgumentException("--node, --head and --evidence are for follow: verify asks nobody");
            }
        } else if (!files.isEmpty() || nodes.isEmpty() || !options.containsKey(MEMBERS) || !options.containsKey(HEAD)) {
            throw new IllegalArgumentException("to follow a chain takes --members, --head and at least one --node");
        }
    }

    String file() {
        return files.get(0);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** Reads the files that say whom to trust. */
    Trust trust() throws IOException, MalformedException {
        Policy policy = new Policy(leastMode(), leastSignatures(), chain());
        if (options.containsKey(GENESIS)) {
            MemberSet members = Genesis.decode(SmallFile.read(options.getOrDefault(GENESIS, ""), MAX_GENESIS_SIZE))
                    .members();
            return new Trust(members, policy);
        }
        MembersFile named = members();
        if (policy.chainId().isPresent() && !policy.chainId().get().equals(named.chainId())) {
            throw new MalformedException("--chain names another chain than the members file");
        }
        return new Trust(named.members(), policy.ofChain(named.chainId()));
    }

    /** Reads the members file. */
    MembersFile members() throws IOException, MalformedException {
        return MembersFile.parse(SmallFile.read(options.getOrDefault(MEMBERS, ""), MembersFile.MAX_LENGTH)
                .toUtf8());
    }

    private ConsensusMode leastMode() {
        String mode = options.getOrDefault("least-mode", "CFT").toUpperCase(Locale.ROOT);
        return switch (mode) {
            case "CFT" -> ConsensusMode.CFT;
            case "BFT" -> ConsensusMode.BFT;
            default -> throw new IllegalArgumentException("the mode is CFT or BFT, not " + mode);
        };
    }

    private int leastSignatures() {
        String count = options.getOrDefault("least-signatures", "0");
        if (!count.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("a number of signatures is 0 to 999, not " + count);
        }
        return Integer.parseInt(count);
    }

    private Optional<Hash> chain() {
        String id = options.get("chain");
        if (id == null) {
            return Optional.empty();
        }
        if (!id.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a chain id has 64 lower-case hexadecimal digits, not " + id);
        }
        return Optional.of(Hash.fromHex(id));
    }
}
