package dev.quire.gateway.network;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.gateway.service.HttpMemberServices;
import dev.quire.health.EntryIndex;
import dev.quire.health.HealthEntry;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.client.LedgerAccess;
import dev.quire.health.client.StateAnswers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where members are, from the network's file, and by which keys they are known, from the ledger: proven, and at most ten
 * seconds old. Who cannot be looked up is not known. Safe for use by several threads.
 */
final class MemberDirectory implements HttpMemberServices.Directory {
    private static final Logger log = LoggerFactory.getLogger(MemberDirectory.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PATIENCE_SECONDS = 5;

    private final Map<Id, URI> addresses;
    private final LedgerAccess ledger;
    private Map<PublicKey, Id> gateways = Map.of();
    private long readNanos;

    MemberDirectory(Map<Id, URI> addresses, LedgerAccess ledger) {
        this.addresses = addresses;
        this.ledger = ledger;
    }

    @Override
    public Optional<URI> address(Id orgId) {
        return Optional.ofNullable(addresses.get(orgId));
    }

    @Override
    public synchronized boolean isGateway(Id orgId, PublicKey key) {
        if (gateways.isEmpty() || System.nanoTime() - readNanos > FRESH_NANOS) {
            gateways = readGateways();
            readNanos = System.nanoTime();
        }
        return orgId.equals(gateways.get(key));
    }

    private Map<PublicKey, Id> readGateways() {
        Map<PublicKey, Id> found = new TreeMap<>();
        try {
            StateAnswers read =
                    ledger.read(List.of(EntryIndex.MEMBERS.range(Bytes.EMPTY))).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            for (StateAnswers.Found entry : read.answers().get(0)) {
                MemberEntry member = (MemberEntry) HealthEntry.decode(entry.value());
                member.profile().keys().gateways().forEach(key -> found.put(key, member.orgId()));
            }
        } catch (ExecutionException | TimeoutException | MalformedException e) {
            log.warn("nobody can say who the members' gateways are, so none is believed: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found;
    }
}
