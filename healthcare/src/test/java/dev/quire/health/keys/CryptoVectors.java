package dev.quire.health.keys;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.block.ConsensusMode;
import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalWriter;
import dev.quire.hash.Hash;
import dev.quire.health.Fingerprint;
import dev.quire.health.Id;
import dev.quire.health.keys.blob.BlobWriter;
import dev.quire.health.keys.blob.Description;
import dev.quire.health.keys.blob.MetaBox;
import dev.quire.health.keys.blob.SealedBlob;
import dev.quire.health.keys.file.KeyFile;
import dev.quire.health.keys.message.Capsules;
import dev.quire.health.keys.message.Envelope;
import dev.quire.health.keys.message.FactorList;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.health.keys.message.ShareList;
import dev.quire.health.keys.message.WritersMap;
import dev.quire.health.keys.share.CommitteeNumbers;
import dev.quire.health.keys.share.Dealing;
import dev.quire.health.keys.share.ShareClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the vectors that docs/healthcare/crypto.md goes with, from fixed seeds. {@code CryptoVectorsTest} compares them
 * with the file; after a change of the format that is meant, {@code main} writes it anew.
 */
final class CryptoVectors {
    static final String RESOURCE = "/crypto-vectors.json";

    private static final Hash CHAIN = Sample.CHAIN;
    private static final Id SID = Sample.id(0x51);
    private static final Id CID = Sample.id(0xc1);
    private static final Id RID = Sample.RID;
    private static final Id GID = Sample.id(0x61);
    private static final Id ORG = Sample.id(0x01);
    private static final Id CUSTODIAN = Sample.id(0x02);
    private static final int EPOCH = 3;
    private static final int COMMITTEE = 7;
    private static final int MANIFEST_VERSION = 2;
    private static final Bytes SALT = Sample.hash(0x5a).bytes();
    private static final Secret A = Sample.secret(0xa);
    private static final Secret B = Sample.secret(0xb);
    private static final PractitionerCard CARD =
            new PractitionerCard(Sample.id(0x71), ORG, "Dr R. Okafor", "ER physician", "St. Mary", 1_000, 2_000, SALT);

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private final PatientSeed seed = PatientSeed.of(Sample.secret(0x5e));
    private final DecryptionRoot decryption = seed.decryptionRoot();
    private final X25519Key grantee = X25519Key.of(Sample.secret(0x6e));
    private final RecordKeys keys = RecordKeys.derive(CHAIN, RID, A, B);

    private CryptoVectors() {}

    /** @param arguments the path of healthcare/src/test/resources/crypto-vectors.json */
    public static void main(String[] arguments) throws Exception {
        Files.writeString(Path.of(arguments[0]), text(make()));
    }

    static ObjectNode make() throws Exception {
        CryptoVectors vectors = new CryptoVectors();
        vectors.root.put("chainId", CHAIN.toHex());
        vectors.patient();
        vectors.record();
        vectors.blob();
        Dealing dealing = vectors.shares();
        vectors.messages(dealing);
        vectors.recovery();
        return vectors.root;
    }

    static String text(ObjectNode vectors) throws IOException {
        return new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(vectors)
                        .replace(" :", ":")
                + "\n";
    }

    private static String hex(Secret secret) {
        return Bytes.wrap(secret.toArray()).toHex();
    }

    private static Bytes uint32(int value) {
        return new CanonicalWriter(4).u32(value).toBytes();
    }

    private void patient() {
        Secret signing = Hkdf.derive(seed.secret(), Bytes.utf8("sig"));
        X25519Key compartment = decryption.compartmentKey(CHAIN, SID, CID, EPOCH);
        Secret signingSeed = Hkdf.derive(signing, Fingerprint.context("key.sign", CHAIN, SID.bytes(), uint32(EPOCH)));
        root.putObject("patient")
                .put("seed", hex(seed.secret()))
                .put("signingRoot", hex(signing))
                .put("decryptionRoot", hex(decryption.secret()))
                .put("sid", SID.toHex())
                .put("cid", CID.toHex())
                .put("epoch", EPOCH)
                .put("signingSeed", hex(signingSeed))
                .put(
                        "signingPublicKey",
                        seed.signingRoot()
                                .key(CHAIN, SID, EPOCH)
                                .publicKey()
                                .bytes()
                                .toHex())
                .put("compartmentPrivateKey", hex(compartment.secret()))
                .put("compartmentPublicKey", compartment.publicKey().toString())
                .put("manifestVersion", MANIFEST_VERSION)
                .put("manifestKey", hex(decryption.manifestKey(CHAIN, SID, MANIFEST_VERSION)));
    }

    private void record() {
        root.putObject("record")
                .put("rid", RID.toHex())
                .put("a", hex(A))
                .put("b", hex(B))
                .put("contentKey", hex(keys.contentKey()))
                .put("metaKey", hex(keys.metaKey()))
                .put("keyCommit", keys.keyCommit().toHex());
    }

