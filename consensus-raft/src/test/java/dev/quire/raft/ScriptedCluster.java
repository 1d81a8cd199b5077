package dev.quire.raft;

import dev.quire.block.PublicKey;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Input;
import dev.quire.spi.consensus.Membership;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The world of one scenario: members, the messages between them that have not arrived yet, and what is said of it all.
 * Nothing happens but by a command:
 *
 * <pre>
 * members 3                      all start with nothing
 * log n1 8 1 1 4                 before: n1's disk has term 8 and entries of these terms (then: start)
 * start [n1 ...]                 all, or those that are down
 * timeout n1 | pass n1 MICROS    n1's clock goes to its next deadline, or by so much
 * deliver [n1 n2]                everything until nothing is left; or what is now on the way from n1 to n2
 * drop [n1 n2]                   loses what is on the way
 * cut n1 | join n1               from now on, all from and to n1 is lost, or no longer
 * crash n1                       what is not synced is lost
 * recover n1 [head] [from H]     n1 starts after it lost its head file, or its entries from H on
 * disk n1 hold | disk n1 release its syncs take their time
 * work n1 | read n1 | transfer n1 n2 | refuse n1
 * pretend n1 n2 H                n1's answer to n2's RecoverAsk on the way names H instead: a weaker rule
 * status
 * </pre>
 */
final class ScriptedCluster {
    private record Message(ScriptedNode from, ScriptedNode to, RaftMessage body) {}

    private static final RaftCodec CODEC = new RaftCodec();
    private static final int MAX_DELIVERIES = 2_000;

    private final List<ScriptedNode> nodes = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final TreeSet<Integer> isolated = new TreeSet<>();
    private final Map<Long, ScriptedNode> leaders = new TreeMap<>();
    private final Map<Long, Hash> committed = new TreeMap<>();
    private final List<String> said = new ArrayList<>();
    private long mark = 1_000;

    Membership members() {
        return TestBlocks.members(nodes.size());
    }

    long nextMark() {
        return ++mark;
    }

    void say(String what) {
        said.add(what);
    }

    void leads(ScriptedNode node, long term) {
        ScriptedNode earlier = leaders.putIfAbsent(term, node);
        if (earlier != null && earlier != node) {
            say("VIOLATION: term " + term + " has two leaders, " + earlier + " and " + node);
        }
    }

    void committed(ScriptedNode node, long height, Hash hash) {
        Hash earlier = committed.putIfAbsent(height, hash);
        if (earlier != null && !earlier.equals(hash)) {
            say("VIOLATION: " + node + " commits another block at height " + height);
        }
    }

    void post(ScriptedNode from, PublicKey to, RaftMessage body) {
        ScriptedNode receiver = nodes.get(members().voters().indexOf(to));
        if (!isCut(from) && !isCut(receiver)) {
            messages.add(new Message(from, receiver, body));
        }
    }

    private boolean isCut(ScriptedNode node) {
        return isolated.contains(nodes.indexOf(node));
    }

    /** Does one command and returns what happened, a line each. */
    List<String> run(String command) {
        said.clear();
        String[] words = command.trim().split("\\s+");
        List<String> args = Arrays.asList(words).subList(1, words.length);
        switch (words[0]) {
            case "members" -> members(Integer.parseInt(args.get(0)));
            case "start" ->
                (args.isEmpty() ? nodes : args.stream().map(this::node).toList())
                        .stream().filter(node -> !node.isUp()).forEach(node -> node.start(false));
            case "deliver" -> deliver(args);
            case "drop" -> messages.removeIf(message -> isBetween(message, args));
            case "cut" -> cut(node(args.get(0)));
            case "join" -> isolated.remove(nodes.indexOf(node(args.get(0))));
            case "transfer" ->
                node(args.get(0)).step(new Input.TransferAsked(node(args.get(1)).key()));
            case "pretend" -> pretend(args);
            case "status" -> nodes.forEach(node -> say(node.status()));
            default -> one(words[0], node(args.get(0)), args.subList(1, args.size()));
        }
        return List.copyOf(said);
    }

