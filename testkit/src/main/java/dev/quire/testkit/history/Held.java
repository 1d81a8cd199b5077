package dev.quire.testkit.history;

import java.util.Optional;

/** How reports write what a key holds. */
final class Held {
    private Held() {}

    static String text(Optional<String> value) {
        return value.map(text -> '"' + text + '"').orElse("nothing");
    }
}
