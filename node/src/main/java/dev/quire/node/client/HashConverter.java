package dev.quire.node.client;

import dev.quire.hash.Hash;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A transaction's id, as it is typed. */
final class HashConverter implements ITypeConverter<Hash> {
    @Override
    public Hash convert(String text) {
        if (!text.matches("[0-9A-Fa-f]{64}")) {
            throw new TypeConversionException("'" + text + "' is no id of 64 hexadecimal digits");
        }
        return Hash.fromHex(text.toLowerCase(Locale.ROOT));
    }
}
