package dev.quire.benchmarks;

import dev.quire.gateway.vault.JdbcBlobVault;
import dev.quire.gateway.vault.PostgresSettings;
import dev.quire.health.Id;
import dev.quire.health.vault.BlobName;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** How fast one large blob goes into each kind of vault, and out again. */
final class VaultFigures {
    private static final int MIB = 1 << 20;
    private static final BlobName NAME =
            new BlobName.OfRecord(new Id(Samples.bytes(7, Id.SIZE)), BlobName.Part.CONTENT);

    private final long mebibytes;
    private final Scratch scratch;
    private final List<Figure> figures = new ArrayList<>();

    private VaultFigures(long mebibytes, Scratch scratch) {
        this.mebibytes = mebibytes;
        this.scratch = scratch;
    }

    static List<Figure> of(long mebibytes) throws IOException {
        try (Scratch scratch = Scratch.create()) {
            VaultFigures vaults = new VaultFigures(mebibytes, scratch);
            vaults.h2();
            vaults.postgres();
            return vaults.figures;
        }
    }

    private void h2() throws IOException {
        try (JdbcBlobVault vault = JdbcBlobVault.embedded(scratch.resolve("h2"))) {
            measure("H2", vault);
        }
    }

    private void postgres() throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setDataDirectory(scratch.resolve("postgres"))
                        // It is started for tests, which need not outlive a power failure. Vaults do.
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
                JdbcBlobVault vault = JdbcBlobVault.postgres(PostgresSettings.of(
                        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", "postgres", "postgres"))) {
            measure("PostgreSQL", vault);
        }
    }

    private void measure(String kind, JdbcBlobVault vault) throws IOException {
        long length = mebibytes * MIB;
        String of = "vault, " + kind + ", a blob of " + mebibytes + " MiB";
        long begun = System.nanoTime();
        vault.put(NAME, length, new Noise(length));
        figures.add(new Figure(of + ", written", mebibytes / ((System.nanoTime() - begun) / 1e9), "MiB/s"));
        begun = System.nanoTime();
        vault.get(NAME, 0, length, OutputStream.nullOutputStream());
        figures.add(new Figure(of + ", read", mebibytes / ((System.nanoTime() - begun) / 1e9), "MiB/s"));
    }

    /** Bytes that no database makes smaller, a MiB of them again and again. */
    private static final class Noise extends InputStream {
        private final byte[] bytes = new byte[MIB];
        private long left;

        Noise(long length) {
            left = length;
            new SplittableRandom(1).nextBytes(bytes);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int at = (int) (left % MIB);
            int count = (int) Math.min(Math.min(length, left), MIB - at);
            System.arraycopy(bytes, at, to, offset, count);
            left -= count;
            return count;
        }
    }
}
