import { fromBase64, fromHex, toHex, utf8 } from './quire-verify/bytes.js';
import { isInPrimeSubgroup, verifyMember } from './quire-verify/ed25519.js';
import { MalformedError, readFile, readGenesis, readMembersFile, readProof, verify } from './quire-verify/index.js';
import { leafHash, verifyConsistency, verifyInclusion } from './quire-verify/merkle.js';
import { pathOf } from './quire-verify/state.js';

/*
 * The vectors that the Java implementation is held to. Every check is {name, expected, found}; who calls compares.
 * `load` gives the JSON document of that name, or null where it is not there.
 */

export async function runVectors(load) {
  const checks = [];
  const check = async (name, expected, find) => {
    const found = await Promise.resolve().then(find).catch((error) => `${error}`);
    checks.push({ name, expected: `${expected}`, found: `${found}` });
  };
  await proofs(check, await load('spec/proofs.json'));
  await formats(check, await load('spec/formats.json'));
  await sharedTrees(check, load);
  await sharedSignatures(check, await load('shared/wycheproof/ed25519_odd.json'));
  await memberFiles(check, await load('spec/proofs.json'));
  return checks;
}

async function proofs(check, { 'members file': text, cases }) {
  const trusted = readMembersFile(text);
  const answer = async (one, read) => {
    const policy = {
      chainId: trusted.chainId, leastMode: one['least mode'], leastSignatures: one['least signatures'],
    };
    try {
      const verdict = await verify(await read(), trusted.set, policy);
      return verdict.valid ? 'VALID' : verdict.reason;
    } catch (error) {
      return error instanceof MalformedError ? 'MALFORMED' : error;
    }
  };
  for (const one of cases) {
    const bytes = fromHex(one.bytes);
    await check(`${one.case}, binary`, one.answer, () => answer(one, () => readFile(bytes)));
    if (one.json !== undefined) {
      await check(`${one.case}, JSON`, 'VALID', () => answer(one, () => readFile(utf8(one.json))));
      await changedJson(check, one, (text) => answer(one, () => readFile(utf8(text))));
    }
  }
}

