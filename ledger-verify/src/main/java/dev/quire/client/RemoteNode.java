package dev.quire.client;

import dev.quire.block.BlockHeader;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.merkle.KeyRange;
import dev.quire.receipt.HeaderProof;
import dev.quire.receipt.JsonForm;
import dev.quire.receipt.Proof;
import dev.quire.receipt.Receipt;
import dev.quire.receipt.StateReceipt;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The part of a node's HTTP API (docs/spec/process.md, section 3) that gives out what can be checked. Checks nothing. */
final class RemoteNode {
    private static final int OK_FROM = 200;
    private static final int OK_TO = 299;
    /** How many times as long as to its beginning it may take to an answer's end: a proof may have many megabytes. */
    private static final int WHOLE_ANSWER_TIMEOUTS = 3;

    private final HttpClient http;
    private final URI endpoint;
    private final Duration timeout;

    RemoteNode(HttpClient http, URI endpoint, Duration timeout) {
        this.http = http;
        this.endpoint = endpoint;
        this.timeout = timeout;
    }

    URI endpoint() {
        return endpoint;
    }

    HeaderProof headerProof(long height, OptionalLong anchor) throws IOException, InterruptedException {
        return headerProof(height + (anchor.isPresent() ? "?anchor=" + anchor.getAsLong() : ""));
    }

    /** Of a block that the node may have dropped. */
    HeaderProof headerProof(BlockHeader known) throws IOException, InterruptedException {
        return headerProof(known.height() + "?header=" + known.encoded().toHex());
    }

    private HeaderProof headerProof(String block) throws IOException, InterruptedException {
        if (proof("/v1/proofs/headers/" + block) instanceof HeaderProof proof) {
            return proof;
        }
        throw another("a header proof");
    }

    Receipt receipt(Hash id) throws IOException, InterruptedException {
        if (proof("/v1/receipts/" + id) instanceof Receipt receipt) {
            return receipt;
        }
        throw another("a receipt");
    }

    /** Keys and ranges at one height. */
    StateReceipt stateReceipt(List<KeyRange> asked) throws IOException, InterruptedException {
        KeyRange first = asked.get(0);
        Proof answer = asked.size() == 1 && first.isSingle()
                ? proof("/v1/proofs/state/" + first.from().pluginId() + "/"
                        + first.from().key().toHex())
                : parsedProof(post("/v1/proofs/state", question(asked), timeout));
        if (answer instanceof StateReceipt receipt) {
            return receipt;
        }
        throw another("a state receipt");
    }

    private static Json question(List<KeyRange> asked) {
        List<Json> questions = new ArrayList<>(asked.size());
        for (KeyRange range : asked) {
            String from = range.from().fullKey().toHex();
            Json.Builder question = Json.object().put(range.isSingle() ? "fullKey" : "from", from);
            range.to().ifPresent(to -> question.put("to", to.fullKey().toHex()));
            questions.add(question.build());
        }
        return Json.object().put("asked", new Json.Elements(questions)).build();
    }

    /** Hands the transaction in and waits, for a while, for its certificate; true if the node says that there is one. */
    boolean submit(Transaction transaction) throws IOException, InterruptedException {
        Json body = Json.object()
                .put(
                        "transaction",
                        Base64.getEncoder().encodeToString(transaction.encoded().toArray()))
                .put("level", "certified")
                .put("timeoutMillis", timeout.toMillis())
                .build();
        Json answer = parsed(post("/v1/transactions", body, timeout.multipliedBy(2)));
        return answer.at("certified").equals(new Json.Flag(true));
    }

    private String post(String path, Json body, Duration patience) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(patience)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.write()))
                .build());
    }

    private Proof proof(String path) throws IOException, InterruptedException {
        return parsedProof(send(HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(timeout)
                .GET()
                .build()));
    }

    private Proof parsedProof(String text) throws UntrustedAnswerException {
        try {
            return JsonForm.read(text);
        } catch (MalformedException e) {
            throw new UntrustedAnswerException("the answer of " + endpoint + " is no proof: " + e.getMessage(), e);
        }
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<Bytes> response = answer(request);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(response.body().asBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UntrustedAnswerException("the answer of " + endpoint + " is no text", e);
        }
        if (response.statusCode() < OK_FROM || response.statusCode() > OK_TO) {
            Json problem = parsed(text);
            throw new NodeProblemException(
                    response.statusCode(), shown(problem.at("code")), endpoint + ": " + shown(problem.at("detail")));
        }
        return text;
    }

    /** The request's own time ends with the answer's first line: who sends the rest in drips must not hold anybody up. */
    private HttpResponse<Bytes> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Bytes>> answer =
                http.sendAsync(request, head -> new BoundedBody(JsonForm.MAX_FILE_SIZE));
        try {
            return answer.get(timeout.toMillis() * WHOLE_ANSWER_TIMEOUTS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the answer of " + endpoint + " does not come to an end", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UntrustedAnswerException untrusted) {
                throw untrusted;
            }
            throw new IOException(why(e.getCause()), e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** The JDK's client says nothing of a connection that it did not get. */
    private static String why(Throwable failure) {
        if (failure.getMessage() != null) {
            return failure.getMessage();
        } else if (!(failure instanceof ConnectException)) {
            return failure.getClass().getSimpleName();
        }
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "nobody knows this host";
            }
        }
        return "connection refused";
    }

    private Json parsed(String text) throws UntrustedAnswerException {
        try {
            return Json.parse(text);
        } catch (MalformedException e) {
            throw new UntrustedAnswerException("the answer of " + endpoint + " is no JSON: is it a node's API?", e);
        }
    }

    private static String shown(Json value) {
        return value instanceof Json.Text text ? text.value() : value.write();
    }

    private UntrustedAnswerException another(String wanted) {
        return new UntrustedAnswerException("the answer of " + endpoint + " is another kind of proof than " + wanted);
    }
}
