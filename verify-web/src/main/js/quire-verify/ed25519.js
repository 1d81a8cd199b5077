import { UnsupportedError } from './errors.js';
import { subtle } from './hash.js';

/*
 * Rule M (section 9). Browsers judge crafted keys and signatures differently, so what they differ on is refused here,
 * by the mathematics of public values alone. The equation itself is left to the browser. Where A and R are both of the
 * prime-order subgroup, S B = R + k A and the same times 8 are one and the same, so it does not matter which of the two
 * it checks. Points of small order other than the identity are not in that subgroup, so no table of them is needed.
 */

const POINT_SIZE = 32;
const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, FIELD - 2n));
const SQRT_MINUS_ONE = power(2n, (FIELD - 1n) / 4n);
const IDENTITY = { x: 0n, y: 1n, z: 1n, t: 0n };

/** Does the member with this key stand behind the message? @throws {UnsupportedError} if the browser has no Ed25519 */
export async function verifyMember(key, message, signature) {
  return (
    signature.length === 2 * POINT_SIZE &&
    littleEndian(signature.subarray(POINT_SIZE)) < ORDER &&
    isInPrimeSubgroup(key) &&
    isInPrimeSubgroup(signature.subarray(0, POINT_SIZE)) &&
    (await browserVerifies(key, message, signature))
  );
}

/** Are these the canonical bytes of a point, not the identity, that times L is the identity? */
export function isInPrimeSubgroup(encoded) {
  const point = decode(encoded);
  return point !== null && !isIdentity(point) && isIdentity(multiply(point, ORDER));
}

async function browserVerifies(key, message, signature) {
  try {
    const imported = await subtle().importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    return await subtle().verify({ name: 'Ed25519' }, imported, signature, message);
  } catch (error) {
    if (error?.name === 'NotSupportedError') {
      throw new UnsupportedError('this browser cannot check Ed25519 signatures: use a newer one', { cause: error });
    }
    throw error;
  }
}

/** The point of the curve that 32 bytes are the one encoding of (RFC 8032, section 5.1.3), or null. */
function decode(encoded) {
  if (encoded.length !== POINT_SIZE) {
    return null;
  }
  const bits = littleEndian(encoded);
  const sign = bits >> 255n;
  const y = bits & (2n ** 255n - 1n);
  if (y >= FIELD) {
    return null;
  }
  const root = squareRoot(mod((y * y - 1n) * power(D * y * y + 1n, FIELD - 2n)));
  if (root === null || (root === 0n && sign === 1n)) {
    return null;
  }
  const x = (root & 1n) === sign ? root : FIELD - root;
  return { x, y, z: 1n, t: mod(x * y) };
}

function squareRoot(square) {
  const root = power(square, (FIELD + 3n) / 8n);
  for (const candidate of [root, mod(root * SQRT_MINUS_ONE)]) {
    if (mod(candidate * candidate) === square) {
      return candidate;
    }
  }
  return null;
}

/** The complete addition law in extended coordinates (section 5.1.4): right for every two points, equal ones too. */
function add(p, q) {
  const a = mod((p.y - p.x) * (q.y - q.x));
  const b = mod((p.y + p.x) * (q.y + q.x));
  const c = mod(p.t * q.t * 2n * D);
  const d = mod(p.z * q.z * 2n);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
}

function multiply(point, scalar) {
  let product = IDENTITY;
  for (const bit of scalar.toString(2)) {
    product = add(product, product);
    if (bit === '1') {
      product = add(product, point);
    }
  }
  return product;
}

function isIdentity(point) {
  return point.x === 0n && point.y === point.z;
}

function littleEndian(bytes) {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function mod(value) {
  const rest = value % FIELD;
  return rest < 0n ? rest + FIELD : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = mod(result * result);
    if (bit === '1') {
      result = mod(result * base);
    }
  }
  return result;
}
