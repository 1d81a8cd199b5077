package dev.quire.node.testnet;

import dev.quire.LedgerNode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.hash.Hash;
import dev.quire.node.config.Protocol;
import dev.quire.receipt.MembersFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the keys, the genesis document and the configuration of a testnet. */
public final class TestnetFounder {
    private static final int SALT_SIZE = 16;

    private final SecureRandom random = new SecureRandom();
    private final Testnet testnet;
    private final Protocol protocol;
    private final Charter charter;

    public TestnetFounder(Testnet testnet, Protocol protocol, Charter charter) {
        this.testnet = testnet;
        this.protocol = protocol;
        this.charter = charter;
    }

    /** Writes everything; the directory must not hold a testnet. Returns the chain's id. */
    public Hash found() throws IOException {
        Files.createDirectories(testnet.directory());
        List<PublicKey> members = new ArrayList<>();
        for (int node = 0; node < testnet.size(); node++) {
            Files.createDirectory(
                    testnet.nodeDirectory(node),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            members.add(newKey(testnet.nodeDirectory(node).resolve("node.key")));
        }
        newKey(testnet.clientKey());
        Genesis genesis = genesis(members);
        for (int node = 0; node < testnet.size(); node++) {
            Files.write(
                    testnet.nodeDirectory(node).resolve("genesis.quire"),
                    genesis.encoded().toArray());
            Files.writeString(testnet.nodeDirectory(node).resolve("node.properties"), properties(node, members));
        }
        Hash chainId = LedgerNode.chainIdOf(genesis, charter.plugins());
        Files.writeString(testnet.members(), membersFile(chainId, members).text());
        testnet.save();
        return chainId;
    }

    private PublicKey newKey(Path file) throws IOException {
        Ed25519Key key = Ed25519Key.generate(random);
        key.save(file);
        return key.publicKey();
    }

    private Genesis genesis(List<PublicKey> members) {
        byte[] salt = new byte[SALT_SIZE];
        random.nextBytes(salt);
        return new Genesis(
                charter.chainName(),
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()),
                Bytes.wrap(salt),
                MemberSet.of(protocol.mode(), members),
                Parameters.defaults(),
                charter.genesis(members));
    }

    private MembersFile membersFile(Hash chainId, List<PublicKey> members) {
        SortedMap<PublicKey, String> names = new TreeMap<>();
        for (int node = 0; node < members.size(); node++) {
            names.put(members.get(node), charter.memberName(node));
        }
        return new MembersFile(chainId, protocol.mode(), names);
    }

    private String properties(int node, List<PublicKey> members) {
        List<String> peers = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            peers.add(members.get(i).toHex() + "@" + Testnet.HOST + ":" + testnet.peerPort(i));
        }
        List<String> lines = new ArrayList<>(List.of(
                "# What the keys mean is in docs/spec/process.md, section 2.",
                "node.name = " + Testnet.name(node),
                "node.key = node.key",
                "data.dir = data",
                "backup.dir = backups",
                "genesis.file = genesis.quire",
                "api.listen = " + Testnet.HOST + ":" + testnet.apiPort(node),
                "consensus = " + protocol,
                "peers = " + String.join(",\\\n  ", peers)));
        lines.addAll(charter.settings(node));
        return String.join("\n", lines) + "\n";
    }
}
