package dev.quire.examples.hospital;

import dev.quire.crypto.Ed25519Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * A hospital's private keys, each in a file of mode 0600 that never leaves its directory.
 *
 * @param node is the node's identity and seals blocks
 * @param controller speaks for the hospital in the network
 * @param gateway signs records, admissions and accesses
 */
record HospitalKeys(Ed25519Key node, Ed25519Key controller, Ed25519Key gateway) {
    static HospitalKeys loadOrMake(Path directory, SecureRandom random) throws IOException {
        OwnerOnly.directory(directory);
        return new HospitalKeys(
                key(directory.resolve("node.key"), random),
                key(directory.resolve("controller.key"), random),
                key(directory.resolve("gateway.key"), random));
    }

    private static Ed25519Key key(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            Ed25519Key.generate(random).save(file);
        }
        return Ed25519Key.load(file);
    }
}
