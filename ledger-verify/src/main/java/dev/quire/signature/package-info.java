/**
 * The signature rules (docs/spec/formats.md, section 9): what of an Ed25519 key and signature is checked before any
 * library is asked, and rule M for members. Above {@code block}, whose keys and signatures it judges, and below
 * {@code receipt}.
 */
package dev.quire.signature;
