package dev.quire.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskContract;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimDiskTest extends DiskContract {
    private final SimDisk disk = new SimDisk(new SplittableRandom(1));

    @Override
    protected Disk openDisk() {
        return disk;
    }

    private static byte[] filled(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void crashLosesAnySectorsOfAnUnsyncedWriteAndNothingElse() throws IOException {
        DiskFile file = disk.create("a", 4096);
        file.sync();
        disk.syncNames();
        file.write(0, ByteBuffer.wrap(filled(1, 4096)));
        disk.crash();
        ByteBuffer found = ByteBuffer.allocate(4096);
        disk.open("a").read(0, found);
        TreeSet<Byte> values = new TreeSet<>();
        for (int sector = 0; sector < 8; sector++) {
            byte[] bytes = Arrays.copyOfRange(found.array(), sector * 512, (sector + 1) * 512);
            assertThat(bytes).containsOnly(bytes[0]);
            values.add(bytes[0]);
        }
        assertThat(values).containsExactly((byte) 0, (byte) 1);
        assertThatThrownBy(file::size).isInstanceOf(IOException.class);
    }

    @Test
    void crashKeepsWhatWasSynced() throws IOException {
        DiskFile file = disk.create("a", 2000);
        file.write(0, ByteBuffer.wrap(filled(1, 2000)));
        file.sync();
        disk.syncNames();
        disk.delete("a");
        disk.syncNames();
        DiskFile again = disk.create("a", 3);
        again.sync();
        disk.syncNames();
        disk.crash();
        assertThat(disk.open("a").size()).isEqualTo(3);
    }

    @Test
    void powerFailsBeforeTheChosenOperation() throws IOException {
        disk.stopBefore(3);
        DiskFile file = disk.create("a", 10);
        file.sync();
        assertThatThrownBy(disk::syncNames).isInstanceOf(PowerLossException.class);
        assertThatThrownBy(file::sync).isInstanceOf(PowerLossException.class);
        assertThat(disk.operations()).isEqualTo(2);
        disk.crash();
        disk.syncNames();
    }

    @Test
    void failedSyncMakesNothingDurable() throws IOException {
        int lost = 0;
        for (int seed = 0; seed < 20; seed++) {
            SimDisk other = new SimDisk(new SplittableRandom(seed));
            DiskFile file = other.create("a", 1);
            file.sync();
            other.syncNames();
            file.write(0, ByteBuffer.wrap(new byte[] {1}));
            other.failSync();
            assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
            other.crash();
            ByteBuffer found = ByteBuffer.allocate(1);
            other.open("a").read(0, found);
            lost += 1 - found.get(0);
        }
        assertThat(lost).isBetween(1, 19);
    }

    @Test
    void sameSeedLosesTheSame() throws IOException {
        assertThat(afterCrash(7)).isEqualTo(afterCrash(7));
    }

    private static byte[] afterCrash(long seed) throws IOException {
        SimDisk other = new SimDisk(new SplittableRandom(seed));
        DiskFile file = other.create("a", 8192);
        other.syncNames();
        file.sync();
        file.write(100, ByteBuffer.wrap(filled(5, 7000)));
        other.crash();
        ByteBuffer found = ByteBuffer.allocate(8192);
        other.open("a").read(0, found);
        return found.array();
    }

    @Test
    void flipsOneBit() throws IOException {
        DiskFile file = disk.create("a", 4);
        file.sync();
        disk.flipBit("a", 17);
        ByteBuffer found = ByteBuffer.allocate(4);
        file.read(0, found);
        assertThat(found.array()).containsExactly(0, 0, 2, 0);
    }
}
