package dev.quire.health.vault;

import dev.quire.health.Id;

/** What something in a vault is called. Names hold random ids and numbers only. */
public sealed interface BlobName {
    /** The parts that lie beside one another for each record. */
    enum Part {
        /** The sealed file. */
        CONTENT("content"),
        /** The sealed description. */
        META("meta"),
        /** Factor A, sealed to the patient's compartment. */
        CAPSULE("capsule"),
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

    /** One part of a record. */
    record OfRecord(Id rid, Part part) implements BlobName {
        @Override
        public String path() {
            return "record/" + rid.toHex() + "/" + part.text();
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

    /** A message of one kind about a subject, sealed to one recipient: a writer's map, a practitioner's card, a manifest. */
    record OfSubject(Id sid, Mail mail, Id recipient) implements BlobName {
        @Override
        public String path() {
            return "subject/" + sid.toHex() + "/" + mail.text() + "/" + recipient.toHex();
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

    /** The name as text: lower-case letters, digits, hyphens and slashes, at most 100 characters; one text for each name. */
    String path();
}
