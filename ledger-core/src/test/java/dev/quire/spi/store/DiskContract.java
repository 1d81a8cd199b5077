package dev.quire.spi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Disk} must do. Inherit it, and say how to open the directory of the current test. */
public abstract class DiskContract {
    private Disk disk;

    /** Opens the test's directory; called again after a close, it finds the same files. */
    protected abstract Disk openDisk() throws IOException;

    @BeforeEach
    final void openFirst() throws IOException {
        disk = openDisk();
    }

    @AfterEach
    final void closeLast() throws IOException {
        disk.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(DiskFile file, long position, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        int read = file.read(position, target);
        assertThat(target.position()).isEqualTo(read);
        return StandardCharsets.US_ASCII.decode(target.flip()).toString();
    }

    private String content(String name) throws IOException {
        try (DiskFile file = disk.open(name)) {
            return read(file, 0, (int) file.size());
        }
    }

    private void create(String name, String content) throws IOException {
        try (DiskFile file = disk.create(name, content.length())) {
            file.write(0, bytes(content));
            file.sync();
        }
    }

    @Test
    void newFileHasZeros() throws IOException {
        try (DiskFile file = disk.create("zeros", 1_000_000)) {
            assertThat(file.size()).isEqualTo(1_000_000);
            ByteBuffer all = ByteBuffer.allocate(1_000_001);
            assertThat(file.read(0, all)).isEqualTo(1_000_000);
            assertThat(all.array()).containsOnly(0);
        }
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        try (DiskFile file = disk.create("a", 8)) {
            ByteBuffer source = bytes("xabcx");
            file.write(3, source.position(1).limit(4));
            assertThat(source.hasRemaining()).isFalse();
            assertThat(read(file, 3, 3)).isEqualTo("abc");
            assertThat(read(file, 4, 1)).isEqualTo("b");
        }
    }

    @Test
    void readsLessAtTheEnd() throws IOException {
        create("a", "abc");
        try (DiskFile file = disk.open("a")) {
            assertThat(read(file, 1, 10)).isEqualTo("bc");
            assertThat(read(file, 3, 10)).isEmpty();
            assertThat(read(file, 4, 10)).isEmpty();
        }
    }

    @Test
    void growsWhenWrittenBehindItsEnd() throws IOException {
        create("a", "abc");
        try (DiskFile file = disk.open("a")) {
            file.write(5, bytes("z"));
            assertThat(file.size()).isEqualTo(6);
            assertThat(read(file, 0, 6)).isEqualTo("abc\0\0z");
        }
    }

    @Test
    void cutsAndForgetsWhatWasCut() throws IOException {
        create("a", "abcdef");
        try (DiskFile file = disk.open("a")) {
            file.truncate(2);
            assertThat(file.size()).isEqualTo(2);
            file.write(4, bytes("z"));
            assertThat(read(file, 0, 9)).isEqualTo("ab\0\0z");
        }
    }

    @Test
    void writesLargePieces() throws IOException {
        byte[] large = new byte[700_001];
        large[0] = 1;
        large[300_000] = 2;
        large[700_000] = 3;
        try (DiskFile file = disk.create("a", 0)) {
            file.write(5, ByteBuffer.wrap(large));
            ByteBuffer target = ByteBuffer.allocate(large.length);
            assertThat(file.read(5, target)).isEqualTo(large.length);
            assertThat(target.array()).isEqualTo(large);
        }
    }

    @Test
    void keepsFilesOverAReopen() throws IOException {
        create("a", "abc");
        disk.syncNames();
        disk.close();
        disk = openDisk();
        assertThat(disk.list()).containsExactly("a");
        assertThat(content("a")).isEqualTo("abc");
    }

    @Test
    void listsNamesInOrder() throws IOException {
        assertThat(disk.list()).isEmpty();
        create("b-1", "");
        create("a.z", "");
        create("0", "");
        assertThat(disk.list()).containsExactly("0", "a.z", "b-1");
        assertThat(disk.exists("a.z")).isTrue();
        assertThat(disk.exists("a")).isFalse();
    }

    @Test
    void createsOnlyWhatIsMissing() throws IOException {
        create("a", "abc");
        assertThatThrownBy(() -> disk.create("a", 5)).isInstanceOf(IOException.class);
        assertThat(content("a")).isEqualTo("abc");
    }

    @Test
    void opensOnlyWhatIsThere() {
        assertThatThrownBy(() -> disk.open("a")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.delete("a")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.rename("a", "b")).isInstanceOf(IOException.class);
    }

    @Test
    void renameReplaces() throws IOException {
        create("a", "new");
        create("b", "old");
        disk.rename("a", "b");
        assertThat(disk.list()).containsExactly("b");
        assertThat(content("b")).isEqualTo("new");
    }

    @Test
    void deletedFileIsGone() throws IOException {
        create("a", "abc");
        disk.delete("a");
        assertThat(disk.exists("a")).isFalse();
        create("a", "x");
        assertThat(content("a")).isEqualTo("x");
    }

    @Test
    void refusesNamesThatLeaveTheDirectory() {
        for (String name : new String[] {"", ".", "..", "../a", "a/b", "A", ".hidden", "a\0", "ü"}) {
            assertThatThrownBy(() -> disk.create(name, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
