import { equal, toHex, u64, concat } from './bytes.js';
import { verifyMember } from './ed25519.js';
import { REASONS, Refusal, require } from './errors.js';
import { signedBytes } from './hash.js';
import { leafHash, verifyConsistency, verifyInclusion } from './merkle.js';
import { entriesOf, isStateOf, roomForEntries } from './state.js';
import { blockHash, chainIdOf, memberSetHash, quorum, transactionId } from './structures.js';

/*
 * Section 8.2. Cheap checks come first, and in the order of the Java implementation, so that both give one and the same
 * reason where there are several.
 */

/** What each kind says of its block. */
const CHECKS = { receipt: verifyReceipt, stateReceipt: verifyState, headerProof: verifyHeader };

/**
 * What a proof proves to who trusts these members.
 *
 * @param proof from readProof or readFile
 * @param trusted {mode, members}: the member set that the reader knows to be the chain's, now or at an earlier time
 * @param policy the least that the reader accepts: {leastMode: 'CFT' | 'BFT', leastSignatures, chainId}; chainId is 32
 *     bytes, or missing if these members keep no other chain
 * @returns {valid: true, …what is proven} or {valid: false, reason, number, explanation}
 * @throws {UnsupportedError} if this browser cannot judge: that is no verdict
 */
export async function verify(proof, trusted, policy = {}) {
  try {
    const { header, anchor } = proof;
    const chainId = await checkChain(proof, policy);
    const proven = await CHECKS[proof.kind](proof, chainId);
    const members = await checkCertificates(anchor, chainId, trusted, policy);
    return {
      valid: true,
      kind: proof.kind,
      ...proven,
      chainId,
      height: header.height,
      timeMicros: header.timeMicros,
      anchorHeight: anchor.header.height,
      mode: members.mode,
      signers: anchor.certificate.signatures.map(({ memberIndex }) => members.members[memberIndex]),
    };
  } catch (error) {
    if (error instanceof Refusal) {
      return { valid: false, reason: error.reason, number: REASONS[error.reason], explanation: error.message };
    }
    throw error;
  }
}

async function verifyReceipt(receipt, chainId) {
  const { transaction, index, resultLeaf, header } = receipt;
  require(equal(transaction.chainId, chainId), 'FOREIGN_CHAIN', 'the transaction is signed for another chain');
  require(
    await isLeaf(transaction.encoded, receipt, header.txRoot, receipt.txPath),
    'TRANSACTION_NOT_IN_BLOCK',
    `the block at height ${header.height} does not have this transaction at index ${index}`);
  const txId = await transactionId(transaction);
  require(
    resultLeaf.index === index && equal(resultLeaf.txId, txId),
    'RESULT_OF_ANOTHER',
    'the result leaf names another index or transaction id');
  require(
    await isLeaf(resultLeaf.encoded, receipt, header.resultRoot, receipt.resultPath),
    'RESULT_NOT_IN_BLOCK',
    `the block at height ${header.height} does not have this result at index ${index}`);
  await checkHistory(receipt);
  return { txId, transaction, index, txCount: header.txCount, outcomeCode: resultLeaf.outcomeCode };
}

async function isLeaf(leaf, { index, header }, root, path) {
  return verifyInclusion(await leafHash(leaf), BigInt(index), BigInt(header.txCount), root, path);
}

async function verifyState(receipt) {
  const { questions, stateProof, header } = receipt;
  require(
    await isStateOf(stateProof, header.stateRoot),
    'STATE_OF_ANOTHER_ROOT',
    `the state proof is not of the state after the block at height ${header.height}`);
  const room = roomForEntries();
  const answers = questions.map((question) => {
    const { single, from, to } = question;
    return { single, from, to, entries: entriesOf(stateProof, question, room) };
  });
  await checkHistory(receipt);
  return { answers };
}

async function verifyHeader(proof) {
  const { header, anchor, consistencyPath } = proof;
  await checkHistory(proof);
  require(
    await continues(anchor.header, header, consistencyPath),
    'REWRITTEN_HISTORY',
    `the history of the block at height ${anchor.header.height} does not begin with that of the one at ${header.height}`);
  return { hash: await blockHash(header) };
}

/** Block 0 has no history: that is shown by no path. */
async function continues(newer, old, path) {
  return old.height === 0n
    ? path.length === 0
    : verifyConsistency(old.height, newer.height, old.historyRoot, newer.historyRoot, path);
}

