package dev.quire.gateway.service;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.health.Id;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.Deal;
import dev.quire.health.member.MemberService;
import dev.quire.health.member.ReleaseRequest;
import dev.quire.health.vault.BlobVault;
import dev.quire.node.client.LimitedBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One member's service, called over HTTP. */
final class HttpMemberService implements MemberService {
    /** A custodian has 3 seconds for its read; the rest is for the way. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Id orgId;
    private final TlsClient client;
    private final BlobVault vault;

    HttpMemberService(Id orgId, TlsClient client) {
        this.orgId = orgId;
        this.client = client;
        vault = new HttpBlobVault(client);
    }

    @Override
    public Id orgId() {
        return orgId;
    }

    @Override
    public BlobVault vault() {
        return vault;
    }

    @Override
    public CompletableFuture<CustodyAnswer> deal(Deal deal) {
        return ask("/v1/deals", deal.encoded());
    }

    @Override
    public CompletableFuture<CustodyAnswer> release(Id aid, int committee) {
        return ask("/v1/releases", new ReleaseRequest(aid, committee).encoded());
    }

    private CompletableFuture<CustodyAnswer> ask(String path, Bytes body) {
        HttpRequest request;
        try {
            request = client.request(path)
                    .header("Content-Type", CustodyRoutes.MEDIA_TYPE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
                    .build();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(new UncheckedIOException(e));
        }
        return client.sendAsync(request, response -> new LimitedBody(CustodyAnswer.MAX_SIZE), PATIENCE)
                .thenApply(this::decoded)
                .exceptionally(failure -> {
                    throw failure instanceof CompletionException && failure.getCause() instanceof IOException cause
                            ? new UncheckedIOException(cause)
                            : new CompletionException(failure);
                });
    }

    private CustodyAnswer decoded(HttpResponse<byte[]> response) {
        try {
            if (response.statusCode() != 200) {
                throw new IOException("member " + orgId + " refused with status " + response.statusCode() + " "
                        + ServiceProblem.code(response.body()));
            }
            return CustodyAnswer.decode(Bytes.wrap(response.body()));
        } catch (MalformedException e) {
            throw new CompletionException(new IOException("member " + orgId + " sent no answer of a custodian", e));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
