import { MalformedError } from './errors.js';

/*
 * JSON in the one way in which it can be read. The browser's own parser takes the last of two equal names and rounds
 * numbers above 2^53; a receipt's readable part must say just what its bytes say.
 */

const MAX_DEPTH = 64;
const BLANKS = /[ \t\n\r]*/y;
const SIGN_NUMBER_OR_WORD = /[{}[\],:]|-?(?:0|[1-9][0-9]*)(?![0-9.eE])|(?:true|false|null)\b/y;

/** Objects as Maps, lists as arrays, numbers as BigInts. @throws {MalformedError} */
export function parseJson(text) {
  const tokens = new Tokens(text);
  const value = readValue(tokens, 0);
  tokens.end();
  return value;
}

function readValue(tokens, depth) {
  const token = tokens.next();
  if (depth > MAX_DEPTH) {
    throw tokens.malformed(`there are more than ${MAX_DEPTH} levels`);
  } else if (token === '{') {
    return readObject(tokens, depth);
  } else if (token === '[') {
    return readList(tokens, depth);
  } else if (/^[-0-9]/.test(token)) {
    return BigInt(token);
  } else if (/^["tfn]/.test(token)) {
    return tokens.parsed(token);
  }
  throw tokens.malformed('a value is expected');
}

function readObject(tokens, depth) {
  const values = new Map();
  while (!tokens.ends('}', values.size === 0)) {
    const name = tokens.parsed(tokens.next());
    if (typeof name !== 'string' || tokens.next() !== ':' || values.has(name)) {
      throw tokens.malformed('a name is expected that was not there yet');
    }
    values.set(name, readValue(tokens, depth + 1));
  }
  return values;
}

function readList(tokens, depth) {
  const values = [];
  while (!tokens.ends(']', values.length === 0)) {
    values.push(readValue(tokens, depth + 1));
  }
  return values;
}

class Tokens {
  #text;
  #position = 0;

  constructor(text) {
    this.#text = text;
  }

  next() {
    const start = this.#after(BLANKS, this.#position);
    this.#position = this.#text[start] === '"' ? this.#afterText(start) : this.#after(SIGN_NUMBER_OR_WORD, start);
    if (this.#position === start) {
      throw this.malformed('a value or sign is expected');
    }
    return this.#text.slice(start, this.#position);
  }

  /** Takes the closing sign, or the comma that must stand between two parts. */
  ends(closing, first) {
    const start = this.#position;
    const token = this.next();
    if (token === closing) {
      return true;
    }
    if (first) {
      this.#position = start;
    } else if (token !== ',') {
      throw this.malformed('a comma is expected');
    }
    return false;
  }

  end() {
    if (this.#after(BLANKS, this.#position) < this.#text.length) {
      throw this.malformed('something follows the end');
    }
  }

  /** What a text or word means; the browser's parser knows the escapes. */
  parsed(token) {
    try {
      return JSON.parse(token);
    } catch (error) {
      throw this.malformed(error.message);
    }
  }

  malformed(why) {
    return new MalformedError(`JSON: ${why} (at character ${this.#position})`);
  }

  #after(pattern, start) {
    pattern.lastIndex = start;
    return pattern.test(this.#text) ? pattern.lastIndex : start;
  }

  /** A search instead of a pattern: a proof is a text of many million characters, too deep for a pattern's stack. */
  #afterText(start) {
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) {
        throw this.malformed('a text does not end');
      }
    } while (this.#isEscaped(end));
    return end + 1;
  }

  #isEscaped(index) {
    let backslashes = 0;
    while (this.#text[index - 1 - backslashes] === '\\') {
      backslashes++;
    }
    return backslashes % 2 === 1;
  }
}
