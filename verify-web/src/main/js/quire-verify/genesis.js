import { Reader } from './canonical.js';
import { MalformedError } from './errors.js';
import { MAX_MEMBER_SET_SIZE, readMemberSet } from './structures.js';

/** The first byte of a genesis document; no members file begins with it. */
export const GENESIS_TAG = 0x09;

const MAX_NAME_SIZE = 64;
const MAX_PARAMETERS_SIZE = 64;
const MOST_PLUGINS = 63;
const MAX_PAYLOAD_SIZE = 1024 * 1024;
const BLOCK_BYTES = [278528, 16777216];
const BLOCK_TRANSACTIONS = [1, 100000];

/**
 * Reads a genesis document (section 6.5), whose members can be trusted instead of a members file's. It does not tell the
 * chain's id.
 *
 * @returns {chainId: null, set: {mode, members}, names}: names without any
 * @throws {MalformedError}
 */
export function readGenesis(bytes) {
  const from = Reader.structure('genesis', bytes, GENESIS_TAG);
  checkText(from.bytes(MAX_NAME_SIZE));
  from.u64();
  from.fixed(16);
  const set = readMemberSet(from.bytes(MAX_MEMBER_SET_SIZE));
  checkParameters(from.bytes(MAX_PARAMETERS_SIZE));
  let last = 0;
  from.list(from.count16(MOST_PLUGINS), () => {
    const id = from.u16();
    if (id <= last || from.u32() < 1) {
      throw from.malformed('plugins must ascend by id and have a version');
    }
    last = id;
    from.bytes(MAX_PAYLOAD_SIZE);
  });
  from.end();
  return { chainId: null, set, names: new Map() };
}

function checkText(name) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(name);
  } catch (error) {
    throw new MalformedError('genesis: the name is not UTF-8', { cause: error });
  }
}

function checkParameters(bytes) {
  const from = Reader.structure('parameters', bytes, 0x08);
  const maxValidity = from.u64();
  const within = (value, [least, most]) => value >= least && value <= most;
  if (maxValidity < 1n || !within(from.u32(), BLOCK_BYTES) || !within(from.u32(), BLOCK_TRANSACTIONS)) {
    throw from.malformed('a number is outside of its bounds');
  }
  from.u64();
  from.u64();
  from.end();
}
