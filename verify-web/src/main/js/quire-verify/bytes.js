/** Byte strings: Uint8Array throughout, never changed once made. */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const BASE64_CHUNK = 0x8000;

export function toHex(bytes) {
  return Array.from(bytes, (byte) => HEX[byte]).join('');
}

/** The bytes that lower- or upper-case hexadecimal digits stand for. */
export function fromHex(digits) {
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new TypeError(`not hexadecimal: ${digits.slice(0, 80)}`);
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

export function toBase64(bytes) {
  let characters = '';
  for (let i = 0; i < bytes.length; i += BASE64_CHUNK) {
    characters += String.fromCharCode(...bytes.subarray(i, i + BASE64_CHUNK));
  }
  return btoa(characters);
}

/** @throws {DOMException} if the text is no base64; blanks pass, so compare with {@link toBase64} of the result */
export function fromBase64(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = characters.charCodeAt(i);
  }
  return bytes;
}

export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}

/** Negative, zero or positive, as unsigned bytes; a prefix comes before what it begins. */
export function compare(a, b) {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    if (a[i] !== b[i]) {
      return a[i] - b[i];
    }
  }
  return a.length - b.length;
}

export function equal(a, b) {
  return a.length === b.length && compare(a, b) === 0;
}

/** Numbers as canonical bytes, big-endian. */
export const u16 = (value) => number(2, (view) => view.setUint16(0, value));
export const u32 = (value) => number(4, (view) => view.setUint32(0, value));
export const u64 = (value) => number(8, (view) => view.setBigUint64(0, value));

function number(size, set) {
  const bytes = new Uint8Array(size);
  set(new DataView(bytes.buffer));
  return bytes;
}
