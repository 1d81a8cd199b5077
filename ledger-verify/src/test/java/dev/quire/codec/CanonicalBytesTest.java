package dev.quire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CanonicalBytesTest {
    @Test
    void everyNumberHasOneForm() throws Exception {
        Bytes bytes = CanonicalWriter.structure(0xfe, 1, 0)
                .u16(0xabcd)
                .u32(Integer.MAX_VALUE)
                .u64(Long.MAX_VALUE)
                .bytes(Bytes.utf8("abc"))
                .toBytes();
        assertThat(bytes.toHex()).isEqualTo("fe01abcd7fffffff7fffffffffffffff00000003616263");
        CanonicalReader in = CanonicalReader.structure("test", bytes, 0xfe, 1);
        assertThat(in.u16()).isEqualTo(0xabcd);
        assertThat(in.u32()).isEqualTo(Integer.MAX_VALUE);
        assertThat(in.u64()).isEqualTo(Long.MAX_VALUE);
        assertThat(in.bytes(3)).isEqualTo(Bytes.utf8("abc"));
        in.end();
    }

    @Test
    void numbersAboveTheJavaRangeAreRefused() {
        assertMalformed(() -> reader("80000000").u32(), "above 2^31");
        assertMalformed(() -> reader("8000000000000000").u64(), "above 2^63");
        assertMalformed(() -> reader("02").flag(), "above the limit 1");
    }

    @Test
    void noLengthIsBelievedBeforeItIsChecked() {
        assertMalformed(() -> reader("7fffffff").bytes(Integer.MAX_VALUE), "more bytes are needed");
        assertMalformed(() -> reader("00000002aabb").bytes(1), "above the limit 1");
        assertMalformed(() -> reader("0003").count16(2), "above the limit 2");
        assertMalformed(() -> reader("00000003").count32(2), "above the limit 2");
    }

    @Test
    void whatIsNotAskedForIsRefused() {
        assertMalformed(() -> CanonicalReader.structure("test", Bytes.fromHex("0101"), 2, 1), "type tag is 1, not 2");
        assertMalformed(() -> CanonicalReader.structure("test", Bytes.fromHex("0202"), 2, 1), "version is 2, not 1");
        assertMalformed(() -> reader("00").end(), "1 bytes follow the end");
        assertMalformed(() -> reader("").u8(), "1 more bytes are needed");
    }

    @Test
    void writerRefusesWhatHasNoForm() {
        assertThatThrownBy(() -> new CanonicalWriter().u8(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CanonicalWriter().u16(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CanonicalWriter().u32(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CanonicalWriter().u64(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesAreOrderedUnsignedAndNotShared() {
        byte[] array = {1, 2};
        Bytes copy = Bytes.copyOf(array);
        array[0] = 9;
        copy.toArray()[1] = 9;
        assertThat(copy).isEqualTo(Bytes.fromHex("0102")).isLessThan(Bytes.fromHex("ff"));
        assertThat(copy).isLessThan(Bytes.fromHex("010200"));
        assertThat(copy.concat(Bytes.fromHex("03")).slice(1, 3)).isEqualTo(Bytes.fromHex("0203"));
        assertThat(Bytes.wrap(new byte[17])).hasToString("00".repeat(16) + "…(17 bytes)");
    }

    private static CanonicalReader reader(String hex) {
        return new CanonicalReader("test", Bytes.fromHex(hex));
    }

    private static void assertMalformed(ThrowingCallable call, String why) {
        assertThatThrownBy(call).isInstanceOf(MalformedException.class).hasMessageContaining(why);
    }
}
