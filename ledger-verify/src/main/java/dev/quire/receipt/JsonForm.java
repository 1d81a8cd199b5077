package dev.quire.receipt;

import dev.quire.block.ResultLeaf;
import dev.quire.codec.Bytes;
import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.merkle.KeyRange;
import dev.quire.merkle.NotCoveredException;
import dev.quire.merkle.ProvenState;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Receipts and proofs as JSON (docs/spec/formats.md, section 8.4): their canonical bytes, and beside them for people what
 * these bytes say. A file whose readable part says something else than its bytes is refused.
 */
public final class JsonForm {
    /** The most bytes of a file in either form. */
    public static final int MAX_FILE_SIZE = 4 * Proof.MAX_SIZE;

    private static final String RECEIPT = "receipt";
    private static final String STATE_RECEIPT = "stateReceipt";
    private static final String HEADER_PROOF = "headerProof";
    private static final String HEIGHT = "height";

    private JsonForm() {}

    public static Json of(Proof proof) {
        if (proof instanceof Receipt receipt) {
            return ofReceipt(receipt);
        }
        return proof instanceof StateReceipt receipt ? ofState(receipt) : ofHeader((HeaderProof) proof);
    }

    private static Json ofReceipt(Receipt receipt) {
        ResultLeaf leaf = receipt.resultLeaf();
        return Json.object()
                .put("txId", leaf.txId().toHex())
                .put(HEIGHT, receipt.header().height())
                .put("index", leaf.index())
                .put("outcome", leaf.outcomeCode() == ResultLeaf.APPLIED ? "APPLIED" : "REFUSED")
                .put("outcomeCode", leaf.outcomeCode())
                .put("anchorHeight", receipt.anchor().header().height())
                .put(RECEIPT, base64(receipt))
                .build();
    }

    private static Json ofState(StateReceipt receipt) {
        Json.Builder json = Json.object()
                .put(HEIGHT, receipt.header().height())
                .put("time", receipt.header().timeMicros())
                .put("stateRoot", receipt.header().stateRoot().toHex())
                .put("anchorHeight", receipt.anchor().header().height());
        Optional<Answers> given =
                receipt.stateProof().verify(receipt.header().stateRoot()).map(Answers::new);
        List<Json> answers = new ArrayList<>();
        for (KeyRange asked : receipt.asked()) {
            answers.add(answer(asked, given));
        }
        return json.put("answers", new Json.Elements(answers))
                .put(STATE_RECEIPT, base64(receipt))
                .build();
    }

    private static Json answer(KeyRange asked, Optional<Answers> given) {
        Json.Builder answer = Json.object();
        if (!asked.isSingle()) {
            answer.put("from", asked.from().fullKey().toHex());
            asked.to().ifPresent(to -> answer.put("to", to.fullKey().toHex()));
        } else {
            answer.put("fullKey", asked.from().fullKey().toHex());
        }
        if (given.isEmpty()) {
            return answer.build();
        }
        try {
            List<ProvenState.Entry> entries = given.get().to(asked);
            if (asked.isSingle()) {
                answer.put("present", !entries.isEmpty());
                entries.forEach(entry -> value(entry, answer));
            } else {
                answer.put(
                        "entries",
                        new Json.Elements(entries.stream().map(JsonForm::entry).toList()));
            }
            return answer.build();
        } catch (NotCoveredException unanswered) {
            return answer.put("problem", unanswered.getMessage()).build();
        }
    }

    private static Json entry(ProvenState.Entry entry) {
        Json.Builder json = Json.object().put("fullKey", entry.key().fullKey().toHex());
        value(entry, json);
        return json.build();
    }

    private static void value(ProvenState.Entry entry, Json.Builder json) {
        if (entry.value().isPresent()) {
            json.put("value", entry.value().get().toHex());
        } else {
            json.put("valueHash", entry.valueHash().toHex());
        }
    }

    private static Json ofHeader(HeaderProof proof) {
        return Json.object()
                .put(HEIGHT, proof.header().height())
                .put("hash", proof.header().hash().toHex())
                .put("anchorHeight", proof.anchor().header().height())
                .put("anchorHash", proof.anchor().header().hash().toHex())
                .put(HEADER_PROOF, base64(proof))
                .build();
    }

    private static String base64(Proof proof) {
        return Base64.getEncoder().encodeToString(proof.encoded().toArray());
    }

    /** The receipt or proof in a file of either form; the first byte tells which it is. */
    public static Proof readFile(Bytes file) throws MalformedException {
        int first = file.isEmpty() ? 0 : file.at(0);
        if (first != '{') {
            return Proof.decode(file);
        }
        try {
            return read(
                    StandardCharsets.UTF_8.newDecoder().decode(file.asBuffer()).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedException("JSON: the file is not UTF-8", e);
        }
    }

    /** What {@link #of} wrote, with blanks and names in any order. */
    public static Proof read(String text) throws MalformedException {
        Json json = Json.parse(text);
        for (String name : List.of(RECEIPT, STATE_RECEIPT, HEADER_PROOF)) {
            if (json.at(name) instanceof Json.Text encoded) {
                Proof proof = Proof.decode(decoded(encoded.value()));
                if (!of(proof).equals(json)) {
                    throw new MalformedException(
                            "JSON: what stands beside " + name + " is not what its bytes say, or not all of it");
                }
                return proof;
            }
        }
        throw new MalformedException(
                "JSON: there is none of " + RECEIPT + ", " + STATE_RECEIPT + " and " + HEADER_PROOF);
    }

    private static Bytes decoded(String base64) throws MalformedException {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("JSON: the bytes are no base64", e);
        }
    }
}
