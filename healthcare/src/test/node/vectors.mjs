// Follows docs/healthcare/crypto.md without a line of Quire's Java: everything in the vectors file is computed again with
// WebCrypto and @hpke/core, as a browser would, and compared.
//
//   node vectors.mjs FILE
import { readFileSync } from "node:fs";
import { strict as assert } from "node:assert";
import { hex, join, keyFrom, open, subtle, unhex, utf8 } from "./hpke.mjs";

const v = JSON.parse(readFileSync(process.argv[2], "utf8"));
const EMPTY = new Uint8Array(0);

const uint = (value, size) => {
  const bytes = new Uint8Array(size);
  for (let i = size - 1, rest = BigInt(value); i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  return bytes;
};
const u32 = (value) => uint(value, 4);
const lp = (bytes) => join(u32(bytes.length), bytes);
const sha256 = async (...parts) => new Uint8Array(await subtle.digest("SHA-256", join(...parts)));
const ctx = (type, ...fields) =>
  join(lp(utf8("quire.health/1 " + type)), lp(unhex(v.chainId)), ...fields.map((f) => lp(f)));

async function hmac(key, data) {
  const imported = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, data));
}

async function hkdf(ikm, salt, info) {
  const key = await subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, 256));
}

async function aesGcmOpen(key, nonce, aad, ciphertext) {
  const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const parameters = { name: "AES-GCM", iv: nonce, additionalData: aad };
  return new Uint8Array(await subtle.decrypt(parameters, imported, ciphertext));
}

// RFC 9162, section 2.1.1.
async function merkleRoot(entries) {
  if (entries.length === 1) return sha256(uint(0, 1), entries[0]);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return sha256(uint(1, 1), await merkleRoot(entries.slice(0, split)), await merkleRoot(entries.slice(split)));
}

function paddedLength(length) {
  if (length < 2) return length;
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - (Math.floor(Math.log2(exponent)) + 1));
  return Math.ceil(length / step) * step;
}

// GF(2^8) with 0x11b; the value at 0 of the polynomial through the points.
function multiply(a, b) {
  let product = 0;
  for (; b; b >>= 1, a = (a << 1) ^ (a & 0x80 ? 0x11b : 0)) if (b & 1) product ^= a;
  return product;
}
function inverse(a) {
  let power = a;
  for (let i = 0; i < 253; i++) power = multiply(power, a);
  return power;
}
function joinShares(points) {
  return Uint8Array.from({ length: 32 }, (_, byte) =>
    points.reduce((sum, [x, share]) => {
      const weight = points.reduce(
        (w, [other]) => (other === x ? w : multiply(w, multiply(other, inverse(other ^ x)))), 1);
      return sum ^ multiply(weight, share[byte]);
    }, 0));
}

async function patient() {
  const p = v.patient;
  const seed = unhex(p.seed);
  const sig = await hkdf(seed, EMPTY, utf8("sig"));
  const dec = await hkdf(seed, EMPTY, utf8("dec"));
  assert.equal(hex(sig), p.signingRoot);
  assert.equal(hex(dec), p.decryptionRoot);
  const [sid, cid] = [unhex(p.sid), unhex(p.cid)];
  const signingSeed = await hkdf(sig, EMPTY, ctx("key.sign", sid, u32(p.epoch)));
  assert.equal(hex(signingSeed), p.signingSeed);
  const compartment = await hkdf(dec, EMPTY, ctx("key.compartment", sid, cid, u32(p.epoch)));
  assert.equal(hex(compartment), p.compartmentPrivateKey);
  assert.equal((await keyFrom(compartment)).publicHex, p.compartmentPublicKey);
  assert.equal(hex(await hkdf(dec, EMPTY, ctx("key.manifest", sid, u32(p.manifestVersion)))), p.manifestKey);
  return dec;
}

async function record() {
  const r = v.record;
  const rid = unhex(r.rid);
  const prk = await hmac(await sha256(ctx("record", rid)), join(unhex(r.a), unhex(r.b)));
  // One block of HKDF-Expand is HMAC(PRK, info ‖ 1).
  const expand = (use) => hmac(prk, join(ctx(use, rid), uint(1, 1)));
  const content = await expand("content");
  const meta = await expand("meta");
  assert.equal(hex(content), r.contentKey);
  assert.equal(hex(meta), r.metaKey);
  assert.equal(hex(await expand("commit")), r.keyCommit);
  await blob(rid, content);
  await metaBox(rid, meta);
}

