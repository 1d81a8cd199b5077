import { compare, concat, fromHex, toHex, u16 } from './bytes.js';
import { Reader } from './canonical.js';
import { domainHash } from './hash.js';

/** The structures of sections 3 to 6, as far as a verifier needs them. Heights and times are BigInts. */

export const MAX_TRANSACTION_SIZE = 256 * 1024;
export const MAX_HEADER_SIZE = 4096;
export const MAX_MEMBERS = 100;
export const MAX_CERTIFICATE_SIZE = 100 + MAX_MEMBERS * 66;
export const MAX_MEMBER_SET_SIZE = 5 + MAX_MEMBERS * 32;
export const RESULT_LEAF_SIZE = 138;

const MODES = new Map([[1, 'CFT'], [2, 'BFT']]);
const TRANSACTION_OVERHEAD = 160;
const SIGNATURE_SIZE = 64;
const MAX_PLUGINS = 64;
const MAX_EXTENSIONS_SIZE = 1024;

export function readTransaction(bytes) {
  const from = Reader.structure('transaction', bytes, 0x01);
  const transaction = {
    encoded: bytes,
    chainId: from.hash(),
    pluginId: from.u16(),
    validUntilMicros: from.u64(),
    nonce: from.fixed(16),
    sender: from.fixed(32),
    payload: from.bytes(MAX_TRANSACTION_SIZE - TRANSACTION_OVERHEAD),
    signature: from.fixed(SIGNATURE_SIZE),
  };
  from.end();
  return transaction;
}

export function transactionId(transaction) {
  return domainHash('transaction-id', transaction.encoded.subarray(0, -SIGNATURE_SIZE));
}

export function readHeader(bytes) {
  const from = Reader.structure('block header', bytes, 0x02);
  const header = {
    encoded: bytes,
    chainId: from.hash(),
    height: from.u64(),
    timeMicros: from.u64(),
    previousHash: from.hash(),
    lastCertHeight: from.u64(),
    lastCertHash: from.hash(),
    proposer: from.fixed(32),
    txRoot: from.hash(),
    txCount: from.u32(),
    resultRoot: from.hash(),
    stateRoot: from.hash(),
    historyRoot: from.hash(),
    memberSetHash: from.hash(),
    nextMemberSetHash: from.hash(),
    parametersHash: from.hash(),
    pluginVersions: from.list(from.count16(MAX_PLUGINS), () => ({ pluginId: from.u16(), version: from.u32() })),
    extensions: from.bytes(MAX_EXTENSIONS_SIZE),
  };
  from.end();
  requireAscending(from, header.pluginVersions.map(({ pluginId }) => pluginId), 'plugin versions');
  if (header.pluginVersions.some(({ version }) => version < 1)) {
    throw from.malformed('a plugin has version 0');
  }
  return header;
}

export function blockHash(header) {
  return domainHash('block', header.encoded);
}

/** The chain that a header is of: block 0 has no chain id but is what it is the hash of. */
export async function chainIdOf(header) {
  return header.height === 0n ? blockHash(header) : header.chainId;
}

export function readResultLeaf(bytes) {
  const from = Reader.structure('result leaf', bytes, 0x06);
  const leaf = {
    encoded: bytes,
    index: from.u32(),
    txId: from.hash(),
    outcomeCode: from.u32(),
    outputHash: from.hash(),
    eventsHash: from.hash(),
    writeDigest: from.hash(),
  };
  from.end();
  return leaf;
}

export function readCertificate(bytes) {
  const from = Reader.structure('certificate', bytes, 0x04);
  const certificate = {
    mode: readMode(from),
    height: from.u64(),
    blockHash: from.hash(),
    view: from.u64(),
    memberSetHash: from.hash(),
    signatures: from.list(from.count16(MAX_MEMBERS), () => ({
      memberIndex: from.u16(),
      signature: from.fixed(SIGNATURE_SIZE),
    })),
  };
  from.end();
  const indexes = certificate.signatures.map(({ memberIndex }) => memberIndex);
  requireAscending(from, indexes, 'signatures');
  if (indexes.some((index) => index >= MAX_MEMBERS)) {
    throw from.malformed(`no set has a member ${Math.max(...indexes)}`);
  }
  return certificate;
}

export function readMemberSet(bytes) {
  const from = Reader.structure('member set', bytes, 0x07);
  const mode = readMode(from);
  const members = from.list(from.count16(MAX_MEMBERS), () => from.fixed(32));
  from.end();
  if (members.length === 0 || members.some((key, i) => i > 0 && compare(members[i - 1], key) >= 0)) {
    throw from.malformed('members must be at least one, distinct and ascending');
  }
  return { mode, members };
}

/** @param {Iterable<string>} keys in hexadecimal, distinct, in any order */
export function memberSetOf(mode, keys) {
  return { mode, members: [...keys].sort().map(fromHex) };
}

export function memberSetHash({ mode, members }) {
  const number = [...MODES.keys()].find((key) => MODES.get(key) === mode);
  return domainHash('member-set', Uint8Array.of(0x07, 1, number), u16(members.length), concat(...members));
}

/** How many members must sign: a majority (CFT), or all but a third (BFT). */
export function quorum({ mode, members: { length } }) {
  return mode === 'CFT' ? Math.floor(length / 2) + 1 : length - Math.floor((length - 1) / 3);
}

/** A full key as people read it: the plugin's number and the plugin's key. */
export function describeKey(fullKey) {
  return `${(fullKey[0] << 8) | fullKey[1]}/${toHex(fullKey.subarray(2))}`;
}

function readMode(from) {
  const mode = MODES.get(from.u8());
  if (mode === undefined) {
    throw from.malformed('the mode is neither 1 (CFT) nor 2 (BFT)');
  }
  return mode;
}

function requireAscending(from, numbers, what) {
  if (numbers.some((number, i) => i > 0 && numbers[i - 1] >= number)) {
    throw from.malformed(`${what} must ascend`);
  }
}
