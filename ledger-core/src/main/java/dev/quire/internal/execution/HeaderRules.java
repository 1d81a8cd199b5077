package dev.quire.internal.execution;

import static dev.quire.internal.execution.RuleBrokenException.require;
import static dev.quire.internal.execution.RuleBrokenException.requireEqual;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Genesis;
import dev.quire.block.MemberSet;
import dev.quire.block.Parameters;
import dev.quire.codec.Bytes;
import dev.quire.crypto.SignatureScheme;
import dev.quire.hash.Hash;
import dev.quire.receipt.CertificateVerifier;
import dev.quire.receipt.Verification;
import java.util.Optional;

/** The rules about a block's header, judged by its parent's, and about the certificate that it carries. */
final class HeaderRules {
    /** How far the last certificate of a BFT chain's block may lie below it. */
    static final long MAX_BFT_LAG = 2;

    private final Hash chainId;
    private final MemberSet members;
    private final Parameters parameters;
    private final CertificateVerifier certificates;

    HeaderRules(Hash chainId, Genesis genesis, SignatureScheme signatures) {
        this.chainId = chainId;
        this.members = genesis.members();
        this.parameters = genesis.parameters();
        this.certificates = new CertificateVerifier(signatures::verifyMember);
    }

    /** The rules that hold for ever. */
    void check(BlockHeader header, Tip parent) throws RuleBrokenException {
        requireEqual(parent.height() + 1, header.height(), BlockRule.HEIGHT);
        requireEqual(chainId, header.chainId(), BlockRule.CHAIN_ID);
        long parentTime = parent.header().timeMicros();
        require(
                header.timeMicros() > parentTime,
                BlockRule.TIME_AFTER_PARENT,
                () -> "found " + header.timeMicros() + " after " + parentTime);
        require(members.contains(header.proposer()), BlockRule.PROPOSER_IS_MEMBER, () -> "found " + header.proposer());
        requireEqual(parent.header().nextMemberSetHash(), header.memberSetHash(), BlockRule.MEMBER_SET);
        requireEqual(header.memberSetHash(), header.nextMemberSetHash(), BlockRule.NEXT_MEMBER_SET);
        requireEqual(parent.header().parametersHash(), header.parametersHash(), BlockRule.PARAMETERS);
        requireEqual(parent.header().pluginVersions(), header.pluginVersions(), BlockRule.PLUGIN_VERSIONS);
        requireEqual(Bytes.EMPTY, header.extensions(), BlockRule.EXTENSIONS);
        requireEqual(parent.history().root(), header.historyRoot(), BlockRule.HISTORY_ROOT);
    }

    /**
     * The rules about a fresh proposal.
     *
     * @return for how many microseconds its time still lies ahead of what the voter's clock allows; 0 if it does not
     */
    long check(BlockHeader header, Tip parent, Freshness freshness) throws RuleBrokenException {
        if (freshness.leader().isPresent()) {
            requireEqual(freshness.leader().get(), header.proposer(), BlockRule.PROPOSER_LEADS);
        }
        long ahead = header.timeMicros() - freshness.wallMicros();
        require(
                members.mode() != ConsensusMode.BFT || -ahead <= parameters.clockBehindMicros(),
                BlockRule.TIME_NOT_BEHIND,
                () -> "found " + -ahead + " microseconds behind, allowed are " + parameters.clockBehindMicros());
        boolean next = header.timeMicros() == parent.header().timeMicros() + 1;
        return next ? 0 : Math.max(0, ahead - parameters.clockAheadMicros());
    }

    /** @param signed the members' signatures have been checked before */
    void checkCertificate(Block block, Branch branch, boolean signed) throws RuleBrokenException {
        BlockHeader header = block.header();
        BlockHeader parent = branch.tip().header();
        if (block.lastCertificate().isEmpty()) {
            requireEqual(parent.lastCertHeight(), header.lastCertHeight(), BlockRule.CERTIFICATE_FIELDS);
            requireEqual(parent.lastCertHash(), header.lastCertHash(), BlockRule.CERTIFICATE_FIELDS);
        } else {
            Certificate certificate = block.lastCertificate().get();
            require(
                    certificate.height() > parent.lastCertHeight(),
                    BlockRule.CERTIFICATE_FIELDS,
                    () -> "found height " + certificate.height() + ", which is not above " + parent.lastCertHeight());
            requireEqual(certificate.height(), header.lastCertHeight(), BlockRule.CERTIFICATE_FIELDS);
            requireEqual(certificate.hash(), header.lastCertHash(), BlockRule.CERTIFICATE_FIELDS);
            require(
                    certificate.height() < header.height()
                            && branch.names(certificate.height(), certificate.blockHash()),
                    BlockRule.CERTIFICATE_BLOCK,
                    () -> "found " + certificate.blockHash() + " at height " + certificate.height());
            Optional<Verification.Invalid> problem =
                    signed ? Optional.empty() : certificates.verify(certificate, chainId, members);
            require(problem.isEmpty(), BlockRule.CERTIFICATE_QUORUM, () -> "found " + problem);
        }
        require(
                keepsLag(header.height(), header.lastCertHeight()),
                BlockRule.CERTIFICATE_LAG,
                () -> "found height " + header.lastCertHeight());
    }

    /** May a block of this height name that certificate's height? */
    boolean keepsLag(long height, long lastCertHeight) {
        return members.mode() != ConsensusMode.BFT || height - lastCertHeight <= MAX_BFT_LAG;
    }

    /** The certificate that a block on this branch should carry, if there is a newer one than its parent names. */
    static Optional<Certificate> toCarry(Optional<Certificate> newest, Branch branch) {
        return newest.filter(
                certificate -> certificate.height() > branch.tip().header().lastCertHeight()
                        && certificate.height() <= branch.tip().height()
                        && branch.names(certificate.height(), certificate.blockHash()));
    }
}
