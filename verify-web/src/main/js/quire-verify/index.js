/**
 * Verifies receipts and proofs of a Quire ledger in a browser, as docs/spec/formats.md says. No dependency, no network.
 *
 *     const trusted = readMembersFile(text);
 *     const proof = await readFile(bytes);
 *     const verdict = await verify(proof, trusted.set, { chainId: trusted.chainId, leastMode: 'BFT' });
 */
export { readFile } from './files.js';
export { GENESIS_TAG, readGenesis } from './genesis.js';
export { readMembersFile } from './members.js';
export { readProof } from './proofs.js';
export { verify } from './verify.js';
export { MalformedError, UnsupportedError, REASONS } from './errors.js';
