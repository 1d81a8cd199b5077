package dev.quire.node.client;

import dev.quire.kv.KeyValueStateMachine;

/** The names of the key-value plugin's refusals. */
final class KvRefusal {
    private KvRefusal() {}

    static String name(int code) {
        return switch (code) {
            case KeyValueStateMachine.MISMATCH -> "MISMATCH: the key holds another value, or holds one already";
            case KeyValueStateMachine.ABSENT -> "ABSENT: the key holds no value";
            case KeyValueStateMachine.MALFORMED -> "MALFORMED: the payload is no command";
            case KeyValueStateMachine.TOO_LARGE -> "TOO_LARGE: the key or the value is too long, or the key is empty";
            default -> "refused with code " + code;
        };
    }
}
