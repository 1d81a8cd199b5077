import { fromHex } from './quire-verify/bytes.js';

/*
 * Uses the page that `?page=` names as a person does, on a narrow screen: chooses files, drops files, tightens the policy.
 * Reports {name, expected, found} for each step.
 */

const PHONE_WIDTH_PIXELS = 320;
const MOST_WAITS = 1500;
const WAIT_MILLIS = 20;

const checks = [];
const check = (name, expected, found) => checks.push({ name, expected: `${expected}`, found: `${found}` });
const pause = () => new Promise((resolve) => setTimeout(resolve, WAIT_MILLIS));

async function open(page) {
  const frame = document.createElement('iframe');
  frame.width = PHONE_WIDTH_PIXELS;
  frame.height = 640;
  frame.src = page;
  document.body.append(frame);
  await new Promise((resolve) => (frame.onload = resolve));
  return frame.contentWindow;
}

function choose(window, id, text) {
  const input = window.document.getElementById(id);
  input.files = filesOf(text).files;
  input.dispatchEvent(new Event('change'));
}

function filesOf(...texts) {
  const list = new DataTransfer();
  texts.forEach((text, i) => list.items.add(new File([text], `file${i}`)));
  return list;
}

/** The state that the verdict comes to, and its words. */
async function verdict(window) {
  const place = window.document.getElementById('verdict');
  for (let waits = 0; waits < MOST_WAITS && place.dataset.state === 'waiting'; waits++) {
    await pause();
  }
  return { state: place.dataset.state, words: place.textContent };
}

async function files(window, { members, receipt, state, foreign }) {
  choose(window, 'proof', receipt);
  check('without members nothing is judged', 'waiting', window.document.getElementById('verdict').dataset.state);
  choose(window, 'members', members);
  const valid = await verdict(window);
  check('a receipt is valid', 'valid', valid.state);
  check('its outcome stands there', true, valid.words.includes('applied'));
  check('its signers have names', true, valid.words.includes('Member 0'));

  choose(window, 'proof', receipt.replace('APPLIED', 'REFUSED'));
  check('a changed receipt is not', 'invalid', (await verdict(window)).state);
  choose(window, 'proof', state);
  check('state is shown', true, (await verdict(window)).words.includes('is present'));
  choose(window, 'members', foreign);
  const other = await verdict(window);
  check('nor is it under other members', 'invalid', other.state);
  check('which is said', true, other.words.includes('FOREIGN_CHAIN'));
  choose(window, 'members', 'not a members file');
  check('without a members file there is no verdict', 'unjudged', (await verdict(window)).state);
}

async function genesis(window, { genesisReceipt, genesis: document }) {
  choose(window, 'proof', genesisReceipt);
  choose(window, 'members', document);
  check('a genesis document tells whom to trust', 'valid', (await verdict(window)).state);
}

async function drops(window, { members, receipt }) {
  const dropped = new Event('drop', { bubbles: true, cancelable: true });
  dropped.dataTransfer = filesOf(members, receipt);
  window.document.body.dispatchEvent(dropped);
  await pause();
  check('both files can be dropped', 'valid', (await verdict(window)).state);

  const least = window.document.getElementById('least-signatures');
  least.value = '4';
  least.dispatchEvent(new Event('input'));
  check('the policy is heeded', true, (await verdict(window)).words.includes('BELOW_POLICY'));
  least.value = '0';
}

async function oldBrowser(window, { members, receipt }) {
  window.SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException('no', 'NotSupportedError'));
  choose(window, 'members', members);
  choose(window, 'proof', receipt);
  check('a browser without Ed25519 gives no verdict', 'unjudged', (await verdict(window)).state);
}

function access(window) {
  const { document: page } = window;
  const root = page.documentElement;
  check('nothing sticks out on a phone', true, root.scrollWidth <= root.clientWidth);
  for (const control of page.querySelectorAll('input, select')) {
    check(`${control.id} has a label`, 1, control.labels.length);
    check(`${control.id} is reached by keyboard`, true, control.tabIndex >= 0 && !control.disabled);
  }
  check('verdicts are read out', 'polite', page.getElementById('verdict').ariaLive);
}

async function givenFiles() {
  const { 'members file': members, cases } = await (await fetch('/vectors/spec/proofs.json')).json();
  const { structures } = await (await fetch('/vectors/spec/formats.json')).json();
  const json = (name) => cases.find((one) => one.case === name).json;
  return {
    members,
    receipt: json('receipt: applied, anchored at a later block'),
    state: json('state: present'),
    genesis: fromHex(structures.genesis.encoded),
    genesisReceipt: fromHex(structures.receipt.encoded),
    foreign: members.replace(/chain ./, (start) => `chain ${start.endsWith('0') ? '1' : '0'}`),
  };
}

async function run() {
  const page = new URLSearchParams(location.search).get('page');
  const given = await givenFiles();
  const window = await open(page);
  access(window);
  await files(window, given);
  access(window);
  await genesis(window, given);
  await drops(window, given);
  const fetched = window.performance.getEntriesByType('resource').filter(({ name }) => !/\.(js|css)$/.test(name));
  check('nothing but its own parts was fetched', '', fetched.map(({ name }) => name));
  await oldBrowser(window, given);
}

await run().catch((error) => check('all', 'no error', error.stack));
await fetch('/report', { method: 'POST', body: JSON.stringify(checks) });
