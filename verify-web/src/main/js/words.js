import { toHex } from './quire-verify/bytes.js';
import { describeKey } from './quire-verify/structures.js';

const MOST_ENTRIES = 100;
const MOST_MILLIS = 8640000000000000n;

const PROMISES = {
  CFT: 'crash-fault-tolerant mode: a majority vouches for it and is accountable',
  BFT: 'Byzantine-fault-tolerant mode: final unless more than a third of the members lie',
};

const KINDS = { receipt: receiptLines, stateReceipt: stateLines, headerProof: headerLines };

/**
 * What a valid receipt or proof says.
 *
 * @param verdict from verify()
 * @param names of members, by key in hexadecimal
 * @returns pairs of a name and its text
 */
export function plainWords(verdict, names) {
  const signers = verdict.signers.map((key) => names.get(toHex(key)) ?? `${toHex(key).slice(0, 8)}…`);
  return [
    ...KINDS[verdict.kind](verdict),
    ['Chain', toHex(verdict.chainId)],
    ['Certified', `at height ${verdict.anchorHeight} by ${signers.length} members: ${signers.join(', ')}`],
    ['Which is', PROMISES[verdict.mode]],
  ];
}

function receiptLines({ outcomeCode, transaction, txId, height, index, txCount, timeMicros }) {
  return [
    ['Outcome', outcomeCode === 0 ? 'applied' : `refused by plugin ${transaction.pluginId} with code ${outcomeCode}`],
    ['Time', timeOf(timeMicros)],
    ['Transaction', toHex(txId)],
    ['Sender', toHex(transaction.sender)],
    ['Block', `height ${height}, transaction ${index} of ${txCount}, counted from 0`],
  ];
}

function stateLines({ answers, height, timeMicros }) {
  return [
    ...answers.flatMap(answerLines),
    ['State after', `the block at height ${height}; it may have changed since`],
    ['Time', timeOf(timeMicros)],
  ];
}

function answerLines({ single, from, to, entries }, number) {
  const range = `from ${describeKey(from)}${to === null ? ' on' : ` to ${describeKey(to)}`}`;
  const text = single
    ? `key ${describeKey(from)} is ${entries.length === 0 ? 'absent' : 'present'}`
    : `${range}: ${entries.length === 0 ? 'no entry' : `exactly these entries, ${entries.length}`}`;
  const shown = entries.slice(0, MOST_ENTRIES).map((entry) => [describeKey(entry.fullKey), valueOf(entry)]);
  const rest = entries.length - shown.length;
  return [[`Answer ${number + 1}`, text], ...shown, ...(rest > 0 ? [['And', `${rest} more, not shown`]] : [])];
}

function valueOf({ value, valueHash }) {
  return value === null ? `a value with hash ${toHex(valueHash)}` : `= ${toHex(value)}`;
}

function headerLines({ hash, height, timeMicros }) {
  return [
    ['Block', `height ${height}, hash ${toHex(hash)}`],
    ['Time', timeOf(timeMicros)],
    ['History', 'nothing up to that block was rewritten'],
  ];
}

function timeOf(micros) {
  const millis = micros / 1000n;
  return millis > MOST_MILLIS ? `${micros} microseconds since 1970` : `${new Date(Number(millis)).toISOString()} (UTC)`;
}
