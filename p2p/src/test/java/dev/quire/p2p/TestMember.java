package dev.quire.p2p;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.SignatureScheme;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A member's key, made from a number. */
record TestMember(Bytes secret, PublicKey publicKey) implements Signer {
    static final Hash CHAIN = Hash.of(Bytes.wrap(filled(32, 7)));

    static final SignatureScheme SCHEME = new SignatureScheme() {
        @Override
        public boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature) {
            return verifyMember(sender, message, signature);
        }

        @Override
        public boolean verifyMember(PublicKey member, Bytes message, Signature signature) {
            byte[] bytes = message.toArray();
            return Ed25519.verify(signature.bytes().toArray(), 0, member.bytes().toArray(), 0, bytes, 0, bytes.length);
        }

        @Override
        public boolean admitsMember(PublicKey key) {
            return true;
        }
    };

    static TestMember of(int seed) {
        byte[] secret = filled(Ed25519.SECRET_KEY_SIZE, seed);
        byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(secret, 0, key, 0);
        return new TestMember(Bytes.wrap(secret), new PublicKey(Bytes.wrap(key)));
    }

    /** Members in the order of their keys: each dials those behind it. */
    static List<TestMember> sorted(int count) {
        List<TestMember> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(of(i + 1));
        }
        members.sort(Comparator.comparing(TestMember::publicKey));
        return members;
    }

    @Override
    public Signature sign(Bytes message) {
        byte[] bytes = message.toArray();
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(secret.toArray(), 0, bytes, 0, bytes.length, signature, 0);
        return new Signature(Bytes.wrap(signature));
    }

    private static byte[] filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
