/**
 * Canonical bytes: the one encoding of everything that is hashed or signed (docs/spec/formats.md, section 1).
 *
 * <p>A structure starts with a type tag and a version, both one byte. Integers are big-endian and of fixed width, byte
 * strings carry a 32-bit length. Decoding accepts exactly what encoding produces: {@code encode(decode(x))} is
 * {@code x}, or {@code x} is refused with a {@link dev.quire.codec.MalformedException}.
 */
package dev.quire.codec;
