package dev.quire.testkit.junit;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.testkit.PluginUnderTest;
import dev.quire.testkit.junit.Transcript.Manner;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The other JVM of a {@link StateMachineContract}. Arguments: the test class, the input's file, the transcript's file, and
 * the other JVM's {@link #firstOfTwo}. Writes no transcript if this one's is the same.
 */
final class ContractChild {
    /** The one has an i without a dot, the other digits of its own. */
    private static final List<Locale> LOCALES =
            List.of(Locale.forLanguageTag("tr-TR"), Locale.forLanguageTag("ar-EG-u-nu-arab"));

    private ContractChild() {}

    public static void main(String[] arguments) throws ReflectiveOperationException, IOException, MalformedException {
        if (arguments[3].equals(String.valueOf(firstOfTwo()))) {
            return;
        }
        PluginUnderTest plugin = newInstance(Class.forName(arguments[0]));
        ContractInput input = ContractInput.decode(Bytes.wrap(Files.readAllBytes(Path.of(arguments[1]))));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < input.histories().size(); i++) {
            Locale.setDefault(LOCALES.get(i % LOCALES.size()));
            lines.addAll(new ContractRun(plugin, input, i, Manner.PLAIN).lines());
        }
        Files.write(Path.of(arguments[2]), lines, StandardCharsets.UTF_8);
    }

    /** If it is another one in another JVM, no Set.of or Map.of has the same order there. */
    static int firstOfTwo() {
        return Set.of(1, 2).iterator().next();
    }

    private static PluginUnderTest newInstance(Class<?> test) throws ReflectiveOperationException {
        Constructor<?> constructor = test.getDeclaredConstructor();
        constructor.setAccessible(true);
        return (PluginUnderTest) constructor.newInstance();
    }
}
