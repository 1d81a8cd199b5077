package dev.quire.internal.execution;

import static dev.quire.internal.execution.TestChain.SECOND;
import static dev.quire.internal.execution.TestChain.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.Block;
import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.block.ConsensusMode;
import dev.quire.block.Parameters;
import dev.quire.block.PluginVersion;
import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.block.Transaction;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.kv.KeyValueStateMachine;
import dev.quire.spi.consensus.Verdict;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each rule is broken by a block that keeps all others as far as that can be. */
class BlockRulesTest {
    private static final Hash WRONG = Hash.of(Bytes.wrap(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    }));

    private final TestChain chain = TestChain.raft();
    private final TestChain judge = TestChain.raft();

    private static TestChain bft(Parameters parameters) {
        return new TestChain(
                TestChain.genesis(ConsensusMode.BFT, parameters), new KeyValueStateMachine(), new ScriptStateMachine());
    }

    /** A header's fields by name, so that one can be changed. */
    private static final class Draft {
        Hash chainId;
        long height;
        long timeMicros;
        Hash previousHash;
        long lastCertHeight;
        Hash lastCertHash;
        PublicKey proposer;
        Hash txRoot;
        int txCount;
        Hash resultRoot;
        Hash stateRoot;
        Hash historyRoot;
        Hash memberSetHash;
        Hash nextMemberSetHash;
        Hash parametersHash;
        List<PluginVersion> pluginVersions;
        Bytes extensions = Bytes.EMPTY;
        Optional<Certificate> certificate;
        List<Transaction> transactions;

        Draft(Block block) {
            BlockHeader header = block.header();
            chainId = header.chainId();
            height = header.height();
            timeMicros = header.timeMicros();
            previousHash = header.previousHash();
            lastCertHeight = header.lastCertHeight();
            lastCertHash = header.lastCertHash();
            proposer = header.proposer();
            txRoot = header.txRoot();
            txCount = header.txCount();
            resultRoot = header.resultRoot();
            stateRoot = header.stateRoot();
            historyRoot = header.historyRoot();
            memberSetHash = header.memberSetHash();
            nextMemberSetHash = header.nextMemberSetHash();
            parametersHash = header.parametersHash();
            pluginVersions = header.pluginVersions();
            certificate = block.lastCertificate();
            transactions = block.transactions();
        }

        Draft holding(Transaction... changed) {
            transactions = List.of(changed);
            txCount = changed.length;
            txRoot = BodyRules.transactionRoot(transactions);
            return this;
        }

        Draft certified(Certificate newer) {
            certificate = Optional.of(newer);
            lastCertHeight = newer.height();
            lastCertHash = newer.hash();
            return this;
        }

        Block block() {
            BlockHeader header = new BlockHeader(
                    chainId,
                    height,
                    timeMicros,
                    previousHash,
                    lastCertHeight,
                    lastCertHash,
                    proposer,
                    txRoot,
                    txCount,
                    resultRoot,
                    stateRoot,
                    historyRoot,
                    memberSetHash,
                    nextMemberSetHash,
                    parametersHash,
                    pluginVersions,
                    extensions);
            return new Block(header, certificate, transactions);
        }
    }

    private void breaks(BlockRule rule, UnaryOperator<Draft> change) {
        Draft draft = new Draft(chain.build(chain.script(1, "put a 1")));
        judge.assertBreaks(rule, change.apply(draft).block());
    }

    @Test
    void theUnchangedBlockIsValid() {
        judge.assertValid(chain.build(chain.script(1, "put a 1")));
    }

    @Test
    void everyRuleHasItsOwnNumber() {
        assertThat(Arrays.stream(BlockRule.values()).map(BlockRule::number)).doesNotHaveDuplicates();
        Set<BlockRule> all = EnumSet.allOf(BlockRule.class);
        assertThat(all).allMatch(rule -> !rule.text().isEmpty());
    }

    @Test
    void headerMustFollowItsParent() {
        breaks(BlockRule.PARENT_KNOWN, draft -> {
            draft.previousHash = WRONG;
            return draft;
        });
        breaks(BlockRule.HEIGHT, draft -> {
            draft.height++;
            return draft;
        });
        breaks(BlockRule.CHAIN_ID, draft -> {
            draft.chainId = WRONG;
            return draft;
        });
        breaks(BlockRule.TIME_AFTER_PARENT, draft -> {
            draft.timeMicros = START;
            return draft;
        });
        breaks(BlockRule.HISTORY_ROOT, draft -> {
            draft.historyRoot = WRONG;
            return draft;
        });
    }

    @Test
    void headerMustNameTheChainsPeopleAndRules() {
        breaks(BlockRule.PROPOSER_IS_MEMBER, draft -> {
            draft.proposer = TestChain.ALICE;
            return draft;
        });
        breaks(BlockRule.MEMBER_SET, draft -> {
            draft.memberSetHash = WRONG;
            return draft;
        });
        breaks(BlockRule.NEXT_MEMBER_SET, draft -> {
            draft.nextMemberSetHash = WRONG;
            return draft;
        });
        breaks(BlockRule.PARAMETERS, draft -> {
            draft.parametersHash = WRONG;
            return draft;
        });
        breaks(BlockRule.PLUGIN_VERSIONS, draft -> {
            draft.pluginVersions = List.of(new PluginVersion(0, 1));
            return draft;
        });
        breaks(BlockRule.EXTENSIONS, draft -> {
            draft.extensions = Bytes.utf8("x");
            return draft;
        });
    }

    @Test
    void onlyAFreshProposalIsJudgedByClockAndLeader() {
        Block block = chain.build(chain.script(1, "put a 1"));
        long time = block.header().timeMicros();
        Freshness wrongLeader = new Freshness(time, Optional.of(TestChain.key(2)));
        assertThat(judge.executor.validate(block, Optional.of(wrongLeader)))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        found -> assertThat(found.rule()).isEqualTo(BlockRule.PROPOSER_LEADS.number()));
        Freshness early = new Freshness(time - SECOND - 7, Optional.of(TestChain.key(1)));
        assertThat(judge.executor.validate(block, Optional.of(early))).isEqualTo(new Verdict.NotYet(7));
        Freshness late = new Freshness(time + 3600 * SECOND, Optional.empty());
        assertThat(judge.executor.validate(block, Optional.of(late)))
                .as("a CFT chain does not mind an old time")
                .isEqualTo(new Verdict.Valid());
    }

    @Test
    void theNextMicrosecondNeverLiesAhead() {
        Block block = chain.build(
                new BuildRequest(chain.executor.appliedHash(), List.of(), 0, TestChain.key(1), Optional.empty(), true));
        Freshness clockBack = new Freshness(START - 3600 * SECOND, Optional.empty());
        assertThat(judge.executor.validate(block, Optional.of(clockBack))).isEqualTo(new Verdict.Valid());
    }

    @Test
    void aFreshBftProposalMustNotBeOld() {
        TestChain bft = bft(Parameters.defaults());
        TestChain other = bft(Parameters.defaults());
        Block block = bft.build();
        Freshness late = new Freshness(block.header().timeMicros() + 10 * SECOND + 1, Optional.empty());
        assertThat(other.executor.validate(block, Optional.of(late)))
                .isInstanceOfSatisfying(
                        Verdict.Invalid.class,
                        found -> assertThat(found.rule()).isEqualTo(BlockRule.TIME_NOT_BEHIND.number()));
        assertThat(other.executor.validate(block, Optional.empty())).isEqualTo(new Verdict.Valid());
    }

    @Test
    void certificateMustBeTheOneThatTheHeaderNames() {
        Block one = chain.apply(chain.script(9, "put z 1")).block();
        judge.assertValid(one);
        judge.commit(one);
        Certificate good = chain.certify(one.header(), 3);
        breaks(BlockRule.CERTIFICATE_FIELDS, draft -> {
            draft.lastCertHeight = 1;
            return draft;
        });
        breaks(BlockRule.CERTIFICATE_FIELDS, draft -> {
            draft.certificate = Optional.of(good);
            return draft;
        });
        breaks(BlockRule.CERTIFICATE_FIELDS, draft -> {
            draft.certified(good).lastCertHash = WRONG;
            return draft;
        });
        breaks(
                BlockRule.CERTIFICATE_FIELDS,
                draft -> draft.certified(
                        chain.certify(chain.executor.genesisBlock().header(), 3)));
        Block two = new Draft(chain.build()).certified(good).block();
        judge.assertValid(two);
        judge.assertBreaks(BlockRule.CERTIFICATE_FIELDS, onTopOf(two, draft -> {
            draft.lastCertHeight = 0;
            draft.lastCertHash = Hash.ZERO;
            return draft;
        }));
    }

    /** A block on {@code parent}, which the judge knows, with a changed header. */
    private Block onTopOf(Block parent, UnaryOperator<Draft> change) {
        return change.apply(new Draft(judge.buildOn(parent.hash()))).block();
    }

    @Test
    void certificateMustBeOfThisChainAndWhole() {
        Block one = chain.build(chain.script(9, "put z 1"));
        Block rival = chain.build(chain.script(8, "put z 2"));
        chain.commit(one);
        judge.assertValid(one);
        judge.commit(one);
        breaks(BlockRule.CERTIFICATE_BLOCK, draft -> draft.certified(chain.certify(rival.header(), 3)));
        Block two = chain.build();
        breaks(BlockRule.CERTIFICATE_BLOCK, draft -> draft.certified(chain.certify(two.header(), 3)));
        breaks(BlockRule.CERTIFICATE_QUORUM, draft -> draft.certified(chain.certify(one.header(), 2)));
    }

    @Test
    void aBftCertificateMustNotLagBehind() {
        TestChain bft = bft(Parameters.defaults());
        TestChain other = bft(Parameters.defaults());
        Block one = bft.build();
        Block two = bft.buildOn(one.hash());
        Block three = bft.build(new BuildRequest(
                two.hash(),
                List.of(),
                START + 9 * SECOND,
                TestChain.key(1),
                Optional.of(bft.certify(one.header(), 3)),
                true));
        other.assertValid(one);
        other.assertValid(two);
        Draft lagging = new Draft(three);
        lagging.certificate = Optional.empty();
        lagging.lastCertHeight = 0;
        lagging.lastCertHash = Hash.ZERO;
        other.assertBreaks(BlockRule.CERTIFICATE_LAG, lagging.block());
        other.assertValid(three);
    }

    @Test
    void bodyMustBeTheOneOfTheHeaderAndNotTooLarge() {
        breaks(BlockRule.TRANSACTION_COUNT, draft -> {
            draft.txCount++;
            return draft;
        });
        breaks(BlockRule.TRANSACTION_ROOT, draft -> {
            draft.txRoot = WRONG;
            return draft;
        });
        Parameters tight = new Parameters(86_400 * SECOND, Transaction.MAX_SIZE + 16 * 1024, 2, SECOND, SECOND);
        TestChain small = bft(tight);
        Draft many = new Draft(small.build());
        small.assertBreaks(
                BlockRule.TRANSACTION_COUNT,
                many.holding(
                                small.until(1, START + 9 * SECOND),
                                small.until(2, START + 9 * SECOND),
                                small.until(3, START + 9 * SECOND))
                        .block());
        Bytes half = Bytes.wrap(new byte[Transaction.MAX_SIZE / 2 + 8 * 1024]);
        Draft large = new Draft(small.build())
                .holding(
                        TestChain.sign(small.unsigned(1, START + 9 * SECOND, 1, half)),
                        TestChain.sign(small.unsigned(2, START + 9 * SECOND, 1, half)));
        small.assertBreaks(BlockRule.BLOCK_SIZE, large.block());
    }

    @Test
    void eachTransactionMustBeAllowedToEnter() {
        breaks(BlockRule.TRANSACTION, draft -> draft.holding(chain.until(1, START)));
        breaks(BlockRule.TRANSACTION, draft -> draft.holding(chain.until(1, START + 25 * 3600 * SECOND)));
        breaks(
                BlockRule.TRANSACTION,
                draft -> draft.holding(TestChain.sign(chain.unsigned(1, START + 60 * SECOND, 99, Bytes.EMPTY))));
        Transaction.Unsigned foreign = new Transaction.Unsigned(
                WRONG, 7, START + 60 * SECOND, Bytes.wrap(new byte[16]), TestChain.ALICE, Bytes.EMPTY);
        breaks(BlockRule.TRANSACTION, draft -> draft.holding(TestChain.sign(foreign)));
        Transaction forged =
                chain.unsigned(1, START + 60 * SECOND, 7, Bytes.EMPTY).signed(new Signature(Bytes.wrap(new byte[64])));
        breaks(BlockRule.SIGNATURE, draft -> draft.holding(chain.script(5), forged));
    }

    @Test
    void noTransactionComesTwice() {
        Transaction transaction = chain.script(1, "put a 1");
        breaks(BlockRule.DUPLICATE, draft -> draft.holding(transaction, transaction));
        Block one = chain.build(transaction);
        judge.assertValid(one);
        Draft again = new Draft(chain.buildOn(one.hash())).holding(transaction);
        judge.assertBreaks(BlockRule.DUPLICATE, again.block());
        judge.commit(one);
        judge.assertBreaks(BlockRule.DUPLICATE, again.block());
    }

    @Test
    void aPluginsDefectRefusesTheBlockAndTheNodeGoesOn() {
        breaks(BlockRule.PLUGIN_FAILURE, draft -> draft.holding(chain.script(2, "break")));
        judge.assertValid(chain.build(chain.script(1, "put a 1")));
    }

    @Test
    void allTransactionsTogetherKeepTheEnginesLimit() {
        Transaction[] large = new Transaction[17];
        for (int i = 0; i < large.length; i++) {
            String[] lines = new String[15];
            Arrays.fill(lines, "fill k" + i + " " + 256 * 1024);
            large[i] = chain.script(i, lines);
        }
        assertThat(chain.build(large).transactions()).hasSizeBetween(15, 17);
        Transaction[] spinning = new Transaction[101];
        for (int i = 0; i < spinning.length; i++) {
            spinning[i] = chain.script(1000 + i, "spin 99999");
        }
        Block full = chain.build(spinning);
        assertThat(full.transactions()).hasSize(100);
        breaks(BlockRule.EXECUTION_SIZE, draft -> draft.holding(spinning));
    }

    @Test
    void wrongRootsAreADivergence() {
        Draft draft = new Draft(chain.build(chain.script(1, "put a 1")));
        draft.stateRoot = WRONG;
        assertThat(judge.validate(draft.block())).isInstanceOfSatisfying(Verdict.Diverged.class, found -> {
            assertThat(found.index()).isZero();
            assertThat(found.explanation())
                    .contains(
                            "height 1",
                            "transaction " + draft.block().transactions().get(0).id() + " at index 0",
                            "key 61 of plugin");
        });
    }

    @Test
    void aKnownHashWithAnotherBodyIsJudgedAnew() {
        Block block = chain.build(chain.script(1, "put a 1"));
        judge.assertValid(block);
        judge.assertValid(block);
        Block forged = new Block(block.header(), Optional.empty(), List.of(chain.script(2, "put a 2")));
        judge.assertBreaks(BlockRule.TRANSACTION_ROOT, forged);
    }
}
