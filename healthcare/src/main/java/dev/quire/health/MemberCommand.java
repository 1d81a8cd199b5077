package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.Optional;
import java.util.Set;

/** What a member does with its own keys and its staff. Signed by its controller. */
public sealed interface MemberCommand extends HealthCommand {
    /** Replaces keys of the member. */
    record RotateMemberKey(KeyChange change) implements MemberCommand {
        @Override
        public int tag() {
            return Tag.ROTATE_MEMBER_KEY;
        }

        @Override
        public void write(CanonicalWriter out) {
            change.write(out);
        }
    }

    /**
     * Says that somebody works here, for a while. A person gets a new pracId each time, so that nobody profiles staff for
     * longer.
     *
     * @param signingKey the person's, for what the person alone can say
     * @param readingKey where the person has a sealing key of its own
     * @param cardHash of the PractitionerCard that patients see, which is nowhere on the ledger
     * @param untilMicros the first block time at which it is no longer valid, at most 90 days from now
     */
    record IssueCredential(
            Id pracId,
            PublicKey signingKey,
            Optional<X25519PublicKey> readingKey,
            Set<Role> roles,
            Hash cardHash,
            long untilMicros)
            implements MemberCommand {
        public IssueCredential {
            roles = Role.some(roles);
        }

        @Override
        public int tag() {
            return Tag.ISSUE_CREDENTIAL;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(pracId.bytes()).fixed(signingKey.bytes());
            Fields.writeOptional(out, readingKey.map(X25519PublicKey::bytes));
            Role.write(out, roles);
            out.fixed(cardHash.bytes()).u64(untilMicros);
        }

        static IssueCredential read(CanonicalReader in) throws MalformedException {
            return new IssueCredential(
                    Id.read(in),
                    Fields.readKey(in),
                    Fields.readOptional(in, X25519PublicKey::read),
                    Role.read(in),
                    Hash.read(in),
                    in.u64());
        }
    }

    /** Ends a credential at once. */
    record RevokeCredential(Id pracId) implements MemberCommand {
        @Override
        public int tag() {
            return Tag.REVOKE_CREDENTIAL;
        }

        @Override
        public void write(CanonicalWriter out) {
            out.fixed(pracId.bytes());
        }
    }

    static MemberCommand read(int tag, CanonicalReader in) throws MalformedException {
        return switch (tag) {
            case Tag.ROTATE_MEMBER_KEY -> new RotateMemberKey(KeyChange.read(in));
            case Tag.ISSUE_CREDENTIAL -> IssueCredential.read(in);
            case Tag.REVOKE_CREDENTIAL -> new RevokeCredential(Id.read(in));
            default -> throw HealthCommand.unknown(tag, in);
        };
    }
}
