package dev.quire.testkit.history;

import java.util.Optional;

/** What an operation did to its key, as its client knows it. A key holds a text or, when it is absent, nothing. */
public sealed interface Action {
    /** Can this have happened to a key that held this? */
    boolean fits(Optional<String> held);

    /** What the key holds afterwards; asked only where the action {@linkplain #fits fits}. */
    default Optional<String> after(Optional<String> held) {
        return held;
    }

    /** Does it change no key, whatever that holds? */
    default boolean isObserver() {
        return false;
    }

    /** Does it fit everywhere and leave the same behind, so that it tells nothing of what was there? */
    default boolean isBlind() {
        return false;
    }

    /** @param found empty: the key was absent */
    record Read(Optional<String> found) implements Action {
        @Override
        public boolean fits(Optional<String> held) {
            return held.equals(found);
        }

        @Override
        public boolean isObserver() {
            return true;
        }

        @Override
        public String toString() {
            return "read " + Held.text(found);
        }
    }

    /** @param value empty: the key is absent afterwards, whether or not it was before */
    record Write(Optional<String> value) implements Action {
        @Override
        public boolean fits(Optional<String> held) {
            return true;
        }

        @Override
        public Optional<String> after(Optional<String> held) {
            return value;
        }

        @Override
        public boolean isBlind() {
            return true;
        }

        @Override
        public String toString() {
            return "write " + Held.text(value);
        }
    }

    /** @param expected empty: the key must be absent */
    record CompareAndSet(Optional<String> expected, Optional<String> value) implements Action {
        @Override
        public boolean fits(Optional<String> held) {
            return held.equals(expected);
        }

        @Override
        public Optional<String> after(Optional<String> held) {
            return value;
        }

        @Override
        public String toString() {
            return "cas " + Held.text(expected) + " -> " + Held.text(value);
        }
    }

    /** Deletes a key that is there. */
    record Delete() implements Action {
        @Override
        public boolean fits(Optional<String> held) {
            return held.isPresent();
        }

        @Override
        public Optional<String> after(Optional<String> held) {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "delete";
        }
    }

    /** Adds to the end of what the key holds; an absent key holds an empty text. */
    record Append(String suffix) implements Action {
        @Override
        public boolean fits(Optional<String> held) {
            return true;
        }

        @Override
        public Optional<String> after(Optional<String> held) {
            return Optional.of(held.orElse("") + suffix);
        }

        @Override
        public String toString() {
            return "append " + Held.text(Optional.of(suffix));
        }
    }

    /** The action was refused, and no other way than for what the key held: it saw something that it does not fit. */
    record Refused(Action action) implements Action {
        @Override
        public boolean fits(Optional<String> held) {
            return !action.fits(held);
        }

        @Override
        public boolean isObserver() {
            return true;
        }

        @Override
        public String toString() {
            return action + " (refused)";
        }
    }
}