async function blob(rid, content) {
  const b = v.blob;
  const bytes = unhex(b.bytes);
  assert.equal(bytes[0], 40);
  const key = await hkdf(content, bytes.slice(1, 33), await sha256(ctx("blob", rid)));
  const nonce = join(bytes.slice(33, 40), u32(0), uint(1, 1));
  const plain = await aesGcmOpen(key, nonce, EMPTY, bytes.slice(40));
  const expected = unhex(b.plaintext);
  assert.equal(plain.length, paddedLength(expected.length));
  assert.equal(hex(plain.slice(0, expected.length)), b.plaintext);
  assert.ok(plain.slice(expected.length).every((byte) => byte === 0));
  const root = await merkleRoot([bytes]);
  assert.equal(hex(root), b.ctRoot);
  const fingerprint = await sha256(ctx(
    "fingerprint", rid, unhex(b.salt), root, uint(bytes.length, 8), await sha256(unhex(v.metaBox.bytes))));
  assert.equal(hex(fingerprint), b.fingerprint);
}

async function metaBox(rid, key) {
  const box = unhex(v.metaBox.bytes);
  assert.equal(box.length % 512, 0);
  const plain = await aesGcmOpen(key, box.slice(0, 12), await sha256(ctx("metabox", rid)), box.slice(12));
  const d = v.metaBox.description;
  const text = (value) => lp(utf8(value));
  const encoded = join(
    uint(1, 1), uint(d.plainLength, 8), unhex(d.plainHash), text(d.mediaType), text(d.periodStart),
    text(d.periodEnd), uint(d.labels.length, 2), ...d.labels.map(text), text(d.sourceId));
  const expected = new Uint8Array(box.length - 28);
  expected.set(lp(encoded));
  assert.equal(hex(plain), hex(expected));
  assert.equal(d.plainHash, hex(await sha256(unhex(v.blob.plaintext))));
}

async function shares() {
  const s = v.shares;
  const leaves = [];
  for (const [index, share] of s.values.entries()) {
    const fields = [unhex(v.record.rid), u32(s.committee), utf8("B"), uint(index + 1, 1), unhex(share)];
    leaves.push(await sha256(ctx("share", ...fields)));
  }
  assert.deepEqual(leaves.map(hex), s.leaves);
  assert.equal(hex(await merkleRoot(leaves)), s.shareRoot);
  const points = s.values.map((share, index) => [index + 1, unhex(share)]);
  assert.equal(hex(joinShares(points.slice(-s.k))), v.record.b);
  assert.equal(hex(joinShares(points.slice(0, s.k))), v.record.b);
}

async function messages() {
  for (const m of v.messages) {
    const key = await keyFrom(unhex(m.privateKey));
    assert.equal(hex(await open(key, unhex(m.info), unhex(m.aad), unhex(m.message))), m.plaintext, m.name);
    const fields = m.fields.map((f) => (typeof f === "number" ? u32(f) : unhex(f)));
    assert.equal(hex(ctx(m.type, ...fields)), m.info, m.name);
  }
  const capsule = unhex(v.messages[0].message);
  assert.equal(hex(await sha256(ctx("capsule", unhex(v.record.rid), capsule))), v.capsuleHash);
  assert.equal(hex(await merkleRoot([unhex(v.messages[1].message)])), v.capsuleRoot);
  assert.equal(hex((await sha256(ctx("kid", unhex(v.kid.publicKey)))).slice(0, 16)), v.kid.kid);
  assert.equal(hex(await sha256(ctx("card.hash", unhex(v.card.bytes)))), v.card.hash);
}

async function recoveryFile(dec) {
  const file = v.recovery.file;
  assert.equal(file.format, "quire-key/1");
  const passphrase = await subtle.importKey("raw", utf8(v.recovery.passphrase), "PBKDF2", false, ["deriveBits"]);
  const cost = { name: "PBKDF2", hash: "SHA-256", salt: unhex(file.salt), iterations: file.iterations };
  const key = new Uint8Array(await subtle.deriveBits(cost, passphrase, 256));
  const aad = utf8(file.format + " " + file.kind);
  assert.equal(hex(await aesGcmOpen(key, unhex(file.nonce), aad, unhex(file.box))), hex(dec));
}

const dec = await patient();
await record();
await shares();
await messages();
await recoveryFile(dec);
console.log("all vectors hold");
