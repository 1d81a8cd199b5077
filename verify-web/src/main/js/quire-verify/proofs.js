import { Reader } from './canonical.js';
import { MalformedError } from './errors.js';
import { MAX_PROOF_SIZE, readQuestion, readStateProof } from './state.js';
import {
  MAX_CERTIFICATE_SIZE,
  MAX_HEADER_SIZE,
  MAX_MEMBER_SET_SIZE,
  MAX_TRANSACTION_SIZE,
  RESULT_LEAF_SIZE,
  readCertificate,
  readHeader,
  readMemberSet,
  readResultLeaf,
  readTransaction,
} from './structures.js';

/** Receipts and proofs as their canonical bytes stand for them (section 8.1). They say nothing until verified. */

const MAX_PATH_LENGTH = 63;
const MAX_STEPS = 128;
const MAX_QUESTIONS = 1000;
const MAX_STEP_SIZE = 12 + MAX_HEADER_SIZE + MAX_CERTIFICATE_SIZE + MAX_MEMBER_SET_SIZE;
const MAX_ANCHOR_SIZE =
  16 + MAX_HEADER_SIZE + MAX_CERTIFICATE_SIZE + MAX_PATH_LENGTH * 32 + MAX_STEPS * MAX_STEP_SIZE;

/** No proof has more bytes. */
export const MAX_SIZE = 64 + MAX_QUESTIONS * 141 + MAX_PROOF_SIZE + MAX_HEADER_SIZE + MAX_ANCHOR_SIZE;

const READERS = new Map([[0x11, readReceipt], [0x13, readStateReceipt], [0x16, readHeaderProof]]);

/** Reads whichever it is by its first byte. @throws {MalformedError} if it is none */
export function readProof(bytes) {
  const read = READERS.get(bytes[0]);
  if (read === undefined || bytes.length > MAX_SIZE) {
    throw new MalformedError('these bytes are no receipt and no proof');
  }
  return { encoded: bytes, ...read(bytes) };
}

function readReceipt(bytes) {
  const from = Reader.structure('receipt', bytes, 0x11);
  const receipt = {
    kind: 'receipt',
    transaction: readTransaction(from.bytes(MAX_TRANSACTION_SIZE)),
    index: from.u32(),
    resultLeaf: readResultLeaf(from.bytes(RESULT_LEAF_SIZE)),
    txPath: readPath(from),
    resultPath: readPath(from),
    header: readHeader(from.bytes(MAX_HEADER_SIZE)),
    anchor: readAnchor(from.bytes(MAX_ANCHOR_SIZE)),
  };
  from.end();
  return receipt;
}

function readStateReceipt(bytes) {
  const from = Reader.structure('state receipt', bytes, 0x13);
  const count = from.count16(MAX_QUESTIONS);
  if (count === 0) {
    throw from.malformed('nothing is asked');
  }
  const receipt = {
    kind: 'stateReceipt',
    questions: from.list(count, readQuestion),
    stateProof: readStateProof(from.bytes(MAX_PROOF_SIZE)),
    header: readHeader(from.bytes(MAX_HEADER_SIZE)),
    anchor: readAnchor(from.bytes(MAX_ANCHOR_SIZE)),
  };
  from.end();
  return receipt;
}

function readHeaderProof(bytes) {
  const from = Reader.structure('header proof', bytes, 0x16);
  const proof = {
    kind: 'headerProof',
    header: readHeader(from.bytes(MAX_HEADER_SIZE)),
    anchor: readAnchor(from.bytes(MAX_ANCHOR_SIZE)),
    consistencyPath: readPath(from),
  };
  from.end();
  return proof;
}

function readAnchor(bytes) {
  const from = Reader.structure('anchor', bytes, 0x12);
  const anchor = {
    header: readHeader(from.bytes(MAX_HEADER_SIZE)),
    certificate: readCertificate(from.bytes(MAX_CERTIFICATE_SIZE)),
    historyPath: readPath(from),
    steps: from.list(from.count16(MAX_STEPS), () => ({
      header: readHeader(from.bytes(MAX_HEADER_SIZE)),
      certificate: readCertificate(from.bytes(MAX_CERTIFICATE_SIZE)),
      newSet: readMemberSet(from.bytes(MAX_MEMBER_SET_SIZE)),
    })),
  };
  from.end();
  return anchor;
}

function readPath(from) {
  return from.list(from.count16(MAX_PATH_LENGTH), () => from.hash());
}
