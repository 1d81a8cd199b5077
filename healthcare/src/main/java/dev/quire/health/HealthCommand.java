package dev.quire.health;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;

/**
 * What a transaction asks of the healthcare plugin: its payload (docs/healthcare/state.md, section 2), in families of
 * which each has its rules in one class. Constructors throw {@link IllegalArgumentException} for what no payload can say.
 */
public sealed interface HealthCommand
        permits GovernanceCommand,
                MemberCommand,
                SubjectCommand,
                RecordCommand,
                GrantCommand,
                ReadingCommand,
                EmergencyCommand {
    /** The payload's first byte. */
    int tag();

    /** Writes the fields in the order of the record. */
    void write(CanonicalWriter out);

    /** The payload: tag, version, fields. */
    default Bytes encoded() {
        CanonicalWriter out = CanonicalWriter.structure(tag(), Tag.VERSION, 384);
        write(out);
        return out.toBytes();
    }

    static HealthCommand decode(Bytes payload) throws MalformedException {
        CanonicalReader in = new CanonicalReader("health command", payload);
        int tag = in.u8();
        int version = in.u8();
        if (version != Tag.VERSION) {
            throw in.malformed("version is " + version + ", not " + Tag.VERSION);
        }
        try {
            HealthCommand command = read(tag, in);
            in.end();
            return command;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("health command: " + e.getMessage(), e);
        }
    }

    private static HealthCommand read(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag & Tag.FAMILY) {
            case Tag.GOVERNANCE -> GovernanceCommand.read(tag, in);
            case Tag.MEMBER -> MemberCommand.read(tag, in);
            case Tag.SUBJECT -> SubjectCommand.read(tag, in);
            case Tag.RECORD -> RecordCommand.read(tag, in);
            case Tag.GRANTS -> GrantCommand.read(tag, in);
            case Tag.READING -> ReadingCommand.read(tag, in);
            case Tag.EMERGENCY -> EmergencyCommand.read(tag, in);
            default -> throw unknown(tag, in);
        };
    }

    /** For a tag that no command of its family has. */
    static MalformedException unknown(int tag, CanonicalReader in) {
        return in.malformed("there is no command with the tag " + tag);
    }
}
