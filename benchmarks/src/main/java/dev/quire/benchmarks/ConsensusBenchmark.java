package dev.quire.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.quire.benchmarks.ConsensusResult.BlockBytes;
import dev.quire.block.Block;
import dev.quire.block.Certificate;
import dev.quire.block.Transaction;
import dev.quire.spi.ledger.Ledger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Whole clusters under a closed load: key-value puts, as many outstanding as the window allows, each timed until it is
 * committed and, in samples, until it is certified. All members and the load share this machine.
 */
final class ConsensusBenchmark {
    private static final long VALIDITY_MICROS = 3_600_000_000L;
    private static final int MAX_TRANSACTIONS = 1_000_000;
    private static final int MAX_SAMPLED_BLOCKS = 500;

    /**
     * What is measured, and for how long.
     *
     * @param warmUpSeconds of each new cluster, under the widest window, so that the JIT has compiled the road
     * @param seconds of each window, about: the transactions are made beforehand, by the rate seen until then
     */
    record Settings(
            List<Protocol> protocols,
            List<Signing> signings,
            List<Integer> windows,
            int payloadBytes,
            double warmUpSeconds,
            double seconds) {
        static final Settings FULL = new Settings(
                Arrays.asList(Protocol.values()),
                Arrays.asList(Signing.values()),
                List.of(1, 16, 256, 1_024),
                256,
                30,
                10);
        static final Settings QUICK = FULL.shortened(List.of(1, 256), 0.7, 0.5);

        Settings {
            protocols = List.copyOf(protocols);
            signings = List.copyOf(signings);
            windows = List.copyOf(windows);
        }

        private Settings shortened(List<Integer> fewer, double warmUp, double each) {
            return new Settings(protocols, signings, fewer, payloadBytes, warmUp, each);
        }

        Settings only(List<Protocol> chosen) {
            return new Settings(chosen, signings, windows, payloadBytes, warmUpSeconds, seconds);
        }

        /** How often {@code progress} is told. */
        int steps() {
            return protocols.size() * signings.size() * (1 + windows.size());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "payloads of %d bytes, %d encoded, put to distinct keys; %.1f s of warm-up, %.1f s a window",
                    payloadBytes,
                    payloadBytes + Transaction.OVERHEAD,
                    warmUpSeconds,
                    seconds);
        }

        int widest() {
            return windows.stream().mapToInt(Integer::intValue).max().orElse(1);
        }
    }

    private final Settings settings;
    private final Consumer<String> progress;
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final List<ConsensusResult> results = new ArrayList<>();

    ConsensusBenchmark(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    List<ConsensusResult> run() throws IOException {
        for (Protocol protocol : settings.protocols()) {
            for (Signing signing : settings.signings()) {
                try (Scratch scratch = Scratch.create();
                        MeteredCluster cluster = MeteredCluster.start(scratch, protocol, signing)) {
                    new Run(protocol, signing, cluster).measureAll();
                }
            }
        }
        return results;
    }

    /** One cluster, from its first transaction on. */
    private final class Run {
        private final Protocol protocol;
        private final Signing signing;
        private final MeteredCluster cluster;
        private final Ledger leader;
        private int made;

        Run(Protocol protocol, Signing signing, MeteredCluster cluster) {
            this.protocol = protocol;
            this.signing = signing;
            this.cluster = cluster;
            this.leader = cluster.leader();
        }

        void measureAll() {
            progress.accept(protocol + " " + signing + " warming up");
            warmUp(settings.widest(), settings.warmUpSeconds());
            for (int window : settings.windows()) {
                progress.accept(protocol + " " + signing + " window " + window);
                double perSecond = warmUp(window, settings.seconds() / 10);
                measure(window, (int) Math.min(MAX_TRANSACTIONS, Math.max(window, perSecond * settings.seconds())));
            }
        }

        /** In short batches until the time is up; returns the rate of the last one, per second. */
        private double warmUp(int window, double seconds) {
            long endNanos = System.nanoTime() + (long) (seconds * 1e9);
            double perSecond = 0;
            int count = 2 * window + 10;
            do {
                perSecond = count / new ClosedLoad(leader, window).run(puts(count));
                count = (int) Math.max(count, perSecond * Math.min(1, seconds / 2));
            } while (System.nanoTime() < endNanos);
            return perSecond;
        }

        private List<Transaction> puts(int count) {
            long validUntilMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) + VALIDITY_MICROS;
            List<Transaction> puts =
                    signing.puts(leader.chainId(), validUntilMicros, made, count, settings.payloadBytes());
            made += count;
            return puts;
        }

        private void measure(int window, int count) {
            List<Transaction> puts = puts(count);
            ClosedLoad load = new ClosedLoad(leader, window);
            long heightBefore = leader.status().appliedHeight();
            Meter.Reading sendersBefore = cluster.signatures().senders().reading();
            Meter.Reading membersBefore = cluster.signatures().members().reading();
            long cpuBefore = system.getProcessCpuTime();
            double seconds = load.run(puts);
            long cpuNanos = system.getProcessCpuTime() - cpuBefore;
            results.add(new ConsensusResult(
                    protocol,
                    signing,
                    window,
                    count,
                    seconds,
                    load.committedMicros(),
                    load.certifiedMicros(),
                    cpuNanos,
                    cluster.signatures().senders().reading().since(sendersBefore),
                    cluster.signatures().members().reading().since(membersBefore),
                    blocksAbove(heightBefore)));
        }

        private BlockBytes blocksAbove(long height) {
            long newest = leader.status().appliedHeight();
            long first = Math.max(height, newest - MAX_SAMPLED_BLOCKS) + 1;
            long bytes = 0;
            long certificates = 0;
            long certificateBytes = 0;
            for (long at = first; at <= newest; at++) {
                Block block = leader.block(at).join().orElseThrow();
                bytes += block.encoded().size();
                certificates += block.lastCertificate().isPresent() ? 1 : 0;
                certificateBytes += block.lastCertificate()
                        .map(Certificate::encoded)
                        .map(encoded -> encoded.size())
                        .orElse(0);
            }
            return new BlockBytes(newest - height, newest - first + 1, bytes, certificates, certificateBytes);
        }
    }
}
