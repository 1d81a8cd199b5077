import { MalformedError } from './errors.js';

/**
 * Reads canonical bytes (section 1) and refuses everything else. No length is believed before it was compared with its
 * limit and with what is left. What it returns are views of the bytes given, not copies.
 */
export class Reader {
  #what;
  #bytes;
  #view;
  #position = 0;

  /** @param {string} what the name of the structure, for messages */
  constructor(what, bytes) {
    this.#what = what;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Starts a structure: its type tag, and version 1. */
  static structure(what, bytes, tag) {
    const reader = new Reader(what, bytes);
    if (reader.u8() !== tag || reader.u8() !== 1) {
      throw reader.malformed(`it does not start with type tag ${tag} and version 1`);
    }
    return reader;
  }

  u8() {
    return this.#view.getUint8(this.#take(1));
  }

  u16() {
    return this.#view.getUint16(this.#take(2));
  }

  u32() {
    const value = this.#view.getUint32(this.#take(4));
    if (value > 0x7fffffff) {
      throw this.malformed('a 32-bit number is above 2^31 - 1');
    }
    return value;
  }

  /** A BigInt. */
  u64() {
    const value = this.#view.getBigUint64(this.#take(8));
    if (value >= 1n << 63n) {
      throw this.malformed('a 64-bit number is above 2^63 - 1');
    }
    return value;
  }

  /** A 16-bit count of at most {@code max}. */
  count16(max) {
    return this.#limited(this.u16(), max);
  }

  fixed(size) {
    const start = this.#take(size);
    return this.#bytes.subarray(start, start + size);
  }

  hash() {
    return this.fixed(32);
  }

  /** A length-prefixed byte string of at most {@code max} bytes. */
  bytes(max) {
    return this.fixed(this.#limited(this.u32(), max));
  }

  /** As many values as {@code count}, each read by {@code read}. */
  list(count, read) {
    return Array.from({ length: count }, () => read(this));
  }

  /** Refuses trailing bytes. Every decoder ends with this call. */
  end() {
    if (this.#position < this.#bytes.length) {
      throw this.malformed(`${this.#bytes.length - this.#position} bytes follow the end`);
    }
  }

  malformed(why) {
    return new MalformedError(`${this.#what}: ${why} (at byte ${this.#position} of ${this.#bytes.length})`);
  }

  #limited(value, max) {
    if (value > max) {
      throw this.malformed(`${value} is above the limit ${max}`);
    }
    return value;
  }

  #take(size) {
    const start = this.#position;
    if (this.#bytes.length - start < size) {
      throw this.malformed(`${size} more bytes are needed, ${this.#bytes.length - start} are left`);
    }
    this.#position += size;
    return start;
  }
}
