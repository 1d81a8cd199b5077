import { equal } from './bytes.js';
import { sha256 } from './hash.js';

/*
 * Paths of RFC 9162 trees (section 2.1 there). Sizes and indexes are BigInts of 0 to 2^63 - 1. The length that a path
 * must have follows from them and is compared before anything is hashed.
 */

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

export function leafHash(leaf) {
  return sha256(LEAF_PREFIX, leaf);
}

/** Is the leaf with this hash at {@code index} of the tree? (Section 2.1.3.2.) */
export async function verifyInclusion(hash, index, size, root, path) {
  if (index < 0n || index >= size || path.length !== inclusionLength(index, size)) {
    return false;
  }
  let folded = hash;
  for (const { sibling, left } of turns(index, size - 1n, path)) {
    folded = await (left ? node(sibling, folded) : node(folded, sibling));
  }
  return equal(folded, root);
}

/** Does the second tree begin with the first? Nothing is ever shown of an empty first tree. (Section 2.1.4.2.) */
export async function verifyConsistency(firstSize, secondSize, firstRoot, secondRoot, path) {
  if (firstSize < 1n || firstSize > secondSize) {
    return false;
  }
  if (firstSize === secondSize) {
    return path.length === 0 && equal(firstRoot, secondRoot);
  }
  const perfect = trailingZeros(firstSize);
  const firstIsNode = bitCount(firstSize) === 1;
  if (path.length !== inclusionLength(firstSize - 1n, secondSize) - perfect + (firstIsNode ? 0 : 1)) {
    return false;
  }
  let first = firstIsNode ? firstRoot : path[0];
  let second = first;
  const shift = BigInt(perfect);
  const rest = firstIsNode ? path : path.slice(1);
  for (const { sibling, left } of turns((firstSize - 1n) >> shift, (secondSize - 1n) >> shift, rest)) {
    first = left ? await node(sibling, first) : first;
    second = await (left ? node(sibling, second) : node(second, sibling));
  }
  return equal(first, firstRoot) && equal(second, secondRoot);
}

/** Each hash of a path from bottom to top, and whether it stands to the left. */
function* turns(position, last, path) {
  for (const sibling of path) {
    const left = (position & 1n) === 1n || position === last;
    if (left) {
      // An odd last node goes up as it is: levels without a sibling have no hash in the path.
      const up = (position & 1n) === 1n ? 0n : BigInt(trailingZeros(position));
      position >>= up;
      last >>= up;
    }
    yield { sibling, left };
    position >>= 1n;
    last >>= 1n;
  }
}

function node(left, right) {
  return sha256(NODE_PREFIX, left, right);
}

/** Siblings up to where leaf and last leaf part, then one for each left turn of the right border above. */
function inclusionLength(index, size) {
  const inner = bitLength(index ^ (size - 1n));
  return inner + bitCount(index >> BigInt(inner));
}

function bitLength(value) {
  return value === 0n ? 0 : value.toString(2).length;
}

function bitCount(value) {
  return value.toString(2).replaceAll('0', '').length;
}

function trailingZeros(value) {
  return bitLength(value & -value) - 1;
}
