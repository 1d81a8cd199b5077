package dev.quire.gateway.audit;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Names of files, members and tables may be leaks themselves: those are found, and shown by their digest. */
final class ShownNames {
    private final Search search;
    private boolean leaks;

    ShownNames(Needles needles, Consumer<Leak> consumer, Matcher.Each each) {
        search = Search.inEveryForm(
                needles,
                leak -> {
                    leaks = true;
                    consumer.accept(leak);
                },
                each);
    }

    /**
     * The name as it may be shown.
     *
     * @param within what may be shown of where it is
     */
    String of(String name, String within) {
        leaks = false;
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        search.in(new Place(within, "name", ""), bytes);
        return leaks ? "sha256-" + Leak.digest(bytes) : name;
    }
}
