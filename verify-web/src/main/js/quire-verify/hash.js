import { concat, utf8 } from './bytes.js';
import { UnsupportedError } from './errors.js';

/** The browser's own cryptography. @throws {UnsupportedError} where a page may not use it */
export function subtle() {
  const { crypto } = globalThis;
  if (!crypto?.subtle) {
    throw new UnsupportedError(
      'this browser gives the page no cryptography: open it from disk, over https or from localhost',
    );
  }
  return crypto.subtle;
}

export async function sha256(...parts) {
  return new Uint8Array(await subtle().digest('SHA-256', concat(...parts)));
}

/** The hash of domain {@code quire/NAME/1} over the parts, joined (section 2). */
export function domainHash(name, ...parts) {
  return sha256(domain(name), ...parts);
}

/** What a signature in domain {@code quire/NAME/1} is of. */
export function signedBytes(name, message) {
  return concat(domain(name), message);
}

function domain(name) {
  const tag = utf8(`quire/${name}/1`);
  return concat(Uint8Array.of(tag.length), tag);
}
