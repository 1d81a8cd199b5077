package dev.quire.health.client;

import dev.quire.block.ConsensusMode;
import dev.quire.block.PublicKey;
import dev.quire.crypto.Ed25519;
import dev.quire.health.CommitteeEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.Id;
import dev.quire.health.MemberEntry;
import dev.quire.health.custody.SignedEntry;
import dev.quire.health.keys.share.CommitteeNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A committee, with its numbers and its members' keys.
 *
 * @param members all of the network, by id
 */
record Custodians(CommitteeEntry entry, CommitteeNumbers numbers, SortedMap<Id, MemberEntry> members) {
    static Custodians of(Chain chain, int epoch, SortedMap<Id, MemberEntry> members) throws HealthException {
        CommitteeEntry entry = chain.committee(epoch);
        return new Custodians(entry, numbers(chain.mode(), entry), members);
    }

    static SortedMap<Id, MemberEntry> members(Chain chain) throws HealthException {
        return byId(chain.list(EntryIndex.MEMBERS, MemberEntry.class).entries());
    }

    static SortedMap<Id, MemberEntry> byId(List<MemberEntry> members) {
        SortedMap<Id, MemberEntry> byId = new TreeMap<>();
        members.forEach(member -> byId.put(member.orgId(), member));
        return byId;
    }

    /** The members chose k; how many may be down follows from how blocks are agreed on, and leaves k of them up. */
    private static CommitteeNumbers numbers(ConsensusMode mode, CommitteeEntry entry) throws HealthException {
        int n = entry.committee().seats().size();
        int k = entry.committee().k();
        if (k < 2) {
            throw new HealthException.Unknown("committee " + entry.epoch()
                    + " has one seat: whoever sits there would open every record; set one of two or more");
        }
        CommitteeNumbers usual = CommitteeNumbers.of(mode, n);
        return new CommitteeNumbers(n, k, Math.min(usual.t(), n - k), usual.b());
    }

    int epoch() {
        return entry.epoch();
    }

    /** A custodian with its place, 1 to n. */
    record Seat(int x, Id orgId) {}

    List<Seat> seats() {
        List<Seat> seats = new ArrayList<>();
        for (Id orgId : entry.committee().seats()) {
            seats.add(new Seat(seats.size() + 1, orgId));
        }
        return seats;
    }

    MemberEntry member(Id orgId) throws HealthException {
        MemberEntry member = members.get(orgId);
        if (member == null) {
            throw new HealthException.Unknown("there is no member " + orgId);
        }
        return member;
    }

    /** Is it an entry of this custodian's log, signed by a key that stands under its name on the ledger? */
    boolean isSigned(Id orgId, SignedEntry signed) {
        MemberEntry member = members.get(orgId);
        if (member == null || !signed.custodian().equals(orgId)) {
            return false;
        }
        List<PublicKey> keys = new ArrayList<>(member.profile().keys().gateways());
        keys.addAll(member.profile().keys().nodes());
        return keys.stream().anyMatch(key -> signed.isSignedBy(key, new Ed25519()));
    }
}