async function checkChain({ header, anchor }, { chainId }) {
  const found = await chainIdOf(header);
  const expected = chainId ?? found;
  require(
    equal(expected, found), 'FOREIGN_CHAIN', `the proof is of chain ${toHex(found)}, not ${toHex(expected)}`);
  require(
    equal(await chainIdOf(anchor.header), found),
    'FOREIGN_CHAIN',
    'the anchor is of another chain than the block that it is to tie');
  return found;
}

async function checkHistory({ header, anchor }) {
  const { header: newer, historyPath } = anchor;
  const covered =
    header.height === newer.height
      ? historyPath.length === 0 && equal(header.encoded, newer.encoded)
      : await verifyInclusion(
          await leafHash(await blockHash(header)), header.height, newer.height, newer.historyRoot, historyPath);
  require(
    covered,
    'BLOCK_NOT_IN_HISTORY',
    `the anchor at height ${newer.height} does not cover this block at height ${header.height}`);
}

/**
 * Walks from the trusted set to the anchor's, which it returns, then checks the anchor itself. Steps of sets before the
 * trusted one lead nobody to it and need not hold.
 */
async function checkCertificates(anchor, chainId, trusted, policy) {
  let members = trusted;
  let reached = false;
  let height = -1n;
  for (const { header, certificate, newSet } of anchor.steps) {
    require(
      header.height > height && header.height < anchor.header.height,
      'BROKEN_MEMBER_SET_CHAIN',
      'member sets must follow each other in height and end below the anchor');
    require(
      equal(header.nextMemberSetHash, await memberSetHash(newSet)),
      'BROKEN_MEMBER_SET_CHAIN',
      `the block at height ${header.height} names another next member set`);
    height = header.height;
    reached ||= equal(header.memberSetHash, await memberSetHash(members));
    if (reached) {
      await checkCertified(header, certificate, chainId, members, policy);
      members = newSet;
    }
  }
  await checkCertified(anchor.header, anchor.certificate, chainId, members, policy);
  return members;
}

async function checkCertified(header, certificate, chainId, members, policy) {
  const block = `the block at height ${header.height}`;
  const setHash = await memberSetHash(members);
  require(equal(await chainIdOf(header), chainId), 'FOREIGN_CHAIN', `${block} is of another chain`);
  require(
    equal(header.memberSetHash, setHash),
    'WRONG_MEMBER_SET',
    `${block} is not of the member set that trust leads to`);
  require(
    certificate.height === header.height && equal(certificate.blockHash, await blockHash(header)),
    'CERTIFICATE_OF_ANOTHER',
    `the certificate beside ${block} is of another block`);
  require(
    equal(certificate.memberSetHash, setHash),
    'WRONG_MEMBER_SET',
    'the certificate names another member set than the one in force');
  checkMode(certificate, members);
  await checkSignatures(certificate, chainId, members);
  checkPolicy(certificate, policy);
}

function checkMode({ mode, view, signatures }, members) {
  require(mode === members.mode, 'WRONG_MODE', `the certificate is ${mode}, its member set is ${members.mode}`);
  require(mode !== 'CFT' || view === 0n, 'WRONG_MODE', `a CFT certificate has view 0, not ${view}`);
  require(
    signatures.length >= quorum(members),
    'TOO_FEW_SIGNATURES',
    `${signatures.length} of ${members.members.length} members signed, ${quorum(members)} must`);
}

/** One bad signature spoils a certificate, though the others be enough: an honest one has none. */
async function checkSignatures(certificate, chainId, { members }) {
  const vote = signedBytes(
    certificate.mode === 'CFT' ? 'seal' : 'commit',
    concat(
      Uint8Array.of(0x05, 1), chainId, certificate.memberSetHash,
      u64(certificate.height), u64(certificate.view), certificate.blockHash));
  for (const { memberIndex, signature } of certificate.signatures) {
    require(
      memberIndex < members.length, 'UNKNOWN_SIGNER', `there is no member ${memberIndex} of ${members.length}`);
    require(
      await verifyMember(members[memberIndex], vote, signature),
      'BAD_SIGNATURE',
      `the signature of member ${memberIndex} does not fit`);
  }
}

function checkPolicy({ mode, signatures }, { leastMode = 'CFT', leastSignatures = 0 }) {
  require(
    leastMode === 'CFT' || mode === 'BFT', 'BELOW_POLICY', `the certificate is ${mode}, the policy asks for BFT`);
  require(
    signatures.length >= leastSignatures,
    'BELOW_POLICY',
    `${signatures.length} members signed, the policy asks for ${leastSignatures}`);
}
