import { fromHex } from './bytes.js';
import { MalformedError } from './errors.js';
import { MAX_MEMBERS, memberSetOf } from './structures.js';

const MAX_LENGTH = 64 * 1024;
const MAX_NAME_LENGTH = 100;
const FIRST_LINE = 'quire-members 1';

/**
 * Reads a members file (section 8.3), which tells whom to trust.
 *
 * @param {string} text
 * @returns {chainId, set: {mode, members}, names}: names by key in hexadecimal
 * @throws {MalformedError}
 */
export function readMembersFile(text) {
  if (text.length > MAX_LENGTH) {
    throw malformed(`${text.length} characters are above the limit ${MAX_LENGTH}`);
  }
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines[0] !== FIRST_LINE) {
    throw malformed(`the first line must be: ${FIRST_LINE}`);
  }
  const [, chain] = matched(lines[1], /^chain +([0-9a-f]{64})$/i, 'chain, then 64 hexadecimal digits');
  const [, mode] = matched(lines[2], /^mode +(CFT|BFT)$/, 'mode, then CFT or BFT');
  const names = new Map();
  for (const line of lines.slice(3)) {
    const [, key, name] = matched(line, /^member +([0-9a-f]{64})\s*(\P{Cc}+)$/iu, 'member, its key and its name');
    if (name.length > MAX_NAME_LENGTH || names.has(key.toLowerCase())) {
      throw malformed(`a name is too long, or a member is there twice: ${line}`);
    }
    names.set(key.toLowerCase(), name);
  }
  if (names.size === 0 || names.size > MAX_MEMBERS) {
    throw malformed(`it names ${names.size} members: there must be 1 to ${MAX_MEMBERS}`);
  }
  return { chainId: fromHex(chain), set: memberSetOf(mode, names.keys()), names };
}

function matched(line, pattern, expected) {
  const found = pattern.exec(line ?? '');
  if (found === null) {
    throw malformed(`a line is expected that says: ${expected}; not: ${line ?? 'its end'}`);
  }
  return found;
}

function malformed(why) {
  return new MalformedError(`members file: ${why}`);
}
