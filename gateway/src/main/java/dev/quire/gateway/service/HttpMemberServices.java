package dev.quire.gateway.service;

import dev.quire.block.PublicKey;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import dev.quire.health.member.MemberService;
import dev.quire.health.member.MemberServices;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The way to the members' services over mutual TLS 1.3, for whoever holds {@code key}: a gateway or a patient. A service is
 * who shows one of the member's gateway keys; its address is only where it is looked for. Safe for use by several threads.
 */
public final class HttpMemberServices implements MemberServices {
    private final Ed25519Key key;
    private final Directory directory;
    private final Executor worker;
    private final Map<Id, MemberService> services = new ConcurrentHashMap<>();

    /** Where members are, and by which keys they are known. */
    public interface Directory {
        /** As in {@code https://127.0.0.1:7200}; empty if it is not known. */
        Optional<URI> address(Id orgId);

        /** Is it a gateway key of that member now? Asked on every connection and answer, so it is quick. */
        boolean isGateway(Id orgId, PublicKey key);

        /** Of fixed addresses. */
        static Directory of(Map<Id, URI> addresses, Function<PublicKey, Optional<Id>> memberOfGateway) {
            return new Directory() {
                @Override
                public Optional<URI> address(Id orgId) {
                    return Optional.ofNullable(addresses.get(orgId));
                }

                @Override
                public boolean isGateway(Id orgId, PublicKey key) {
                    return memberOfGateway.apply(key).filter(orgId::equals).isPresent();
                }
            };
        }
    }

    /** @param worker runs what answers bring about; may block */
    public HttpMemberServices(Ed25519Key key, Directory directory, Executor worker) {
        this.key = key;
        this.directory = directory;
        this.worker = worker;
    }

    @Override
    public MemberService of(Id orgId) {
        return services.computeIfAbsent(
                orgId, unknown -> new HttpMemberService(orgId, new TlsClient(key, orgId, directory, worker)));
    }
}
