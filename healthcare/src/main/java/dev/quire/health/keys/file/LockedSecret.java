package dev.quire.health.keys.file;

import dev.quire.codec.Bytes;
import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.health.keys.AesGcm;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.keys.Secret;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * 32 secret bytes under a passphrase, as one line of JSON: format, kind, kdf with its cost, salt, nonce and box in
 * hexadecimal digits. box = AES-256-GCM under the derived key, with the associated data "quire-key/1 " ‖ kind.
 */
record LockedSecret(KeyKind kind, PassphraseCost cost, Bytes salt, Bytes nonce, Bytes box) {
    private static final String FORMAT = "quire-key/1";
    private static final int SALT_SIZE = 16;
    private static final int BOX_SIZE = Secret.SIZE + AesGcm.TAG_SIZE;

    static LockedSecret lock(KeyKind kind, Secret secret, char[] passphrase, PassphraseCost cost, SecureRandom random) {
        byte[] salt = new byte[SALT_SIZE];
        byte[] nonce = new byte[AesGcm.NONCE_SIZE];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        byte[] bytes = secret.toArray();
        try (Secret key = cost.key(passphrase, salt)) {
            byte[] box = new AesGcm(key).seal(nonce, associated(kind), bytes);
            return new LockedSecret(kind, cost, Bytes.wrap(salt), Bytes.wrap(nonce), Bytes.wrap(box));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** @throws CryptoException.NotOpened if the passphrase is another, or the file was altered */
    Secret unlock(char[] passphrase) throws CryptoException.NotOpened {
        try (Secret key = cost.key(passphrase, salt.toArray())) {
            return Secret.wrap(new AesGcm(key).open("the key file", nonce.toArray(), associated(kind), box.toArray()));
        }
    }

    String write() {
        Json.Builder out = Json.object().put("format", FORMAT).put("kind", kind.label());
        cost.write(out);
        return out.put("salt", salt.toHex())
                        .put("nonce", nonce.toHex())
                        .put("box", box.toHex())
                        .build()
                        .write()
                + "\n";
    }

    static LockedSecret parse(String text) throws MalformedException {
        Json in = Json.parse(text);
        String format = in.at("format").text("format");
        if (!format.equals(FORMAT)) {
            throw new MalformedException("the format is '" + format + "', not " + FORMAT);
        }
        String label = in.at("kind").text("kind");
        KeyKind kind = Arrays.stream(KeyKind.values())
                .filter(known -> known.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new MalformedException("there is no kind of key '" + label + "'"));
        return new LockedSecret(
                kind,
                PassphraseCost.read(in),
                hex(in, "salt", SALT_SIZE),
                hex(in, "nonce", AesGcm.NONCE_SIZE),
                hex(in, "box", BOX_SIZE));
    }

    private static Bytes hex(Json in, String name, int size) throws MalformedException {
        String hex = in.at(name).text(name);
        if (!hex.matches("([0-9a-f]{2}){" + size + "}")) {
            throw new MalformedException(name + " must be " + 2 * size + " lower-case hexadecimal digits");
        }
        return Bytes.fromHex(hex);
    }

    private static Bytes associated(KeyKind kind) {
        return Bytes.utf8(FORMAT + " " + kind.label());
    }

    /** The kind only. */
    @Override
    public String toString() {
        return "LockedSecret[" + kind + "]";
    }
}
