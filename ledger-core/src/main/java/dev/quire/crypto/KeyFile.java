package dev.quire.crypto;

import dev.quire.codec.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** An Ed25519 seed in a file that only its owner may touch. */
final class KeyFile {
    private static final int MAX_SIZE = 4096;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** What precedes the 32 bytes of a seed in PKCS#8 (RFC 8410, section 7). */
    private static final Bytes PKCS8_PREFIX = Bytes.fromHex("302e020100300506032b657004220420");

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    static byte[] readSeed(Path file) throws IOException {
        requireOwnerOnly(file);
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_SIZE + 1);
        }
        if (content.length > MAX_SIZE) {
            throw new KeyFileException(file, "is larger than " + MAX_SIZE + " bytes: it is no key file");
        }
        return seed(file, new String(content, StandardCharsets.US_ASCII));
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

    private static void requireOwnerOnly(Path file) throws IOException {
        Set<PosixFilePermission> permissions = permissions(file);
        EnumSet<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
        others.addAll(permissions);
        others.removeAll(OWNER_ONLY);
        others.remove(PosixFilePermission.OWNER_EXECUTE);
        if (!others.isEmpty()) {
            throw new KeyFileException(
                    file,
                    "is open to others than its owner (" + PosixFilePermissions.toString(permissions)
                            + "): run chmod 600 " + file);
        }
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            throw new KeyFileException(file, "is on a file system without permissions: keep keys on another one");
        }
        return view.readAttributes().permissions();
    }

    /** The file appears under its name only when it is whole. */
    static void writeSeed(Path file, byte[] seed) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString(), null, "a key is never overwritten");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try {
            writeDurably(part, pem(seed));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        syncDirectory(file);
    }

    private static byte[] pem(byte[] seed) {
        Bytes pkcs8 = PKCS8_PREFIX.concat(Bytes.copyOf(seed));
        String base64 = Base64.getEncoder().encodeToString(pkcs8.toArray());
        return (BEGIN + "\n" + base64 + "\n" + END + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void writeDurably(Path file, byte[] content) throws IOException {
        // The permission is there from the first moment: a file that is narrowed later was open for a while.
        FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, mode)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (UnsupportedOperationException e) {
            throw new KeyFileException(file, "is on a file system without permissions: keep keys on another one", e);
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
