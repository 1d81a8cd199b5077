package dev.quire.gateway.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quire.health.AccessEntry;
import dev.quire.health.Basis;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.GrantEntry;
import dev.quire.health.GrantTerms;
import dev.quire.health.Grantee;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.RecordEntry;
import dev.quire.health.RequestEntry;
import dev.quire.health.Scope;
import dev.quire.health.client.Fault;
import dev.quire.health.client.LeftOut;
import dev.quire.health.client.Proven;
import dev.quire.receipt.Receipt;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Entries of the ledger as rows of a table, or objects for programs. Times are ISO 8601, in UTC. */
final class Rows {
    private final Names names;
    private final Function<Id, String> groups;
    private final long nowMicros;

    /** @param groups what a compartment is called */
    Rows(Names names, Function<Id, String> groups, Instant now) {
        this.names = names;
        this.groups = groups;
        this.nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    }

    /** For those who do not know what the patient calls the parts. */
    static Rows plain(Names names) {
        return new Rows(names, Id::toHex, Instant.now());
    }

    /** Which records could not be sealed, if there are any. */
    static void addLeft(ObjectNode answer, List<LeftOut> left) {
        if (!left.isEmpty()) {
            ArrayNode rows = answer.putArray("left");
            left.forEach(record ->
                    rows.addObject().put("record", record.rid().toHex()).put("sentence", record.why()));
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String time(long micros) {
        return Instant.EPOCH
                .plus(micros, ChronoUnit.MICROS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    /** What proves that something was done. */
    static ObjectNode receipt(Receipt receipt) {
        return object().put("transaction", receipt.transaction().id().toHex())
                .put("height", receipt.header().height());
    }

    /**
     * Adds a list that is proven as of a block: its height, and a row for each entry.
     *
     * @return the same answer
     */
    static <E> ObjectNode addAll(ObjectNode answer, String name, Proven<E> found, Function<E, ObjectNode> row) {
        ArrayNode rows = answer.put("height", found.height()).putArray(name);
        found.entries().forEach(entry -> rows.add(row.apply(entry)));
        return answer;
    }

    ObjectNode record(RecordEntry record) {
        return object().put("record", record.rid().toHex())
                .put("part", groups.apply(record.cid()))
                .put("kind", record.terms().kind().name())
                .put("version", record.version())
                .put("bytes", record.terms().blobLength())
                .put("written", time(record.writtenMicros()))
                .put("by", names.of(record.author()))
                .put(
                        "state",
                        record.supersededBy().isPresent()
                                ? "SUPERSEDED"
                                : record.status().name());
    }

    ObjectNode grant(GrantEntry grant) {
        GrantTerms terms = grant.terms();
        return object().put("grant", grant.gid().toHex())
                .put("effect", terms.effect().name())
                .put("whom", whom(terms.grantee()))
                .put("what", what(terms.scope()))
                .put("purposes", purposes(terms.purposes()))
                .put("from", time(terms.fromMicros()))
                .put("until", time(terms.untilMicros()))
                .put(
                        "usesLeft",
                        grant.usesLeft().isPresent() ? "" + grant.usesLeft().getAsInt() : "any")
                .put("rights", rights(terms))
                .put("state", state(grant));
    }

    private String whom(Grantee grantee) {
        String hospital = names.of(grantee.orgId());
        return grantee instanceof Grantee.Person person ? person.pracId() + " at " + hospital : hospital;
    }

    private String what(Scope scope) {
        return scope instanceof Scope.Compartments parts
                ? parts.cids().stream().map(groups).sorted().collect(Collectors.joining(","))
                : joined(((Scope.Records) scope).rids());
    }

    private static String purposes(Set<Purpose> purposes) {
        return new TreeSet<>(purposes).stream().map(Purpose::name).collect(Collectors.joining(","));
    }

    private static String rights(GrantTerms terms) {
        return (terms.includeNew() ? "include-new " : "") + (terms.mayKeep() ? "may-keep" : "");
    }

    private String state(GrantEntry grant) {
        if (grant.ended().isPresent()) {
            return grant.ended().get().reason().name();
        } else if (nowMicros >= grant.terms().untilMicros()) {
            return "OVER";
        } else if (grant.usedUp().isPresent()) {
            return "USED_UP";
        }
        return nowMicros < grant.terms().fromMicros() ? "NOT_YET" : "IN_FORCE";
    }

    /** @param person who it was, where that is known */
    ObjectNode access(AccessEntry access, Optional<String> person) {
        return object().put("access", access.aid().toHex())
                .put("time", time(access.askedMicros()))
                .put("who", access.orgId().map(names::of).orElse("the patient"))
                .put(
                        "person",
                        person.or(() -> access.request().pracId().map(Id::toHex))
                                .orElse(""))
                .put("subject", access.sid().toHex())
                .put("basis", basis(access.request().basis()))
                .put("kind", access.request().kind().name())
                .put("purpose", access.request().purpose().name())
                .put("records", joined(access.request().rids()))
                .put("decision", access.decision().name());
    }

    private static String basis(Basis basis) {
        if (basis instanceof Basis.ByGrant grant) {
            return "grant " + grant.gid();
        } else if (basis instanceof Basis.ByEmergency emergency) {
            return "emergency " + emergency.eid();
        }
        return "own";
    }

    ObjectNode request(RequestEntry request) {
        return object().put("request", request.qid().toHex())
                .put("time", time(request.askedMicros()))
                .put("who", names.of(request.orgId()))
                .put("person", request.request().pracId().toHex())
                .put("what", what(request.request().wanted()))
                .put("purpose", request.request().purpose().name())
                .put("visit", request.request().encounterTag().map(Id::toHex).orElse(""))
                .put("state", state(request));
    }

    private String state(RequestEntry request) {
        if (request.answer().isPresent()) {
            return request.answer().get().gid().map(gid -> "GRANTED " + gid).orElse("DECLINED");
        }
        return request.isOpen(nowMicros) ? "OPEN" : "LAPSED";
    }

    ObjectNode emergency(EmergencyEntry emergency) {
        return object().put("emergency", emergency.eid().toHex())
                .put("time", time(emergency.brokenMicros()))
                .put("who", names.of(emergency.orgId()))
                .put("person", emergency.request().pracId().toHex())
                .put("subject", emergency.sid().toHex())
                .put("reason", emergency.request().reason().name())
                .put("until", time(emergency.untilMicros()))
                .put("overQuota", emergency.overQuota())
                .put("reviewDue", time(emergency.reviewDueMicros()))
                .put("review", emergency.review().map(Rows::verdict).orElse("NOT_YET"));
    }

    private static String verdict(EmergencyEntry.Review review) {
        return (review.justified() ? "JUSTIFIED" : "NOT_JUSTIFIED") + (review.late() ? ", late" : "");
    }

    /** Adds what members failed in; where nobody did, nothing. */
    void addFaults(ObjectNode answer, List<Fault> faults) {
        if (!faults.isEmpty()) {
            ArrayNode rows = answer.putArray("faults");
            faults.forEach(fault -> rows.addObject()
                    .put("who", names.of(fault.orgId()))
                    .put("fault", fault.kind().name())
                    .put("sentence", fault.sentence()));
        }
    }

    static ArrayNode ids(Collection<Id> ids) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ids.forEach(id -> array.add(id.toHex()));
        return array;
    }

    private static String joined(Collection<Id> ids) {
        return ids.stream().map(Id::toHex).collect(Collectors.joining(","));
    }
}
