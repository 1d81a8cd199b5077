import { equal, u16, u32 } from './bytes.js';
import { Reader } from './canonical.js';
import { require } from './errors.js';
import { domainHash } from './hash.js';
import { describeKey } from './structures.js';

/*
 * The state tree and its pruned proofs (section 7.3). A path is a text of zeros and ones: texts are ordered as paths are,
 * a prefix first.
 */

export const MAX_PROOF_SIZE = 16 * 1024 * 1024;

const MAX_ENTRIES = 2 ** 20;
const MAX_FULL_KEY_SIZE = 66;
const MAX_PREFIX_LENGTH = 9 * MAX_FULL_KEY_SIZE;
const [EMPTY, PRUNED, LEAF, OPEN_LEAF, INNER] = [0, 1, 2, 3, 4];
const [ONE_KEY, BETWEEN, TO_THE_END] = [1, 2, 3];

export function readFullKey(from) {
  const fullKey = from.bytes(MAX_FULL_KEY_SIZE);
  if (fullKey.length < 2) {
    throw from.malformed('a full key has at least 2 bytes');
  }
  return fullKey;
}

/** For each byte a one and its eight bits, then a zero. */
export function pathOf(fullKey) {
  return Array.from(fullKey, (byte) => `1${byte.toString(2).padStart(8, '0')}`).join('') + '0';
}

/** What is asked of the state: one key, or all keys of an interval, with or without an end. */
export function readQuestion(from) {
  const kind = from.u8();
  if (![ONE_KEY, BETWEEN, TO_THE_END].includes(kind)) {
    throw from.malformed(`no question is of kind ${kind}`);
  }
  const first = readFullKey(from);
  const end = kind === BETWEEN ? readFullKey(from) : null;
  const question = {
    single: kind === ONE_KEY,
    from: first,
    to: end,
    fromPath: pathOf(first),
    toPath: end && pathOf(end),
  };
  if (end !== null && question.fromPath >= question.toPath) {
    throw from.malformed('a range ends where it begins, or before: nothing is asked');
  }
  return question;
}

/** Can a path that starts with {@code place} be an answer? */
function touches({ single, fromPath, toPath }, place) {
  return fromPath.startsWith(place) || (!single && place > fromPath && (toPath === null || place < toPath));
}

/** The tree of nodes that the canonical bytes of a state proof stand for. It proves nothing yet. */
export function readStateProof(bytes) {
  const from = Reader.structure('state proof', bytes, 0x15);
  const root = readNode(from, '');
  from.end();
  return root;
}

/** Every inner node makes the place longer, so the recursion is no deeper than the longest path. */
function readNode(from, place) {
  const kind = from.u8();
  switch (kind) {
    case EMPTY:
      return checked(from, place === '', { kind });
    case PRUNED:
      return { kind, hash: from.hash() };
    case LEAF:
      return readLeaf(from, place, () => ({ kind, value: null, valueHash: from.hash() }));
    case OPEN_LEAF:
      return readLeaf(from, place, () => ({ kind, value: from.bytes(MAX_PROOF_SIZE) }));
    case INNER: {
      const prefix = place + readBits(from, MAX_PREFIX_LENGTH - place.length);
      return { kind, prefix, left: readNode(from, `${prefix}0`), right: readNode(from, `${prefix}1`) };
    }
    default:
      throw from.malformed(`no node is of kind ${kind}`);
  }
}

function readLeaf(from, place, rest) {
  const fullKey = readFullKey(from);
  const path = pathOf(fullKey);
  return checked(from, path.startsWith(place), { fullKey, path, ...rest() });
}

function readBits(from, max) {
  const length = from.u16();
  if (length > max) {
    throw from.malformed(`${length} bits make the prefix longer than any key`);
  }
  const digits = Array.from(from.fixed(Math.ceil(length / 8)), (byte) => byte.toString(2).padStart(8, '0')).join('');
  if (digits.slice(length).includes('1')) {
    throw from.malformed('the padding of a prefix is not zero');
  }
  return digits.slice(0, length);
}

function checked(from, stands, node) {
  if (!stands) {
    throw from.malformed('a node stands where it cannot be');
  }
  return node;
}

/** Is this the proof of a state with that root? It also fills in the value hashes. */
export async function isStateOf(root, stateRoot) {
  return equal(await hashOf(root), stateRoot);
}

async function hashOf(node) {
  switch (node.kind) {
    case EMPTY:
      return domainHash('state-empty');
    case PRUNED:
      return node.hash;
    case INNER:
      return domainHash(
        'state-node', u16(node.prefix.length), packed(node.prefix), await hashOf(node.left), await hashOf(node.right));
    default:
      node.valueHash ??= await domainHash('value', node.value);
      return domainHash('state-leaf', u32(node.fullKey.length), node.fullKey, node.valueHash);
  }
}

function packed(bits) {
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2));
}

/** How many entries all answers of one receipt may have: a proof has no room for more, but questions may overlap. */
export function roomForEntries() {
  return { left: MAX_ENTRIES };
}

/**
 * All that the state has of what is asked, in order.
 *
 * @throws {Refusal} NOT_COVERED if the proof leaves it open, or there is no room left for so many entries
 */
export function entriesOf(root, question, room) {
  const found = [];
  collect(root, '', question, room, found);
  return found;
}

function collect(node, place, question, room, found) {
  if (!touches(question, place)) {
    return;
  }
  require(node.kind !== PRUNED, 'NOT_COVERED', `the proof does not cover ${describe(question)}`);
  if (node.kind === INNER) {
    if (touches(question, node.prefix)) {
      collect(node.left, `${node.prefix}0`, question, room, found);
      collect(node.right, `${node.prefix}1`, question, room, found);
    }
  } else if (node.kind !== EMPTY && touches(question, node.path)) {
    const { fullKey, value, valueHash } = node;
    require(room.left-- > 0, 'NOT_COVERED', `there are too many entries to answer ${describe(question)}`);
    found.push({ fullKey, value, valueHash });
  }
}

function describe({ single, from, to }) {
  return single ? `key ${describeKey(from)}` : `keys from ${describeKey(from)}${to ? ` to ${describeKey(to)}` : ''}`;
}
