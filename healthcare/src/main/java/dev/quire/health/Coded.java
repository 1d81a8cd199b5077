package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.MalformedException;

/** A value of a fixed list, written as its one-byte code; codes are never reused. */
interface Coded {
    int code();

    /** Reads the code of one of {@code values}. */
    static <T extends Coded> T read(CanonicalReader in, String what, T[] values) throws MalformedException {
        int code = in.u8();
        for (T value : values) {
            if (value.code() == code) {
                return value;
            }
        }
        throw in.malformed("there is no " + what + " with the code " + code);
    }
}