    private void one(String verb, ScriptedNode node, List<String> args) {
        switch (verb) {
            case "log" -> {
                long[] numbers = args.stream().mapToLong(Long::parseLong).toArray();
                node.setLog(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length));
            }
            case "timeout" -> node.timeOut();
            case "pass" -> node.pass(Long.parseLong(args.get(0)));
            case "crash" -> crash(node);
            case "recover" -> recover(node, args);
            case "disk" -> {
                if (args.get(0).equals("hold")) {
                    node.holdDisk();
                } else {
                    node.releaseDisk();
                }
            }
            case "work" -> node.addWork();
            case "read" -> node.step(new Input.ReadRequested(nextMark()));
            case "refuse" -> node.refuse();
            default -> throw new IllegalArgumentException("no such command: " + verb);
        }
    }

    private void members(int count) {
        for (int number = 1; number <= count; number++) {
            nodes.add(new ScriptedNode(this, number));
        }
    }

    private ScriptedNode node(String name) {
        return nodes.get(Integer.parseInt(name.substring(1)) - 1);
    }

    private void cut(ScriptedNode node) {
        isolated.add(nodes.indexOf(node));
        messages.removeIf(message -> message.from() == node || message.to() == node);
    }

    private void crash(ScriptedNode node) {
        node.crash();
        messages.removeIf(message -> message.to() == node);
    }

    private void recover(ScriptedNode node, List<String> args) {
        if (args.contains("head")) {
            node.forgetHead();
        }
        if (args.contains("from")) {
            node.forgetFrom(Long.parseLong(args.get(args.indexOf("from") + 1)));
        }
        node.start(true);
    }

    private boolean isBetween(Message message, List<String> args) {
        return args.isEmpty() || (message.from() == node(args.get(0)) && message.to() == node(args.get(1)));
    }

    private void deliver(List<String> args) {
        if (!args.isEmpty()) {
            List<Message> now = messages.stream()
                    .filter(message -> isBetween(message, args))
                    .toList();
            messages.removeAll(now);
            now.forEach(this::arrive);
            return;
        }
        for (int count = 0; !messages.isEmpty(); count++) {
            if (count == MAX_DELIVERIES) {
                throw new AssertionError("messages without end, the next one is " + messages.get(0));
            }
            arrive(messages.remove(0));
        }
    }

    private void arrive(Message message) {
        if (!message.to().isUp()) {
            return;
        }
        if (!isAboutSeals(message.body())) {
            say(message.from() + " > " + message.to() + " " + text(message.body()));
        }
        try {
            RaftMessage decoded = (RaftMessage) CODEC.decode(CODEC.encode(message.body()));
            message.to().step(new Input.MessageReceived(message.from().key(), decoded));
        } catch (MalformedException e) {
            throw new AssertionError("an engine sent what no peer may send", e);
        }
    }

    private void pretend(List<String> args) {
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (isBetween(message, args) && message.body() instanceof RaftMessage.RecoverUpTo answer) {
                long height = Long.parseLong(args.get(2));
                messages.set(
                        i,
                        new Message(
                                message.from(),
                                message.to(),
                                new RaftMessage.RecoverUpTo(answer.term(), answer.recovery(), height)));
            }
        }
    }

    private static boolean isAboutSeals(RaftMessage message) {
        return message instanceof RaftMessage.SealRequest
                || message instanceof RaftMessage.Seal
                || message instanceof RaftMessage.NewCertificate;
    }

    private static String text(RaftMessage message) {
        if (message instanceof RaftMessage.Append append) {
            String entries = append.entries().stream()
                    .map(ScriptedCluster::place)
                    .collect(Collectors.joining(" ", append.entries().isEmpty() ? "" : " entries ", ""));
            return "Append term %d after %d/%d commit %d%s"
                    .formatted(append.term(), append.prevTerm(), append.prevHeight(), append.commitHeight(), entries);
        } else if (message instanceof RaftMessage.RequestVote request) {
            return "RequestVote term %d log %d/%d%s"
                    .formatted(
                            request.term(),
                            request.lastTerm(),
                            request.lastHeight(),
                            request.transfer() ? " transfer" : "");
        } else if (message instanceof RaftMessage.PreVote question) {
            return "PreVote term %d log %d/%d"
                    .formatted(question.term() + 1, question.lastTerm(), question.lastHeight());
        }
        return answer(message);
    }

    private static String answer(RaftMessage message) {
        if (message instanceof RaftMessage.PreVoteReply reply) {
            return "PreVoteReply term %d %s".formatted(reply.term(), reply.granted() ? "yes" : "no");
        } else if (message instanceof RaftMessage.VoteReply reply) {
            return "VoteReply term %d %s".formatted(reply.term(), reply.granted() ? "yes" : "no");
        } else if (message instanceof RaftMessage.Accepted reply) {
            return "Accepted term %d up to %d%s"
                    .formatted(reply.term(), reply.matchHeight(), reply.recovering() ? " recovering" : "");
        } else if (message instanceof RaftMessage.Rejected reply) {
            return "Rejected term %d after height %d, has term %d from %d"
                    .formatted(reply.term(), reply.prevHeight(), reply.conflictTerm(), reply.conflictHeight());
        } else if (message instanceof RaftMessage.Refused reply) {
            return "Refused term %d entry %d/%d".formatted(reply.term(), reply.entryTerm(), reply.height());
        } else if (message instanceof RaftMessage.RecoverUpTo reply) {
            return "RecoverUpTo term %d height %d".formatted(reply.term(), reply.height());
        } else if (message instanceof RaftMessage.ReadAnswer reply) {
            return "ReadAnswer term %d %s"
                    .formatted(
                            reply.term(),
                            reply.height().isPresent()
                                    ? "height " + reply.height().getAsLong()
                                    : "nothing");
        }
        return "%s term %d".formatted(message.getClass().getSimpleName(), message.term());
    }

    /** An entry is its term and height. */
    private static String place(Entry entry) {
        return entry.term() + "/" + entry.height();
    }
}
