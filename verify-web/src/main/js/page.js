import {
  GENESIS_TAG,
  MalformedError,
  UnsupportedError,
  readFile,
  readGenesis,
  readMembersFile,
  verify,
} from './quire-verify/index.js';
import { plainWords } from './words.js';

/*
 * The page's only script: reads the two files that a person chose, and shows the verdict. Text of a file reaches the
 * page as text alone, never as HTML.
 */

const MEMBERS_FILE_BEGINS = 'quire-members ';

const byId = (id) => document.getElementById(id);
const verdictPlace = byId('verdict');
const chosen = { proof: null, members: null };
let latest = 0;

for (const name of Object.keys(chosen)) {
  byId(name).addEventListener('change', ({ target }) => {
    chosen[name] = target.files[0] ?? null;
    judge();
  });
}
byId('least-mode').addEventListener('change', judge);
byId('least-signatures').addEventListener('input', judge);
document.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dropping');
});
document.addEventListener('dragleave', () => document.body.classList.remove('dropping'));
document.addEventListener('drop', async (event) => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  for (const file of [...event.dataTransfer.files]) {
    choose((await tellsWhomToTrust(file)) ? 'members' : 'proof', file);
  }
  judge();
});

async function tellsWhomToTrust(file) {
  const start = file.slice(0, MEMBERS_FILE_BEGINS.length);
  return (await start.text()) === MEMBERS_FILE_BEGINS || (await bytesOf(start))[0] === GENESIS_TAG;
}

async function bytesOf(blob) {
  return new Uint8Array(await blob.arrayBuffer());
}

/** Shows a dropped file's name where a person would have chosen it. */
function choose(name, file) {
  chosen[name] = file;
  const list = new DataTransfer();
  list.items.add(file);
  byId(name).files = list.files;
}

/** Judges what is chosen now. A slow answer to an earlier choice is not shown any more. */
async function judge() {
  const turn = ++latest;
  const { proof, members } = chosen;
  if (proof === null || members === null) {
    show('waiting', proof === null ? 'No receipt yet' : 'No members file yet', []);
    return;
  }
  show('waiting', 'Checking…', []);
  const outcome = await verdictOf(proof, members);
  if (turn === latest) {
    show(...outcome);
  }
}

async function verdictOf(proofFile, membersFile) {
  let trusted;
  try {
    const members = await bytesOf(membersFile);
    trusted = members[0] === GENESIS_TAG ? readGenesis(members) : readMembersFile(await membersFile.text());
    const proof = await readFile(await bytesOf(proofFile));
    const verdict = await verify(proof, trusted.set, {
      chainId: trusted.chainId,
      leastMode: byId('least-mode').value,
      leastSignatures: Number(byId('least-signatures').value),
    });
    return verdict.valid
      ? ['valid', 'Valid', plainWords(verdict, trusted.names)]
      : ['invalid', 'Not valid', [['Why', `${verdict.explanation} (reason ${verdict.number}, ${verdict.reason})`]]];
  } catch (error) {
    if (error instanceof MalformedError) {
      return trusted === undefined
        ? ['unjudged', 'Cannot be judged', [['Why', error.message]]]
        : ['invalid', 'Not valid', [['Why', `the file is not a receipt or proof: ${error.message}`]]];
    }
    const why = error instanceof UnsupportedError ? error.message : `something went wrong: ${error}`;
    return ['unjudged', 'Cannot be judged', [['Why', `${why}. This says nothing about the receipt.`]]];
  }
}

/** @param lines pairs of a name and its text */
function show(state, title, lines) {
  const heading = document.createElement('h2');
  heading.textContent = title;
  const list = document.createElement('dl');
  for (const [name, text] of lines) {
    const term = document.createElement('dt');
    const detail = document.createElement('dd');
    term.textContent = name;
    detail.textContent = text;
    list.append(term, detail);
  }
  verdictPlace.dataset.state = state;
  verdictPlace.replaceChildren(heading, list);
}
