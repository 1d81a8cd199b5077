package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;

/** The one encoding of each command: type tag, version, then the fields in the order of the record. */
final class CommandCodec {
    private CommandCodec() {}

    static Bytes encode(HealthCommand command) {
        CanonicalWriter out = CanonicalWriter.structure(tag(command), Tag.VERSION, 256);
        if (command instanceof HealthCommand.RegisterMember member) {
            out.fixed(member.orgId().bytes()).bytes(Bytes.utf8(member.name()));
            out.fixed(member.controller().bytes());
            Fields.writeKeys(out, member.gateways());
        } else if (command instanceof HealthCommand.RegisterSubject subject) {
            out.fixed(subject.sid().bytes());
            Fields.writeOptional(out, subject.patientKey().map(PublicKey::bytes));
        } else if (command instanceof HealthCommand.PutRecord put) {
            write(out, put);
        } else if (command instanceof HealthCommand.Grant grant) {
            grant.terms().write(out.fixed(grant.gid().bytes()).fixed(grant.sid().bytes()));
        } else if (command instanceof HealthCommand.Revoke revoke) {
            out.fixed(revoke.gid().bytes());
        } else if (command instanceof HealthCommand.Access access) {
            write(out, access);
        }
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
            HealthCommand command = decodeFields(tag, in);
            in.end();
            return command;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("health command: " + e.getMessage(), e);
        }
    }

    private static int tag(HealthCommand command) {
        if (command instanceof HealthCommand.RegisterMember) {
            return Tag.REGISTER_MEMBER;
        } else if (command instanceof HealthCommand.RegisterSubject) {
            return Tag.REGISTER_SUBJECT;
        } else if (command instanceof HealthCommand.PutRecord) {
            return Tag.PUT_RECORD;
        } else if (command instanceof HealthCommand.Grant) {
            return Tag.GRANT;
        } else if (command instanceof HealthCommand.Revoke) {
            return Tag.REVOKE;
        }
        return Tag.ACCESS;
    }

    private static HealthCommand decodeFields(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag) {
            case Tag.REGISTER_MEMBER ->
                new HealthCommand.RegisterMember(
                        Id.read(in), readName(in), Fields.readKey(in), Fields.readKeys(in, HealthCommand.MAX_GATEWAYS));
            case Tag.REGISTER_SUBJECT -> new HealthCommand.RegisterSubject(Id.read(in), Fields.readOptionalKey(in));
            case Tag.PUT_RECORD -> readPutRecord(in);
            case Tag.GRANT -> new HealthCommand.Grant(Id.read(in), Id.read(in), GrantTerms.read(in));
            case Tag.REVOKE -> new HealthCommand.Revoke(Id.read(in));
            case Tag.ACCESS -> readAccess(in);
            default -> throw in.malformed("there is no command with the tag " + tag);
        };
    }

    /** Bytes that are not ASCII become other characters, which the record refuses: no second encoding. */
    static String readName(CanonicalReader in) throws MalformedException {
        return in.bytes(HealthCommand.MAX_NAME_LENGTH).toUtf8();
    }

    static void write(CanonicalWriter out, HealthCommand.PutRecord put) {
        out.fixed(put.rid().bytes())
                .fixed(put.sid().bytes())
                .fixed(put.cid().bytes())
                .u8(put.kind().code())
                .u64(put.blobLength())
                .fixed(put.fingerprint().bytes())
                .fixed(put.keyCommit().bytes())
                .fixed(put.capsuleHash().bytes())
                .u32(put.version());
        Fields.writeOptional(out, put.supersedes().map(Id::bytes));
    }

    static HealthCommand.PutRecord readPutRecord(CanonicalReader in) throws MalformedException {
        return new HealthCommand.PutRecord(
                Id.read(in),
                Id.read(in),
                Id.read(in),
                Coded.read(in, "kind of record", RecordKind.values()),
                in.u64(),
                Hash.read(in),
                Hash.read(in),
                Hash.read(in),
                in.u32(),
                Fields.readOptionalId(in));
    }

    static void write(CanonicalWriter out, HealthCommand.Access access) {
        out.fixed(access.aid().bytes()).fixed(access.sid().bytes());
        access.basis().write(out);
        out.u8(access.kind().code());
        Fields.writeIds(out, access.rids());
        out.u8(access.purpose().code()).fixed(access.oneTimeKey());
        Fields.writeOptional(out, access.practitioner().map(PublicKey::bytes));
    }

    static HealthCommand.Access readAccess(CanonicalReader in) throws MalformedException {
        return new HealthCommand.Access(
                Id.read(in),
                Id.read(in),
                Basis.read(in),
                Coded.read(in, "kind of access", AccessKind.values()),
                Fields.readIds(in, Scope.MAX_RECORDS),
                Coded.read(in, "purpose", Purpose.values()),
                in.fixed(HealthCommand.Access.ONE_TIME_KEY_SIZE),
                Fields.readOptionalKey(in));
    }
}
