package dev.quire.gateway.service;

import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.hash.Hash;
import dev.quire.health.custody.Custodian;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.Deal;
import dev.quire.health.member.ReleaseRequest;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Shares in and out, as canonical bytes. A custodian's refusal is an answer too, signed like the others. */
final class CustodyRoutes {
    static final String MEDIA_TYPE = "application/octet-stream";

    private final Hash chainId;
    private final Custodian custodian;
    private final CallerQuota quota;

    CustodyRoutes(MemberServer.Ports ports, Door door) {
        quota = door.quota();
        chainId = ports.ledger().chainId();
        custodian = ports.custodian();
    }

    void deal(Context context) throws IOException {
        Caller caller = Door.caller(context);
        if (caller instanceof Caller.Patient) {
            throw ServiceProblem.FORBIDDEN.exception();
        }
        Bytes body = body(context, Deal.MAX_SIZE);
        // What is taken over stays, and the ledger may never hear of it.
        if (!quota.takeBytes(caller, body.size())) {
            throw ServiceProblem.QUOTA.exception();
        }
        Deal deal = decoded(() -> Deal.decode(chainId, body));
        answer(context, custodian.accept(deal, caller.id()));
    }

    void release(Context context) throws IOException {
        Caller caller = Door.caller(context);
        ReleaseRequest request = decoded(() -> ReleaseRequest.decode(body(context, ReleaseRequest.SIZE)));
        answer(
                context,
                caller instanceof Caller.Patient
                        ? custodian.releaseToPatient(request.aid(), request.committee(), caller.id())
                        : custodian.release(request.aid(), request.committee(), caller.id()));
    }

    private static void answer(Context context, CompletableFuture<CustodyAnswer> answer) {
        context.future(() -> answer.thenAccept(
                given -> context.contentType(MEDIA_TYPE).result(given.encoded().toArray())));
    }

    private static Bytes body(Context context, int most) throws IOException {
        byte[] body = new BriskInput(context.req().getInputStream()).readNBytes(most + 1);
        if (body.length > most) {
            throw ServiceProblem.TOO_LARGE.exception();
        }
        return Bytes.wrap(body);
    }

    private interface Decoding<T> {
        T decode() throws MalformedException, IOException;
    }

    private static <T> T decoded(Decoding<T> decoding) throws IOException {
        try {
            return decoding.decode();
        } catch (MalformedException e) {
            throw ServiceProblem.BAD_REQUEST.exception();
        }
    }
}
