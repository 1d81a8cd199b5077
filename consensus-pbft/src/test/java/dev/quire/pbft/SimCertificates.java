package dev.quire.pbft;

import dev.quire.block.Certificate;
import dev.quire.block.Certificate.MemberSignature;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Signature;
import dev.quire.block.VoteKind;
import dev.quire.hash.Hash;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a liar knows to be committed: certificates that it was shown, and those it forms of COMMITs with its own. */
final class SimCertificates {
    private static final int KEPT = 64;

    private record Place(long height, long view, Hash hash) {}

    private final int number;
    private final int size;
    private final Members members;
    private final TreeMap<Long, Certificate> known = new TreeMap<>();
    private final Map<Place, TreeMap<Integer, Signature>> commits = new HashMap<>();

    SimCertificates(int number, int size, Members members) {
        this.number = number;
        this.size = size;
        this.members = members;
    }

    void add(Certificate certificate) {
        known.put(certificate.height(), certificate);
        if (known.size() > KEPT) {
            known.pollFirstEntry();
        }
    }

    /** The certificate that this COMMIT completes. */
    Optional<Certificate> add(int from, PbftMessage.Ballot commit) {
        if (commits.size() > KEPT) {
            commits.clear();
        }
        Hash hash = commit.blockHash();
        TreeMap<Integer, Signature> signatures =
                commits.computeIfAbsent(new Place(commit.height(), commit.view(), hash), place -> new TreeMap<>());
        signatures.put(from, commit.signature());
        signatures.put(
                number,
                TestBlocks.sign(number, TestBlocks.vote(size, VoteKind.COMMIT, commit.height(), commit.view(), hash)));
        return signatures.size() < members.quorum()
                ? Optional.empty()
                : Optional.of(new Certificate(
                        ConsensusMode.BFT,
                        commit.height(),
                        hash,
                        commit.view(),
                        members.hash(),
                        signatures.entrySet().stream()
                                .map(one -> new MemberSignature(one.getKey(), one.getValue()))
                                .toList()));
    }

    Optional<Certificate> at(long height) {
        return Optional.ofNullable(known.get(height));
    }
}
