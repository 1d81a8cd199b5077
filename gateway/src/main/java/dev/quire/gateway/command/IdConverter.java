package dev.quire.gateway.command;

import dev.quire.health.Id;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an id as it is printed. */
final class IdConverter implements ITypeConverter<Id> {
    @Override
    public Id convert(String text) {
        if (!text.matches("[0-9a-f]{" + 2 * Id.SIZE + "}")) {
            throw new TypeConversionException("'" + text + "' is no id of 32 lower-case hexadecimal digits");
        }
        return Id.fromHex(text);
    }
}
