package dev.quire.gateway.audit;

/** A form in which bytes may stand for text: turns them into that text, for a {@link Matcher} of its own. */
abstract class Form {
    final Matcher matcher;

    Form(Matcher matcher) {
        this.matcher = matcher;
    }

    abstract void accept(int next, long offset);

    /** The stream ends, and the next one begins at offset 0. */
    void end() {
        matcher.gap();
    }

    /** As it is. */
    static final class Plain extends Form {
        Plain(Matcher matcher) {
            super(matcher);
        }

        @Override
        void accept(int next, long offset) {
            matcher.push(next, offset);
        }
    }

    /** UTF-16, whose characters begin at even or at odd offsets; looked for as UTF-8. */
    static final class Utf16 extends Form {
        private final boolean bigEndian;
        private final int parity;
        private int before;
        private int highSurrogate;

        /** @param parity of the offsets at which characters begin, 0 or 1 */
        Utf16(boolean bigEndian, int parity, Matcher matcher) {
            super(matcher);
            this.bigEndian = bigEndian;
            this.parity = parity;
        }

        @Override
        void accept(int next, long offset) {
            if ((offset & 1) == parity) {
                before = next;
            } else if (offset > 0) {
                unit(bigEndian ? before << 8 | next : next << 8 | before, offset - 1);
            }
        }

        private void unit(int unit, long offset) {
            if (Character.isHighSurrogate((char) unit)) {
                highSurrogate = unit;
                return;
            }
            boolean isPair = highSurrogate != 0 && Character.isLowSurrogate((char) unit);
            utf8(isPair ? Character.toCodePoint((char) highSurrogate, (char) unit) : unit, offset);
            highSurrogate = 0;
        }

        private void utf8(int point, long offset) {
            if (point < 0x80) {
                matcher.push(point, offset);
                return;
            }
            if (point >= 0x800
                    && point < 0x10000
                    && !matcher.mayFollow(0xe0 | point >> 12, 0x80 | (point >> 6 & 0x3f))) {
                // Most of what noise reads as.
                matcher.foreign();
                return;
            }
            if (point < 0x800) {
                matcher.push(0xc0 | point >> 6, offset);
            } else {
                if (point < 0x10000) {
                    matcher.push(0xe0 | point >> 12, offset);
                } else {
                    matcher.push(0xf0 | point >> 18, offset);
                    matcher.push(0x80 | (point >> 12 & 0x3f), offset);
                }
                matcher.push(0x80 | (point >> 6 & 0x3f), offset);
            }
            matcher.push(0x80 | (point & 0x3f), offset);
        }

        @Override
        void end() {
            highSurrogate = 0;
            super.end();
        }
    }

    /** Hexadecimal digits of either case, of which the first or the second begins a byte. */
    static final class Hex extends Form {
        private static final int NONE = -1;

        private final int skipped;
        private int digits;
        private int high = NONE;

        /** @param skipped digits at the beginning of each sequence of them */
        Hex(int skipped, Matcher matcher) {
            super(matcher);
            this.skipped = skipped;
        }

        @Override
        void accept(int next, long offset) {
            int digit = Character.digit(next, 16);
            if (digit < 0) {
                stop();
            } else if (digits++ < skipped) {
                return;
            } else if (high == NONE) {
                high = digit;
            } else {
                matcher.push(high << 4 | digit, offset - 1);
                high = NONE;
            }
        }

        private void stop() {
            if (digits > 0) {
                matcher.gap();
            }
            digits = 0;
            high = NONE;
        }

        @Override
        void end() {
            stop();
            super.end();
        }
    }

    /** Base64 of either alphabet, over lines too, of which the first, second, third or fourth character begins a group. */
    static final class Base64 extends Form {
        private final int skipped;
        private long sextets;
        private int bits;
        private int value;

        /** @param skipped characters at the beginning of each sequence of them */
        Base64(int skipped, Matcher matcher) {
            super(matcher);
            this.skipped = skipped;
        }

        @Override
        void accept(int next, long offset) {
            int sextet = sextet(next);
            if (sextet >= 0) {
                take(sextet, offset);
            } else if (next != '\n' && next != '\r') {
                stop();
            }
        }

        private void take(int sextet, long offset) {
            if (sextets++ < skipped) {
                return;
            }
            value = value << 6 | sextet;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                matcher.push(value >> bits & 0xff, offset);
                value &= (1 << bits) - 1;
            }
        }

        private void stop() {
            if (sextets > 0) {
                matcher.gap();
            }
            sextets = 0;
            bits = 0;
            value = 0;
        }

        @Override
        void end() {
            stop();
            super.end();
        }

        private static int sextet(int next) {
            if (next >= 'A' && next <= 'Z') {
                return next - 'A';
            } else if (next >= 'a' && next <= 'z') {
                return next - 'a' + 26;
            } else if (next >= '0' && next <= '9') {
                return next - '0' + 52;
            }
            return switch (next) {
                case '+', '-' -> 62;
                case '/', '_' -> 63;
                default -> -1;
            };
        }
    }
}
