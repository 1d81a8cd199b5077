package dev.quire.gateway.service;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import dev.quire.node.client.LimitedBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Another member's vault over HTTP. It is read piece by piece: a piece that was cut off is asked for again, and what had come
 * before it is not.
 */
final class HttpBlobVault implements BlobVault {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PIECE = 2 * 1024 * 1024;
    private static final int TRIES = 3;
    /** The slowest link that a put is meant for. */
    private static final long LEAST_BYTES_PER_SECOND = 128 * 1024;
    /** Bytes of a problem document. */
    private static final int MAX_PROBLEM = 16 * 1024;

    private final TlsClient client;

    HttpBlobVault(TlsClient client) {
        this.client = client;
    }

    private HttpRequest.Builder request(BlobName name) throws VaultException {
        try {
            return client.request("/v1/vault/" + name.path());
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static VaultException unavailable(IOException cause) {
        return new VaultException.Unavailable(String.valueOf(cause.getMessage()), cause);
    }

    @Override
    public void put(BlobName name, long length, InputStream content) throws VaultException {
        CountedInput counted = new CountedInput(content, length);
        HttpRequest.BodyPublisher body = length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> counted), length);
        // Without "Expect: 100-continue": the JDK's client waits for ever if the answer is another (JDK-8286171).
        HttpRequest request = request(name).PUT(body).build();
        Duration patience = PATIENCE.plusSeconds(length / LEAST_BYTES_PER_SECOND);
        try {
            HttpResponse<byte[]> response = client.send(request, answer -> new LimitedBody(MAX_PROBLEM), patience);
            require(response, name);
        } catch (VaultException e) {
            throw e;
        } catch (IOException e) {
            if (counted.endedEarly()) {
                throw new VaultException.WrongLength("the content ended before " + length + " bytes");
            }
            throw counted.failure()
                    .<VaultException>map(cause -> new VaultException.StreamBroken(name, cause))
                    .orElseGet(() -> unavailable(e));
        }
    }

    @Override
    public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
        if (from < 0 || from > to) {
            throw new VaultException.WrongLength("there are no bytes " + from + " to " + to);
        }
        long at = from;
        while (at < to) {
            byte[] piece = piece(name, at, Math.min(to, at + PIECE));
            try {
                out.write(piece);
            } catch (IOException e) {
                throw new VaultException.StreamBroken(name, e);
            }
            at += piece.length;
        }
    }

    private byte[] piece(BlobName name, long from, long to) throws VaultException {
        HttpRequest request = request(name)
                .header("Range", "bytes=" + from + "-" + (to - 1))
                .GET()
                .build();
        HttpResponse<byte[]> response = got(request, PIECE);
        requireWhole(response, name, from, to);
        require(response, name);
        if (response.statusCode() != 206 || response.body().length != to - from) {
            throw new VaultException.Refused("the member sent other bytes than the range that was asked for");
        }
        return response.body();
    }

    /** What is no longer than a piece, in one request instead of two. */
    @Override
    public Optional<Bytes> whole(BlobName name, int max) throws VaultException {
        if (max > PIECE) {
            return BlobVault.super.whole(name, max);
        }
        HttpResponse<byte[]> response = got(request(name).GET().build(), max);
        if (response.statusCode() == ServiceProblem.MISSING.status()) {
            return Optional.empty();
        }
        requireWhole(response, name, 0, max);
        require(response, name);
        if (response.statusCode() != 200) {
            throw new VaultException.Refused("the member sent a part, and all was asked for");
        } else if (response.body().length > max) {
            throw new VaultException.WrongLength("it has more than " + max + " bytes");
        }
        return Optional.of(Bytes.wrap(response.body()));
    }

    /** @param max bytes of the content */
    private HttpResponse<byte[]> got(HttpRequest request, int max) throws VaultException {
        for (int attempt = 1; ; attempt++) {
            try {
                return client.send(request, answer -> new LimitedBody(max + MAX_PROBLEM), PATIENCE);
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw unavailable(e);
                }
            }
        }
    }

    @Override
    public Optional<BlobStat> stat(BlobName name) throws VaultException {
        HttpRequest request = request(name)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, answer -> new LimitedBody(MAX_PROBLEM), PATIENCE);
            if (response.statusCode() == ServiceProblem.MISSING.status()) {
                return Optional.empty();
            }
            if (response.statusCode() == ServiceProblem.DAMAGED.status()) {
                // An answer to HEAD has no document that says why: one to GET has.
                piece(name, 0, 1);
            }
            require(response, name);
            return Optional.of(new BlobStat(
                    response.headers().firstValueAsLong("Content-Length").orElseThrow(HttpBlobVault::noStat),
                    digest(response.headers().firstValue("ETag").orElseThrow(HttpBlobVault::noStat))));
        } catch (VaultException e) {
            throw e;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static VaultException noStat() {
        return new VaultException.Refused("the member's answer has no length or no digest");
    }

    private static Hash digest(String etag) throws VaultException {
        try {
            return Hash.fromHex(etag.replace("\"", ""));
        } catch (IllegalArgumentException e) {
            throw noStat();
        }
    }

    @Override
    public boolean delete(BlobName name) throws VaultException {
        try {
            HttpResponse<byte[]> response =
                    client.send(request(name).DELETE().build(), answer -> new LimitedBody(MAX_PROBLEM), PATIENCE);
            if (response.statusCode() == ServiceProblem.MISSING.status()) {
                return false;
            }
            require(response, name);
            return true;
        } catch (VaultException e) {
            throw e;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** @throws VaultException.Damaged if the member says that of its copy */
    private static void requireWhole(HttpResponse<byte[]> response, BlobName name, long from, long to)
            throws VaultException {
        if (response.statusCode() == ServiceProblem.DAMAGED.status()
                && response.body().length <= MAX_PROBLEM
                && ServiceProblem.code(response.body()).equals(ServiceProblem.DAMAGED.name())) {
            throw new VaultException.Damaged(name, from, to);
        }
    }

    private static void require(HttpResponse<byte[]> response, BlobName name) throws VaultException {
        int status = response.statusCode();
        switch (status) {
            case 200, 204, 206 -> {}
            case 404 -> throw new VaultException.Missing(name);
            case 409 -> throw new VaultException.Taken(name);
            case 403 -> throw new VaultException.Forbidden("the member does not let this caller do that");
            case 411, 413, 416, 422 ->
                throw new VaultException.WrongLength("the member refused the length or range with status " + status);
            case 429, 503 ->
                throw new VaultException.Unavailable(
                        "the member refused with status " + status, new IOException("status " + status));
            default -> throw new VaultException.Refused("the member answered with status " + status);
        }
    }
}