/** Another order and blanks say the same; anything else beside the bytes is refused. */
async function changedJson(check, one, answer) {
  const json = one.json;
  await check(`${one.case}, blanks`, 'VALID', () => answer(json.replaceAll('":', '" :\n ').replaceAll(',"', ' ,\t"')));
  const height = /"height":(\d+)/.exec(json)[1];
  const changes = {
    'a name more': json.replace('{', '{"more":1,'),
    'a name twice': json.replace('{', `{"height":${height},`),
    'another number': json.replace(/"height":\d+/, `"height":${Number(height) + 1}`),
    'a rounded number': json.replace(/"height":\d+/, `"height":${height}.0`),
    'a text for a number': json.replace(/"height":\d+/, `"height":"${height}"`),
    'a name less': json.replace(/"height":\d+,/, ''),
    'a blank in the bytes': json.replace(/"([\w+/=]{100})/, '"$1 '),
    'something behind': `${json}x`,
    'cut off': json.slice(0, -1),
  };
  for (const [name, changed] of Object.entries(changes)) {
    await check(`${one.case}, ${name}`, 'MALFORMED', () => (changed === json ? 'not changed' : answer(changed)));
  }
}

async function formats(check, { signatures, state, structures, receipt }) {
  for (const one of signatures) {
    await check(`rule M: ${one.case}`, one['rule M'], () =>
      verifyMember(fromHex(one.key), fromHex(one.message), fromHex(one.signature)));
  }
  for (const one of state['roots after each put']) {
    await check(`path of ${one['full key']}`, one.path, () => pathOf(fromHex(one['full key'])));
  }
  const trusted = readMembersFile(receipt['members file']);
  await check('the receipt of formats.json', true, async () =>
    (await verify(readProof(fromHex(structures.receipt.encoded)), trusted.set, trusted)).valid);
  await genesis(check, structures);
}

async function genesis(check, { genesis: { encoded }, receipt }) {
  await check('the receipt of formats.json under its genesis', true, async () =>
    (await verify(readProof(fromHex(receipt.encoded)), readGenesis(fromHex(encoded)).set)).valid);
  const changes = {
    'cut off': encoded.slice(0, -2),
    'a byte too many': `${encoded}00`,
    'a tiny block': encoded.replace('003c0000', '00000001'),
    'a plugin 0': encoded.replace('000700000003', '000000000003'),
    'no UTF-8': encoded.replace('766563746f7273', 'ff6563746f7273'),
  };
  for (const [name, changed] of Object.entries(changes)) {
    await check(`genesis, ${name}`, 'MalformedError', () => {
      try {
        return readGenesis(fromHex(changed));
      } catch (error) {
        return error.name;
      }
    });
  }
}

async function sharedTrees(check, load) {
  const tree = await load('shared/merkle/rfc6962-reference-tree.json');
  if (tree === null) {
    return;
  }
  const leaves = await Promise.all(tree.leafInputs.map((leaf) => leafHash(fromHex(leaf))));
  const root = (size) => fromHex(tree.rootsBySize[size]);
  for (const { index, size, path } of tree.inclusion) {
    await check(`leaf ${index} of ${size}`, true, () =>
      verifyInclusion(leaves[index], BigInt(index), BigInt(size), root(size), path.map(fromHex)));
  }
  for (const { size1, size2, proof } of tree.consistency) {
    await check(`${size1} begins ${size2}`, true, () =>
      verifyConsistency(BigInt(size1), BigInt(size2), root(size1), root(size2), proof.map(fromHex)));
  }
  for (const one of await load('shared/merkle/transparency-inclusion.json')) {
    await check(one.file, !one.wantErr, () => wellFormed(one, one.root, one.leafHash) && verifyInclusion(
      fromBase64(one.leafHash), BigInt(one.leafIdx), BigInt(one.treeSize), fromBase64(one.root),
      (one.proof ?? []).map(fromBase64)));
  }
  for (const one of await load('shared/merkle/transparency-consistency.json')) {
    await check(one.file, !one.wantErr, () => wellFormed(one, one.root1, one.root2) && verifyConsistency(
      BigInt(one.size1), BigInt(one.size2), fromBase64(one.root1), fromBase64(one.root2),
      (one.proof ?? []).map(fromBase64)));
  }
}

/** Hashes of another length have no form in a proof: they are refused when read. */
function wellFormed({ proof }, ...hashes) {
  return [...hashes, ...(proof ?? [])].every((text) => text !== null && fromBase64(text).length === 32);
}

async function sharedSignatures(check, document) {
  for (const { publicKey, tests } of document?.testGroups ?? []) {
    for (const { tcId, msg, sig, result } of tests) {
      await check(`public signature ${tcId}`, result === 'valid', () =>
        verifyMember(fromHex(publicKey.pk), fromHex(msg), fromHex(sig)));
    }
  }
  const zeros = '00'.repeat(31);
  for (const [name, key] of [['identity', `01${zeros}`], ['order 4', `00${zeros}`], ['off the curve', `02${zeros}`]]) {
    await check(`no member key: ${name}`, false, () => isInPrimeSubgroup(fromHex(key)));
  }
}

async function memberFiles(check, { 'members file': text }) {
  const [first, chain, mode, member, ...more] = text.trimEnd().split('\n');
  const read = (...lines) => {
    try {
      const { set, names, chainId } = readMembersFile(lines.join('\n'));
      return [toHex(chainId).length, set.mode, set.members.length, names.size].join();
    } catch (error) {
      return error.name;
    }
  };
  await check('members file', `64,BFT,${more.length + 1},${more.length + 1}`, () => read(text));
  await check('members file, any order and notes', '64,BFT,2,2', () =>
    read('# for people', '', first, `  ${chain}\r`, mode, more[0], member.toUpperCase().replace('MEMBER', 'member')));
  await check('members file, no members', 'MalformedError', () => read(first, chain, mode));
  await check('members file, a member twice', 'MalformedError', () => read(first, chain, mode, member, member));
  await check('members file, no name', 'MalformedError', () => read(first, chain, mode, member.slice(0, 71)));
  await check('members file, another mode', 'MalformedError', () => read(first, chain, 'mode XFT', member));
  await check('members file, another version', 'MalformedError', () => read('quire-members 2', chain, mode, member));
}
