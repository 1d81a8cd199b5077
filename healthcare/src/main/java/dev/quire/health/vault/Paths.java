package dev.quire.health.vault;

import java.util.regex.Pattern;

/** The forms of names as text. */
final class Paths {
    static final Pattern NAME =
            Pattern.compile("(?<kind>record|grant|forward|subject)/(?<id>[0-9a-f]{32})/(?<rest>[0-9a-z/-]{1,60})");
    static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    static final String CAPSULE = "capsule/";
    /** Of the first epoch there is one text, without a number. */
    static final Pattern MESSAGE =
            Pattern.compile("(?<mail>[a-z-]+)/(?<recipient>[0-9a-f]{32})(/(?<epoch>[2-9]|[1-9][0-9]{1,8}))?");

    static final int MAX_NUMBER = 999_999_999;
    static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    private Paths() {}
}
