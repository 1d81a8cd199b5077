package dev.quire.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The consensus figures for people, with what each column means. */
final class ConsensusTable {
    private static final String HEAD = "%-8s %6s %9s %8s   %17s   %17s   %8s %8s %8s %8s %8s";
    private static final String ROW =
            "%-8s %6d %9.0f %8.1f   %8.2f %8.2f   %8.2f %8.2f   %8.1f %7.1f%% %7.1f%% %8.1f %7.1f%%";
    private static final List<String> LEGEND = List.of(
            "window      transactions outstanding at most, all given to the leader",
            "committed   ms from submission to the acknowledgement COMMITTED: durable on a quorum, applied on the leader",
            "certified   ms from submission to CERTIFIED: a quorum's signatures cover the block",
            "CPU us/tx   of this JVM: all nodes and the load; of it: senders, checking transactions' signatures; members,",
            "            making and checking members' signatures, which is what certificates and votes cost",
            "sig/block   members' signatures made and checked for a block, all nodes together",
            "cert bytes  the certificates' share of the blocks' bytes, so of the journal and most of the network");

    private ConsensusTable() {}

    static String of(List<ConsensusResult> results) {
        StringBuilder out = new StringBuilder();
        for (Protocol protocol : Protocol.values()) {
            List<ConsensusResult> its = only(results, result -> result.protocol() == protocol);
            if (!its.isEmpty()) {
                addTo(out, protocol, its);
            }
        }
        LEGEND.forEach(text -> line(out, "%s", text));
        for (Signing signing : Signing.values()) {
            if (!only(results, result -> result.signing() == signing).isEmpty()) {
                line(out, "%-11s %s", signing, signing.meaning);
            }
        }
        return out.toString();
    }

    private static List<ConsensusResult> only(List<ConsensusResult> results, Predicate<ConsensusResult> wanted) {
        return results.stream().filter(wanted).toList();
    }

    private static void addTo(StringBuilder out, Protocol protocol, List<ConsensusResult> results) {
        line(out, "%s, %d nodes in one JVM, TLS 1.3 on loopback, journal synced on each", protocol, protocol.members());
        line(
                out,
                HEAD,
                "",
                "window",
                "tx/s",
                "tx/block",
                "committed p50 p99",
                "certified p50 p99",
                "CPU us/tx",
                "senders",
                "members",
                "sig/block",
                "cert bytes");
        for (ConsensusResult result : results) {
            line(
                    out,
                    ROW,
                    result.signing(),
                    result.window(),
                    result.perSecond(),
                    result.transactionsPerBlock(),
                    ConsensusResult.millisAt(result.committedMicros(), 50),
                    ConsensusResult.millisAt(result.committedMicros(), 99),
                    ConsensusResult.millisAt(result.certifiedMicros(), 50),
                    ConsensusResult.millisAt(result.certifiedMicros(), 99),
                    result.cpuMicrosPerTransaction(),
                    100 * result.sendersCpuShare(),
                    100 * result.membersCpuShare(),
                    result.memberSignaturesPerBlock(),
                    100 * result.chain().certificateShare());
        }
        line(out, "");
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
