package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The record keys of one hospital, in a file of mode 0600: one JSON object a line, appended and forced to disk before the
 * record is announced on the ledger. In this version the author's hospital alone holds them; the later two-factor
 * protocol splits them between patient and custodians. Safe for use by several threads.
 */
final class KeyRing implements AutoCloseable {
    private static final int ROOT_SIZE = 32;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<Id, RecordSecret> byRecord = new LinkedHashMap<>();
    private final Map<String, RecordSecret> bySource = new LinkedHashMap<>();
    private final FileChannel file;
    private final Bytes root;

    private KeyRing(FileChannel file, Bytes root) {
        this.file = file;
        this.root = root;
    }

    /** Opens the ring in {@code directory}; a line that a crash cut off is removed: its record was never announced. */
    static KeyRing open(Path directory, SecureRandom random) throws IOException {
        Path path = OwnerOnly.directory(directory).resolve("keyring.jsonl");
        Path rootFile = directory.resolve("keyring.root");
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OwnerOnly.FILE));
        try {
            KeyRing ring = new KeyRing(channel, root(rootFile, random));
            ring.load(Files.readAllBytes(path));
            return ring;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The id of a compartment of a subject: random to everyone who has not this ring. */
    Id compartment(Id sid, Compartment compartment) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(root.toArray(), "HmacSHA256"));
            mac.update(sid.bytes().asBuffer());
            mac.update(Bytes.utf8(compartment.name()).asBuffer());
            return new Id(Bytes.wrap(mac.doFinal()).slice(0, Id.SIZE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must have HMAC-SHA256", e);
        }
    }

    synchronized Optional<RecordSecret> find(Id rid) {
        return Optional.ofNullable(byRecord.get(rid));
    }

    synchronized Optional<RecordSecret> find(Id sid, String source) {
        return Optional.ofNullable(bySource.get(key(sid, source)));
    }

    /** Adds secrets; they are durable when this returns. */
    synchronized void add(List<RecordSecret> secrets) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (RecordSecret secret : secrets) {
            lines.append(json.writeValueAsString(line(secret))).append('\n');
        }
        OwnerOnly.writeFully(file, Bytes.utf8(lines.toString()));
        file.force(false);
        secrets.forEach(this::remember);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void load(byte[] bytes) throws IOException {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        List<RecordSecret> secrets = new ArrayList<>();
        String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            secrets.add(secret(json.readTree(line)));
        }
        secrets.forEach(this::remember);
        file.truncate(end);
        file.position(end);
    }

    private void remember(RecordSecret secret) {
        byRecord.put(secret.rid(), secret);
        bySource.put(key(secret.sid(), secret.source()), secret);
    }

    private ObjectNode line(RecordSecret secret) {
        return json.createObjectNode()
                .put("rid", secret.rid().toHex())
                .put("sid", secret.sid().toHex())
                .put("source", secret.source())
                .put("secret", secret.secret().toHex())
                .put("salt", secret.salt().toHex());
    }

    private static RecordSecret secret(JsonNode line) {
        return new RecordSecret(
                Id.fromHex(line.path("rid").asText()),
                Id.fromHex(line.path("sid").asText()),
                line.path("source").asText(),
                Bytes.fromHex(line.path("secret").asText()),
                Bytes.fromHex(line.path("salt").asText()));
    }

    private static String key(Id sid, String source) {
        return sid.toHex() + " " + source;
    }

    private static Bytes root(Path path, SecureRandom random) throws IOException {
        if (Files.exists(path) && Files.size(path) == ROOT_SIZE) {
            return Bytes.wrap(Files.readAllBytes(path));
        }
        byte[] fresh = new byte[ROOT_SIZE];
        random.nextBytes(fresh);
        try (FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(OwnerOnly.FILE))) {
            OwnerOnly.writeFully(channel, Bytes.wrap(fresh));
            channel.force(true);
        }
        return Bytes.wrap(fresh);
    }
}
