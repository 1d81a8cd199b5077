package dev.quire.health;

import dev.quire.codec.Bytes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The values in the columns of what stands on the ledger: every byte string in a command or an entry, by where it stands, such
 * as {@code RegisterSubject.compartments.key}. Numbers, times, codes and flags are no such values.
 */
final class ColumnValues {
    private static final int LEAST_BYTES = 8;

    private ColumnValues() {}

    /** Each value, with the first column in which it stands. */
    static Map<Bytes, String> of(Record structure) {
        Map<Bytes, String> values = new TreeMap<>();
        add(structure.getClass().getSimpleName(), structure, values);
        return values;
    }

    private static void add(String column, Object value, Map<Bytes, String> values) {
        if (value instanceof Bytes bytes) {
            boolean says = bytes.size() >= LEAST_BYTES && !bytes.equals(Bytes.wrap(new byte[bytes.size()]));
            if (says) {
                values.putIfAbsent(bytes, column);
            }
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> add(column, present, values));
        } else if (value instanceof Collection<?> all) {
            all.forEach(one -> add(column, one, values));
        } else if (value instanceof Record structure) {
            for (RecordComponent component : structure.getClass().getRecordComponents()) {
                String name = component.getName();
                add(name.equals("bytes") ? column : column + "." + name, read(component, structure), values);
            }
        }
    }

    private static Object read(RecordComponent component, Record structure) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(structure);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
