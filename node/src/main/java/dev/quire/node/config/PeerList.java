package dev.quire.node.config;

import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.PublicKey;
import dev.quire.spi.net.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The value of {@code peers}: {@code <hex key>@host:port}, separated by commas. */
final class PeerList {
    static final String FORM = "Write <64 hexadecimal digits>@host:port for every member, separated by commas";

    private static final String PEERS = "peers";

    private PeerList() {}

    /** Empty if an entry is malformed; all such entries are reported. */
    static Optional<List<Peer>> parse(String value, Problems problems) {
        List<Peer> peers = new ArrayList<>();
        boolean whole = true;
        for (String entry : value.split(",", -1)) {
            try {
                peers.add(peer(entry.strip()));
            } catch (IllegalArgumentException e) {
                problems.add(PEERS, entry.strip(), String.valueOf(e.getMessage()), FORM);
                whole = false;
            }
        }
        return whole ? Optional.of(peers) : Optional.empty();
    }

    private static Peer peer(String entry) {
        int at = entry.indexOf('@');
        if (at < 0 || !entry.substring(0, at).matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "it does not begin with a key of 64 lower-case hexadecimal digits and '@'");
        }
        HostPort address = HostPort.parse(entry.substring(at + 1));
        return new Peer(PublicKey.fromHex(entry.substring(0, at)), address.host(), address.port());
    }

    /** Do they fit each other, this node and the chain? */
    static void check(List<Peer> peers, Optional<PublicKey> self, Optional<Genesis> genesis, Problems problems) {
        Set<PublicKey> keys = new TreeSet<>();
        Set<String> addresses = new TreeSet<>();
        for (Peer peer : peers) {
            if (!keys.add(peer.id())) {
                problems.add(PEERS, peer.id().toHex(), "this key is there twice", "Give each member its own key");
            }
            if (!addresses.add(peer.host() + ":" + peer.port())) {
                problems.add(
                        PEERS,
                        peer.host() + ":" + peer.port(),
                        "this address is there twice",
                        "Give each member its own address");
            }
        }
        self.filter(key -> !keys.contains(key))
                .ifPresent(key -> problems.add(
                        PEERS,
                        key.toHex(),
                        "this node's own key is not among the peers",
                        "Add this node with its peer address, or use the key of a member in node.key"));
        genesis.ifPresent(document -> checkMembers(keys, document.members(), problems));
    }

    private static void checkMembers(Set<PublicKey> keys, MemberSet members, Problems problems) {
        for (PublicKey member : members.members()) {
            if (!keys.contains(member)) {
                problems.add(
                        PEERS,
                        member.toHex(),
                        "this member of the genesis document is missing",
                        "Add it with its peer address");
            }
        }
        for (PublicKey key : keys) {
            if (!members.contains(key)) {
                problems.add(
                        PEERS, key.toHex(), "it is no member of the genesis document", "Remove it, or mend the key");
            }
        }
    }
}
