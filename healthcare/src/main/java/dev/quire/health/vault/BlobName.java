package dev.quire.health.vault;

import dev.quire.hash.Hash;
import dev.quire.health.Id;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;

/** What something in a vault is called. Names hold random ids and numbers only. */
public sealed interface BlobName {
    /** The parts that lie beside one another for each record. */
    enum Part {
        /** The sealed file. */
        CONTENT("content"),
        /** The sealed description. */
        META("meta"),
        /** What the fingerprint is salted with: 32 bytes. */
        SALT("salt"),
        /** The leaves of the shares of factor B. */
        LEAVES_B("leaves-b"),
        /** The leaves of the shares of factor A, of essentials. */
        LEAVES_E("leaves-e"),
        /** The RFC 9162 leaf hashes of the sealed file's slices. */
        SLICES("slices");

        private final String text;

        Part(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Something that belongs to one record. */
    sealed interface Recorded extends BlobName {
        Id rid();
    }

    /** One part of a record, which never changes. */
    record OfRecord(Id rid, Part part) implements Recorded {
        @Override
        public String path() {
            return "record/" + rid.toHex() + "/" + part.text();
        }
    }

    /**
     * Factor A of a record, sealed to the patient's compartment. When it is sealed anew, the new capsule lies beside the old
     * one until the ledger has decided.
     *
     * @param mark the first 16 bytes of its capsuleHash
     */
    record OfCapsule(Id rid, Id mark) implements Recorded {
        public static OfCapsule of(Id rid, Hash capsuleHash) {
            return new OfCapsule(rid, new Id(capsuleHash.bytes().slice(0, Id.SIZE)));
        }

        @Override
        public String path() {
            return "record/" + rid.toHex() + "/" + Paths.CAPSULE + mark.toHex();
        }
    }

    /** A part of a grant's capsule, numbered from 0: factors A sealed to the grantee's key. */
    record OfGrant(Id gid, int part) implements BlobName {
        @Override
        public String path() {
            return "grant/" + gid.toHex() + "/" + part;
        }
    }

    /** Factor A of a record that was written after a grant, sealed to its grantee by the writer. */
    record Forwarded(Id gid, Id rid) implements BlobName {
        @Override
        public String path() {
            return "forward/" + gid.toHex() + "/" + rid.toHex();
        }
    }

    /**
     * A message of one kind about a subject, sealed to one recipient: a writer's map, a practitioner's card, a manifest.
     *
     * @param epoch of the key to which it is sealed, from 1, which the text leaves out; only cards have others
     */
    record OfSubject(Id sid, Mail mail, Id recipient, int epoch) implements BlobName {
        public OfSubject {
            if (epoch < 1 || epoch > Paths.MAX_NUMBER || (epoch > 1 && mail != Mail.CARD)) {
                throw new IllegalArgumentException("no " + mail.text() + " of epoch " + epoch);
            }
        }

        public OfSubject(Id sid, Mail mail, Id recipient) {
            this(sid, mail, recipient, 1);
        }

        @Override
        public String path() {
            String first = "subject/" + sid.toHex() + "/" + mail.text() + "/" + recipient.toHex();
            return epoch == 1 ? first : first + "/" + epoch;
        }
    }

    /** What is sent about a subject. */
    enum Mail {
        WRITERS_MAP("writers-map"),
        CARD("card"),
        MANIFEST("manifest");

        private final String text;

        Mail(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** The name that this text stands for, if it is one. */
    static Optional<BlobName> parse(String path) {
        Matcher name = Paths.NAME.matcher(path);
        if (!name.matches()) {
            return Optional.empty();
        }
        Id id = Id.fromHex(name.group("id"));
        String rest = name.group("rest");
        return switch (name.group("kind")) {
            case "record" -> ofRecord(id, rest);
            case "grant" ->
                Paths.NUMBER.matcher(rest).matches()
                        ? Optional.of(new OfGrant(id, Integer.parseInt(rest)))
                        : Optional.empty();
            case "forward" ->
                Paths.ID.matcher(rest).matches() ? Optional.of(new Forwarded(id, Id.fromHex(rest))) : Optional.empty();
            default -> ofSubject(id, rest);
        };
    }

    private static Optional<BlobName> ofRecord(Id rid, String rest) {
        if (rest.startsWith(Paths.CAPSULE)) {
            String mark = rest.substring(Paths.CAPSULE.length());
            return Paths.ID.matcher(mark).matches()
                    ? Optional.of(new OfCapsule(rid, Id.fromHex(mark)))
                    : Optional.empty();
        }
        return Arrays.stream(Part.values())
                .filter(part -> part.text.equals(rest))
                .findFirst()
                .map(part -> new OfRecord(rid, part));
    }

    private static Optional<BlobName> ofSubject(Id sid, String rest) {
        Matcher message = Paths.MESSAGE.matcher(rest);
        if (!message.matches()) {
            return Optional.empty();
        }
        int epoch = message.group("epoch") == null ? 1 : Integer.parseInt(message.group("epoch"));
        return Arrays.stream(Mail.values())
                .filter(mail -> mail.text.equals(message.group("mail")))
                .filter(mail -> epoch == 1 || mail == Mail.CARD)
                .findFirst()
                .map(mail -> new OfSubject(sid, mail, Id.fromHex(message.group("recipient")), epoch));
    }

    /** The name as text: lower-case letters, digits, hyphens and slashes, at most 100 characters; one text for each name. */
    String path();
}