    private void blob() throws IOException {
        Bytes plaintext = Bytes.utf8("{\"resourceType\":\"AllergyIntolerance\",\"code\":{\"text\":\"Penicillin\"}}");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BlobWriter writer = new BlobWriter(out, keys, new FixedRandom(1));
        plaintext.writeTo(writer);
        SealedBlob sealed = writer.finish();
        Description description = new Description(
                sealed.plainLength(),
                sealed.plainHash(),
                "application/fhir+json",
                "1987-05",
                "",
                List.of("N", "TREAT"),
                "MSG00001");
        Bytes metaBox = MetaBox.seal(keys, description, new FixedRandom(2));
        root.putObject("blob")
                .put("plaintext", plaintext.toHex())
                .put("bytes", Bytes.wrap(out.toByteArray()).toHex())
                .put("ctRoot", sealed.slices().root().toHex())
                .put("salt", SALT.toHex())
                .put(
                        "fingerprint",
                        sealed.slices().fingerprint(CHAIN, RID, SALT, metaBox).toHex());
        ObjectNode box = root.putObject("metaBox").put("bytes", metaBox.toHex());
        ObjectNode fields = box.putObject("description")
                .put("plainLength", description.plainLength())
                .put("plainHash", description.plainHash().toHex())
                .put("mediaType", description.mediaType())
                .put("periodStart", description.periodStart())
                .put("periodEnd", description.periodEnd())
                .put("sourceId", description.sourceId());
        ArrayNode labels = fields.putArray("labels");
        description.labels().forEach(labels::add);
    }

    private Dealing shares() {
        CommitteeNumbers numbers = CommitteeNumbers.of(ConsensusMode.BFT, 4);
        Dealing dealing = Dealing.deal(CHAIN, RID, COMMITTEE, ShareClass.B, B, numbers, new FixedRandom(3));
        ObjectNode shares = root.putObject("shares")
                .put("committee", COMMITTEE)
                .put("k", numbers.k())
                .put("n", numbers.n());
        ArrayNode values = shares.putArray("values");
        dealing.shares().forEach(share -> values.add(hex(share.value())));
        ArrayNode leaves = shares.putArray("leaves");
        dealing.leaves().leaves().forEach(leaf -> leaves.add(leaf.toHex()));
        shares.put("shareRoot", dealing.leaves().root().toHex());
        return dealing;
    }

    private void messages(Dealing dealing) throws CryptoException {
        Id kid = grantee.publicKey().kid(CHAIN);
        Hash commit = keys.keyCommit();
        Hash terms = Sample.hash(0x7e);
        X25519Key compartment = decryption.compartmentKey(CHAIN, SID, CID, EPOCH);
        byte[] factors = new FactorList(new TreeMap<>(Map.of(RID, A))).encoded();
        byte[] shares = new ShareList(dealing.shares().subList(1, 2)).encoded();
        byte[] map = WritersMap.of(Map.of("general", CID)).encoded();

        Bytes patient = add(
                Envelope.patientCapsule(CHAIN, SID, CID, EPOCH, RID, commit),
                "capsule.patient",
                compartment,
                A.toArray(),
                SID,
                CID,
                EPOCH,
                RID);
        Bytes grant = add(
                Envelope.grantCapsule(CHAIN, GID, kid, SID, 0, terms),
                "capsule.grant",
                grantee,
                factors,
                GID,
                kid,
                SID,
                0);
        add(
                Envelope.forwardCapsule(CHAIN, GID, kid, SID, RID, commit),
                "capsule.forward",
                grantee,
                A.toArray(),
                GID,
                kid,
                SID,
                RID);
        add(
                Envelope.deal(CHAIN, Sample.id(0x0d), ORG, CUSTODIAN, 1, COMMITTEE),
                "share.deal",
                grantee,
                shares.clone(),
                Sample.id(0x0d),
                ORG,
                CUSTODIAN,
                1,
                COMMITTEE);
        add(
                Envelope.release(CHAIN, Sample.id(0x0a), CUSTODIAN, COMMITTEE, terms),
                "share.release",
                grantee,
                shares,
                Sample.id(0x0a),
                CUSTODIAN,
                COMMITTEE);
        add(Envelope.writersMap(CHAIN, SID, ORG, 1), "writer.map", grantee, map, SID, ORG, 1);
        add(Envelope.card(CHAIN, SID, SID, 1), "card", grantee, CARD.encoded(), SID, SID, 1);
        root.set("messages", messages);
        root.put("capsuleHash", Capsules.hash(CHAIN, RID, patient).toHex());
        root.put("capsuleRoot", Capsules.root(List.of(grant)).toHex());
        root.putObject("kid").put("publicKey", grantee.publicKey().toString()).put("kid", kid.toHex());
        root.putObject("card")
                .put("bytes", Bytes.wrap(CARD.encoded()).toHex())
                .put("hash", CARD.hash(CHAIN).toHex());
    }

    private Bytes add(Envelope envelope, String type, X25519Key recipient, byte[] plaintext, Object... fields)
            throws CryptoException {
        ObjectNode message = messages.addObject()
                .put("name", envelope.name())
                .put("type", type)
                .put("privateKey", hex(recipient.secret()))
                .put("info", envelope.info().toHex())
                .put("aad", envelope.aad().toHex())
                .put("plaintext", Bytes.copyOf(plaintext).toHex());
        ArrayNode list = message.putArray("fields");
        for (Object field : fields) {
            if (field instanceof Id id) {
                list.add(id.toHex());
            } else {
                list.add((Integer) field);
            }
        }
        Bytes sealed = envelope.seal(recipient.publicKey(), plaintext, new FixedRandom(10 + messages.size()));
        message.put("message", sealed.toHex());
        return sealed;
    }

    private void recovery() throws IOException {
        String passphrase = "correct horse bättery";
        Path folder = Files.createTempDirectory("vectors");
        Path file = folder.resolve("recovery.key");
        try {
            KeyFile.writeRecovery(file, decryption, passphrase.toCharArray(), new FixedRandom(4));
            root.putObject("recovery")
                    .put("passphrase", passphrase)
                    .set("file", new ObjectMapper().readTree(file.toFile()));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
