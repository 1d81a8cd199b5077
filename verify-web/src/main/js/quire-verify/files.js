import { fromBase64, toBase64, toHex } from './bytes.js';
import { MalformedError, Refusal } from './errors.js';
import { parseJson } from './json.js';
import { MAX_SIZE, readProof } from './proofs.js';
import { entriesOf, isStateOf, roomForEntries } from './state.js';
import { blockHash } from './structures.js';

const READABLE = { receipt: ofReceipt, stateReceipt: ofState, headerProof: ofHeader };

/** Stands for a text whose wording is free. */
const ANY_TEXT = Symbol('any text');

/**
 * The receipt or proof in a file of either form; the first byte tells which it is.
 *
 * @param {Uint8Array} file
 * @throws {MalformedError} if it is none, or its readable part says something else than its bytes (section 8.4)
 */
export async function readFile(file) {
  if (file[0] !== 0x7b) {
    return readProof(file);
  }
  if (file.length > 4 * MAX_SIZE) {
    throw new MalformedError('the file is larger than any receipt or proof');
  }
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
  } catch (error) {
    throw new MalformedError('JSON: the file is not UTF-8', { cause: error });
  }
  const json = parseJson(text);
  const kind = Object.keys(READABLE).find((name) => typeof json.get(name) === 'string');
  if (kind === undefined) {
    throw new MalformedError('JSON: there is no receipt, stateReceipt or headerProof in it');
  }
  const proof = readProof(decoded(json.get(kind)));
  if (proof.kind !== kind || !says(json, await READABLE[kind](proof))) {
    throw new MalformedError(`JSON: what stands beside ${kind} is not what its bytes say, or not all of it`);
  }
  return proof;
}

function decoded(base64) {
  try {
    return fromBase64(base64);
  } catch (error) {
    throw new MalformedError('JSON: the bytes are no base64', { cause: error });
  }
}

function ofReceipt({ encoded, resultLeaf, header, anchor }) {
  return {
    txId: toHex(resultLeaf.txId),
    height: header.height,
    index: BigInt(resultLeaf.index),
    outcome: resultLeaf.outcomeCode === 0 ? 'APPLIED' : 'REFUSED',
    outcomeCode: BigInt(resultLeaf.outcomeCode),
    anchorHeight: anchor.header.height,
    receipt: toBase64(encoded),
  };
}

async function ofState({ encoded, questions, stateProof, header, anchor }) {
  const proven = await isStateOf(stateProof, header.stateRoot);
  const room = roomForEntries();
  return {
    height: header.height,
    time: header.timeMicros,
    stateRoot: toHex(header.stateRoot),
    anchorHeight: anchor.header.height,
    answers: questions.map((question) => ({
      ...asked(question),
      ...(proven ? answer(stateProof, question, room) : {}),
    })),
    stateReceipt: toBase64(encoded),
  };
}

function asked({ single, from, to }) {
  return single ? { fullKey: toHex(from) } : { from: toHex(from), ...(to === null ? {} : { to: toHex(to) }) };
}

function answer(stateProof, question, room) {
  try {
    const entries = entriesOf(stateProof, question, room);
    return question.single
      ? { present: entries.length > 0, ...(entries.length > 0 ? value(entries[0]) : {}) }
      : { entries: entries.map((entry) => ({ fullKey: toHex(entry.fullKey), ...value(entry) })) };
  } catch (error) {
    if (error instanceof Refusal) {
      return { problem: ANY_TEXT };
    }
    throw error;
  }
}

function value({ value: bytes, valueHash }) {
  return bytes === null ? { valueHash: toHex(valueHash) } : { value: toHex(bytes) };
}

async function ofHeader({ encoded, header, anchor }) {
  return {
    height: header.height,
    hash: toHex(await blockHash(header)),
    anchorHeight: anchor.header.height,
    anchorHash: toHex(await blockHash(anchor.header)),
    headerProof: toBase64(encoded),
  };
}

/** Does what was read say just what is expected, whatever the order of names? */
function says(read, expected) {
  if (expected === ANY_TEXT) {
    return typeof read === 'string';
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(read) && read.length === expected.length && expected.every((part, i) => says(read[i], part))
    );
  }
  if (typeof expected === 'object') {
    const names = Object.keys(expected);
    return (
      read instanceof Map && read.size === names.length && names.every((name) => says(read.get(name), expected[name]))
    );
  }
  return read === expected;
}
