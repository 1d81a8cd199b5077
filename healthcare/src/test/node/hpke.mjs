// Suite 1 of docs/healthcare/crypto.md by @hpke/core, and the few byte operations that the scripts share.
import { webcrypto } from "node:crypto";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";

export const subtle = webcrypto.subtle;
export const hex = (bytes) => Buffer.from(bytes).toString("hex");
export const unhex = (text) => new Uint8Array(Buffer.from(text, "hex"));
export const utf8 = (text) => new TextEncoder().encode(text);
export const join = (...parts) => new Uint8Array(Buffer.concat(parts));

const SUITE = 1;
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

// What precedes the 32 bytes of an X25519 key in PKCS#8 (RFC 8410, section 7).
const PKCS8_PREFIX = unhex("302e020100300506032b656e04220420");
const BASE_POINT = unhex("09" + "00".repeat(31));

// As the app does it: the private key is imported so that it cannot be exported, the public one is its product with the
// base point 9, and HPKE is given the pair.
export async function keyFrom(privateKey) {
  const algorithm = { name: "X25519" };
  const key = await subtle.importKey("pkcs8", join(PKCS8_PREFIX, privateKey), algorithm, false, ["deriveBits"]);
  const base = await subtle.importKey("raw", BASE_POINT, algorithm, true, []);
  const publicBytes = new Uint8Array(await subtle.deriveBits({ name: "X25519", public: base }, key, 256));
  const publicKey = await subtle.importKey("raw", publicBytes, algorithm, true, []);
  return { privateKey: key, publicKey, publicHex: hex(publicBytes) };
}

export async function open(key, info, aad, message) {
  if (message[0] !== SUITE) throw new Error("unknown suite " + message[0]);
  const recipientKey = { privateKey: key.privateKey, publicKey: key.publicKey };
  const context = await suite.createRecipientContext({ recipientKey, enc: message.slice(1, 33), info });
  return new Uint8Array(await context.open(message.slice(33), aad));
}

export async function seal(publicKey, info, aad, plaintext) {
  const recipientPublicKey = await suite.kem.importKey("raw", publicKey, true);
  const context = await suite.createSenderContext({ recipientPublicKey, info });
  const ciphertext = new Uint8Array(await context.seal(plaintext, aad));
  return join(Uint8Array.of(SUITE), new Uint8Array(context.enc), ciphertext);
}
