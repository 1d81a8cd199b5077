package dev.quire.internal.runtime;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.crypto.SignatureScheme;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which members' signatures hold. The same vote arrives up to three times: alone, in a certificate that is
 * announced, and in the block that carries the certificate. Only a yes is remembered, and for all bytes of key, message
 * and signature. Senders' signatures pass through, the mempool remembers those. Safe for use by several threads.
 */
final class RememberedVotes implements SignatureScheme {
    /** How many are remembered; about 1 MiB. */
    static final int CAPACITY = 2048;
    /** Longer messages are no votes, and are not kept. */
    static final int MAX_MESSAGE_BYTES = 512;

    private final SignatureScheme scheme;
    private final Map<Checked, Boolean> holding = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Checked, Boolean> eldest) {
            return size() > CAPACITY;
        }
    };

    private record Checked(PublicKey member, Bytes message, Signature signature) {}

    RememberedVotes(SignatureScheme scheme) {
        this.scheme = scheme;
    }

    @Override
    public boolean verifyTransaction(PublicKey sender, Bytes message, Signature signature) {
        return scheme.verifyTransaction(sender, message, signature);
    }

    @Override
    public boolean verifyMember(PublicKey member, Bytes message, Signature signature) {
        Checked checked = new Checked(member, message, signature);
        if (isRemembered(checked)) {
            return true;
        }
        boolean holds = scheme.verifyMember(member, message, signature);
        if (holds && message.size() <= MAX_MESSAGE_BYTES) {
            remember(checked);
        }
        return holds;
    }

    private synchronized boolean isRemembered(Checked checked) {
        return holding.containsKey(checked);
    }

    private synchronized void remember(Checked checked) {
        holding.put(checked, true);
    }

    @Override
    public boolean admitsMember(PublicKey key) {
        return scheme.admitsMember(key);
    }
}
