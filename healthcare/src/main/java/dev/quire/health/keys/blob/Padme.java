package dev.quire.health.keys.blob;

/**
 * Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019, section 4):
 * lengths that are floating-point numbers with no longer mantissa than exponent. A length of L bytes tells O(log log L)
 * bits, and grows by less than 12 %.
 */
public final class Padme {
    private Padme() {}

    /** The smallest such length that is not below {@code length}, which is 0 or more. */
    public static long paddedLength(long length) {
        if (length < 2) {
            return length;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(length);
        int mantissaBits = Integer.SIZE - Integer.numberOfLeadingZeros(exponent);
        long mask = (1L << (exponent - mantissaBits)) - 1;
        return (length + mask) & ~mask;
    }
}
