package dev.quire.examples.hospital;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.LedgerNode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.Signer;
import dev.quire.health.HealthGenesis;
import dev.quire.health.HealthStateMachine;
import dev.quire.health.Id;
import dev.quire.health.MemberKeys;
import dev.quire.health.MemberProfile;
import dev.quire.health.X25519PublicKey;
import dev.quire.spi.net.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What all hospitals agree on before the first block: who they are, where their nodes listen, and the genesis document.
 * Public keys only.
 */
record NetworkPlan(List<Place> places, Genesis genesis) {
    /** One hospital's place in the network. */
    record Place(MemberProfile profile, int port) {
        Id orgId() {
            return profile.orgId();
        }

        String name() {
            return profile.name();
        }

        PublicKey node() {
            return profile.keys().nodes().get(0);
        }
    }

    NetworkPlan {
        places = List.copyOf(places);
    }

    /**
     * @param timeMicros of block 0, microseconds since 1970
     * @param salt 16 random bytes: sets this chain apart from every other
     */
    static NetworkPlan of(Ordering ordering, List<Place> places, long timeMicros, Bytes salt) {
        HealthGenesis health =
                HealthGenesis.of(places.stream().map(Place::profile).toList());
        Genesis genesis = new Genesis(
                "hospital network",
                timeMicros,
                salt,
                MemberSet.of(ordering.mode(), places.stream().map(Place::node).toList()),
                Parameters.defaults(),
                List.of(new Genesis.PluginGenesis(
                        new PluginVersion(HealthStateMachine.ID, new HealthStateMachine().version()),
                        health.encoded())));
        return new NetworkPlan(places, genesis);
    }

    private Ordering ordering() {
        return Ordering.of(genesis.members().mode());
    }

    LedgerNode startNode(Path dataDir, Signer identity) throws IOException {
        List<Peer> peers = places.stream()
                .map(place -> new Peer(place.node(), "127.0.0.1", place.port()))
                .toList();
        return LedgerNode.builder()
                .dataDir(dataDir)
                .identity(identity)
                .genesis(genesis)
                .stateMachine(new HealthStateMachine())
                .consensus(ordering().among(peers))
                .start();
    }

    /** @throws IOException if the keys are none of the plan's */
    Hospital.Identity identity(HospitalKeys keys) throws IOException {
        Place own = places.stream()
                .filter(place -> place.node().equals(keys.node().publicKey()))
                .findFirst()
                .orElseThrow(() -> new IOException("this hospital's key is not in the plan"));
        return new Hospital.Identity(own.orgId(), keys.controller(), keys.gateway());
    }

    JsonNode write(ObjectMapper json) {
        ObjectNode plan =
                json.createObjectNode().put("genesis", genesis.encoded().toHex());
        ArrayNode array = plan.putArray("places");
        for (Place place : places) {
            MemberKeys keys = place.profile().keys();
            array.addObject()
                    .put("orgId", place.orgId().toHex())
                    .put("name", place.name())
                    .put("node", place.node().toHex())
                    .put("controller", keys.controller().toHex())
                    .put("gateway", keys.gateways().get(0).toHex())
                    .put("custodian", keys.custodian().toString())
                    .put("reading", keys.reading().toString())
                    .put("port", place.port());
        }
        return plan;
    }

    private static X25519PublicKey sealingKey(JsonNode key) {
        return new X25519PublicKey(Bytes.fromHex(key.asText()));
    }

    static NetworkPlan read(JsonNode plan) throws IOException {
        List<Place> places = new ArrayList<>();
        for (JsonNode place : plan.path("places")) {
            MemberKeys keys = new MemberKeys(
                    PublicKey.fromHex(place.path("controller").asText()),
                    List.of(PublicKey.fromHex(place.path("node").asText())),
                    List.of(PublicKey.fromHex(place.path("gateway").asText())),
                    sealingKey(place.path("custodian")),
                    sealingKey(place.path("reading")));
            places.add(new Place(
                    new MemberProfile(
                            Id.fromHex(place.path("orgId").asText()),
                            place.path("name").asText(),
                            keys),
                    place.path("port").asInt()));
        }
        try {
            return new NetworkPlan(
                    places, Genesis.decode(Bytes.fromHex(plan.path("genesis").asText())));
        } catch (MalformedException e) {
            throw new IOException("the plan's genesis document is malformed: " + e.getMessage(), e);
        }
    }
}
