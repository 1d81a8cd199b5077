package dev.quire.gateway.service;

import dev.quire.block.PublicKey;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Calls one member's service, and believes only whom the ledger names as the member's gateway. */
final class TlsClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Id orgId;
    private final HttpMemberServices.Directory directory;
    private final HttpClient client;

    TlsClient(Ed25519Key key, Id orgId, HttpMemberServices.Directory directory, Executor worker) {
        this.orgId = orgId;
        this.directory = directory;
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {MutualTls.PROTOCOL});
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(MutualTls.context(key, shown -> directory.isGateway(orgId, shown)))
                .sslParameters(parameters)
                .executor(worker)
                .build();
    }

    /** @throws IOException if nobody knows where the member's service is */
    HttpRequest.Builder request(String path) throws IOException {
        URI base = directory
                .address(orgId)
                .orElseThrow(() -> new ConnectException(
                        "the address of the service of member " + orgId + " is not known: name it in the settings"));
        return HttpRequest.newBuilder(base.resolve(path));
    }

    /** Waits for the whole answer, its body included, at most {@code patience}; then the exchange is given up. */
    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body, Duration patience)
            throws IOException {
        CompletableFuture<HttpResponse<T>> exchange = client.sendAsync(request, body);
        try {
            return checked(exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new IOException("member " + orgId + " did not answer within " + patience, e);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while member " + orgId + " was asked");
        } catch (ExecutionException | CancellationException e) {
            throw new IOException("member " + orgId + " cannot be reached: " + reason(e), e);
        }
    }

    /** The same without waiting. */
    <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> body, Duration patience) {
        CompletableFuture<HttpResponse<T>> exchange = client.sendAsync(request, body);
        return exchange.copy()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> exchange.cancel(true))
                .handle((response, failure) -> {
                    try {
                        if (failure != null) {
                            throw new IOException(
                                    "member " + orgId + " cannot be reached: " + reason(failure), failure);
                        }
                        return checked(response);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        if (cause.getMessage() != null) {
            return cause.getMessage();
        }
        // The JDK's client says nothing of a connection that it did not get.
        return cause instanceof ConnectException
                ? "connection refused"
                : cause.getClass().getSimpleName();
    }

    /** A connection lives longer than a key may: the key is looked up for every answer. */
    private <T> HttpResponse<T> checked(HttpResponse<T> response) throws IOException {
        Optional<SSLSession> session = response.sslSession();
        if (session.isEmpty() || !directory.isGateway(orgId, keyOf(session.get()))) {
            throw new SSLPeerUnverifiedException("who answers has no gateway key of member " + orgId + " any more");
        }
        return response;
    }

    private static PublicKey keyOf(SSLSession session) throws SSLPeerUnverifiedException {
        Certificate[] chain = session.getPeerCertificates();
        try {
            return OwnCertificate.keyOf(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        } catch (CertificateException | ArrayStoreException e) {
            throw new SSLPeerUnverifiedException("who answers has no Ed25519 certificate");
        }
    }
}
