package dev.quire.health.vault;

import java.util.regex.Pattern;

/** The forms of names as text. */
final class Paths {
    static final Pattern NAME =
            Pattern.compile("(?<kind>record|grant|forward|subject)/(?<id>[0-9a-f]{32})/(?<rest>[0-9a-z/-]{1,60})");
    static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    static final String CAPSULE = "capsule/";
    static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    private Paths() {}
}
