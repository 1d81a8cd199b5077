package dev.quire.health;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import java.util.Optional;

/**
 * What a subject's owner has laid down.
 *
 * @param version 0: nothing but the policy
 * @param hash of the app's encrypted manifest
 * @param recovery the hash of the recovery policy, if there is one
 */
public record Manifest(int version, Hash hash, DefaultPolicy policy, Optional<Hash> recovery) {
    static Manifest read(CanonicalReader in) throws MalformedException {
        return new Manifest(
                in.u32(),
                Hash.read(in),
                Coded.read(in, "default policy", DefaultPolicy.values()),
                Fields.readOptional(in, Hash::read));
    }

    void write(CanonicalWriter out) {
        out.u32(version).fixed(hash.bytes()).u8(policy.code());
        Fields.writeOptional(out, recovery.map(Hash::bytes));
    }
}
