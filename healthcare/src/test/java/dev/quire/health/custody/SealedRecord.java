package dev.quire.health.custody;

import dev.quire.block.ConsensusMode;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.RecordKeys;
import dev.quire.health.keys.Secret;
import dev.quire.health.keys.blob.BlobWriter;
import dev.quire.health.keys.blob.Description;
import dev.quire.health.keys.blob.MetaBox;
import dev.quire.health.keys.blob.SealedBlob;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.share.CommitteeNumbers;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.ShareClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** A record with all that its author makes of it: what goes to the vaults, to the custodians and on the ledger. */
public record SealedRecord(
        Place place,
        Secret a,
        Secret b,
        Bytes blob,
        SealedBlob sealed,
        Bytes metaBox,
        Bytes salt,
        Bytes capsule,
        Dealing dealingB,
        Optional<Dealing> dealingE,
        Hash keyCommit) {
    static final int EPOCH = 1;
    static final CommitteeNumbers NUMBERS = CommitteeNumbers.of(ConsensusMode.BFT, 4);

    /** Where it belongs. */
    public record Place(Hash chainId, Id rid, Id sid, Id cid) {
        Envelope capsule(Hash keyCommit) {
            return Envelope.patientCapsule(chainId, sid, cid, EPOCH, rid, keyCommit);
        }
    }

    /** @param essential factor A is dealt too */
    public static SealedRecord write(
            Place place, X25519PublicKey compartment, byte[] plaintext, boolean essential, SecureRandom random) {
        Secret a = Secret.random(random);
        Secret b = Secret.random(random);
        try (RecordKeys keys = RecordKeys.derive(place.chainId, place.rid, a, b)) {
            // Drawn before anything that depends on the plaintext.
            Bytes capsule = place.capsule(keys.keyCommit()).seal(compartment, a.toArray(), random);
            Dealing dealingB = deal(place, ShareClass.B, b, random);
            Optional<Dealing> dealingE =
                    essential ? Optional.of(deal(place, ShareClass.E, a, random)) : Optional.empty();
            Bytes salt = salt(random);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SealedBlob sealed;
            try (BlobWriter writer = new BlobWriter(out, keys, random)) {
                writer.write(plaintext);
                sealed = writer.finish();
            }
            Description description = new Description(
                    plaintext.length, sealed.plainHash(), "text/plain", "2026", "", List.of("R"), "source/7");
            Bytes metaBox = MetaBox.seal(keys, description, random);
            return new SealedRecord(
                    place,
                    a,
                    b,
                    Bytes.wrap(out.toByteArray()),
                    sealed,
                    metaBox,
                    salt,
                    capsule,
                    dealingB,
                    dealingE,
                    keys.keyCommit());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CryptoException e) {
            throw new AssertionError(e);
        }
    }

    private static Dealing deal(Place place, ShareClass shareClass, Secret factor, SecureRandom random) {
        return Dealing.deal(place.chainId, place.rid, Hospitals.COMMITTEE, shareClass, factor, NUMBERS, random);
    }

    private static Bytes salt(SecureRandom random) {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        return Bytes.wrap(salt);
    }

    public Id rid() {
        return place.rid;
    }

    public Hash fingerprint() {
        return sealed.slices().fingerprint(place.chainId, place.rid, salt, metaBox);
    }

    /** What the ledger and the vaults have of it and no plaintext has any part in. */
    List<Bytes> plaintextHasNoPartIn() {
        return List.of(
                keyCommit.bytes(),
                capsule,
                Capsules.hash(place.chainId, place.rid, capsule).bytes(),
                dealingB.leaves().encoded(),
                dealingB.leaves().root().bytes(),
                salt,
                Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                        .putLong(sealed.blobLength())
                        .array()),
                Bytes.wrap(new byte[metaBox.size()]));
    }

    /** What the ledger and the vaults have of it and is made of the plaintext under keys that neither has. */
    List<Bytes> madeOfPlaintext() {
        return List.of(
                blob,
                metaBox,
                sealed.slices().encoded(),
                sealed.slices().root().bytes(),
                fingerprint().bytes());
    }
}
