import { runVectors } from './vectors.js';

/* Runs the vectors and reports, in a page of the test's site or under Node: node vectors-run.js SITE */

const site = globalThis.location?.href ?? globalThis.process.argv[2];

async function load(name) {
  const answer = await fetch(new URL(`/vectors/${name}`, site));
  return answer.ok ? answer.json() : null;
}

const checks = await runVectors(load).catch((error) => [{ name: 'all', expected: 'no error', found: error.stack }]);
await fetch(new URL('/report', site), { method: 'POST', body: JSON.stringify(checks) });
