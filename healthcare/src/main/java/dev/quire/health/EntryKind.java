package dev.quire.health;

import dev.quire.codec.Bytes;

/** Of what kind an entry is, and under which key of the plugin's state it stands: a prefix and a name of fixed size. */
public enum EntryKind implements Coded {
    /** There is one; its name is empty. */
    GOVERNANCE(1, StateKeys.GOVERNANCE, 0),
    /** By uint32 epoch. */
    COMMITTEE(2, StateKeys.COMMITTEE, 4),
    MEMBER(3, StateKeys.MEMBER, Id.SIZE),
    /** By the organisation's id and the credential's. */
    CREDENTIAL(4, StateKeys.CREDENTIAL, 2 * Id.SIZE),
    SUBJECT(5, StateKeys.SUBJECT, Id.SIZE),
    /** By the subject's id and the compartment's. */
    COMPARTMENT(6, StateKeys.COMPARTMENT, 2 * Id.SIZE),
    RECORD(7, StateKeys.RECORD, Id.SIZE),
    GRANT(8, StateKeys.GRANT, Id.SIZE),
    REQUEST(9, StateKeys.REQUEST, Id.SIZE),
    ACCESS(10, StateKeys.ACCESS, Id.SIZE),
    EMERGENCY(11, StateKeys.EMERGENCY, Id.SIZE);

    private final int code;
    private final String prefix;
    private final int nameSize;

    EntryKind(int code, String prefix, int nameSize) {
        this.code = code;
        this.prefix = prefix;
        this.nameSize = nameSize;
    }

    @Override
    public int code() {
        return code;
    }

    /**
     * The state key, of which the engine proves presence or absence.
     *
     * @throws IllegalArgumentException if a name of this kind has another size
     */
    public Bytes key(Bytes name) {
        return Bytes.utf8(prefix).concat(requireSize(name));
    }

    int nameSize() {
        return nameSize;
    }

    Bytes requireSize(Bytes name) {
        if (name.size() != nameSize) {
            throw new IllegalArgumentException(
                    "the name of a " + name() + " has " + nameSize + " bytes, not " + name.size());
        }
        return name;
    }
}
