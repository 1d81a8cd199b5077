package dev.quire.gateway.command;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Id;
import dev.quire.health.NewCompartment;
import dev.quire.health.X25519PublicKey;
import dev.quire.health.client.ClaimForm;
import dev.quire.health.client.EnrolmentForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Forms that patients and hospitals hand each other, as one line of JSON; byte strings are hexadecimal. */
final class FormJson {
    static final String ENROLMENT = "quire-enrolment/1";
    static final String CLAIM = "quire-claim/1";

    private FormJson() {}

    static Json write(EnrolmentForm form) {
        List<Json> compartments = new ArrayList<>();
        for (NewCompartment compartment : form.compartments()) {
            compartments.add(Json.object()
                    .put("cid", compartment.cid().toHex())
                    .put("key", compartment.key().bytes().toHex())
                    .put("emergency", compartment.emergency())
                    .build());
        }
        return Json.object()
                .put("format", ENROLMENT)
                .put("sid", form.sid().toHex())
                .put("key", form.key().bytes().toHex())
                .put("signature", form.patient().bytes().toHex())
                .put("policy", form.policy().name())
                .put("compartments", new Json.Elements(compartments))
                .put("writersMap", form.writersMap().toHex())
                .put("mapSignature", form.mapSignature().bytes().toHex())
                .build();
    }

    static EnrolmentForm readEnrolment(Json form) throws MalformedException {
        requireFormat(form, ENROLMENT);
        List<NewCompartment> compartments = new ArrayList<>();
        for (Json compartment : form.at("compartments").elements()) {
            compartments.add(new NewCompartment(
                    id(compartment.at("cid"), "cid"),
                    new X25519PublicKey(hex(compartment.at("key"), "key", X25519PublicKey.SIZE)),
                    compartment.at("emergency").equals(new Json.Flag(true))));
        }
        return new EnrolmentForm(
                id(form.at("sid"), "sid"),
                new PublicKey(hex(form.at("key"), "key", PublicKey.SIZE)),
                new Signature(hex(form.at("signature"), "signature", Signature.SIZE)),
                policy(form.at("policy").text("policy")),
                compartments,
                hex(form.at("writersMap").text("writersMap"), "writersMap"),
                new Signature(hex(form.at("mapSignature"), "mapSignature", Signature.SIZE)));
    }

    static Json write(ClaimForm form) {
        return Json.object()
                .put("format", CLAIM)
                .put("sid", form.sid().toHex())
                .put("epoch", form.epoch())
                .put("key", form.key().bytes().toHex())
                .put("signature", form.patient().bytes().toHex())
                .build();
    }

    static ClaimForm readClaim(Json form) throws MalformedException {
        requireFormat(form, CLAIM);
        return new ClaimForm(
                id(form.at("sid"), "sid"),
                epoch(form.at("epoch")),
                new PublicKey(hex(form.at("key"), "key", PublicKey.SIZE)),
                new Signature(hex(form.at("signature"), "signature", Signature.SIZE)));
    }

    static void requireFormat(Json form, String format) throws MalformedException {
        String found = form.at("format").text("format");
        if (!found.equals(format)) {
            throw new MalformedException("it is a " + found + ", not a " + format);
        }
    }

    static Id id(Json value, String what) throws MalformedException {
        return new Id(hex(value, what, Id.SIZE));
    }

    private static int epoch(Json value) throws MalformedException {
        long epoch = value.number("epoch");
        if (epoch < 1 || epoch > Integer.MAX_VALUE) {
            throw new MalformedException("epoch " + epoch + " is none");
        }
        return (int) epoch;
    }

    private static DefaultPolicy policy(String text) throws MalformedException {
        try {
            return DefaultPolicy.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("there is no policy " + text, e);
        }
    }

    private static Bytes hex(Json value, String what, int size) throws MalformedException {
        Bytes bytes = hex(value.text(what), what);
        if (bytes.size() != size) {
            throw new MalformedException(what + " has " + size + " bytes");
        }
        return bytes;
    }

    private static Bytes hex(String text, String what) throws MalformedException {
        if (!text.matches("([0-9a-f]{2})*")) {
            throw new MalformedException(what + " is not hexadecimal");
        }
        return Bytes.fromHex(text);
    }
}
