package dev.quire.crypto;

import dev.quire.codec.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** An Ed25519 seed as PKCS#8 in PEM, in a file that only its owner may touch. */
final class KeyFile {
    private static final int MAX_SIZE = 4096;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** What precedes the 32 bytes of a seed in PKCS#8 (RFC 8410, section 7). */
    private static final Bytes PKCS8_PREFIX = Bytes.fromHex("302e020100300506032b657004220420");

    private KeyFile() {}

    static byte[] readSeed(Path file) throws IOException {
        return seed(file, new String(OwnerOnlyFile.read(file, MAX_SIZE), StandardCharsets.US_ASCII));
    }

    static void writeSeed(Path file, byte[] seed) throws IOException {
        OwnerOnlyFile.writeNew(file, pem(seed));
    }

    private static byte[] seed(Path file, String pem) throws KeyFileException {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new KeyFileException(file, "has no block '" + BEGIN + "': it must be PKCS#8 in PEM, not encrypted");
        }
        try {
            String base64 = pem.substring(begin + BEGIN.length(), end).replaceAll("\\s", "");
            AsymmetricKeyParameter key =
                    PrivateKeyFactory.createKey(Base64.getDecoder().decode(base64));
            if (key instanceof Ed25519PrivateKeyParameters ed25519) {
                return ed25519.getEncoded();
            }
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle answers damaged bytes with unchecked exceptions of many kinds.
            throw new KeyFileException(file, "is damaged: restore it from its backup", e);
        }
        throw new KeyFileException(file, "holds a key of another kind than Ed25519");
    }

    private static byte[] pem(byte[] seed) {
        Bytes pkcs8 = PKCS8_PREFIX.concat(Bytes.copyOf(seed));
        String base64 = Base64.getEncoder().encodeToString(pkcs8.toArray());
        return (BEGIN + "\n" + base64 + "\n" + END + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
