/** SHA-256 with a domain tag for every kind of thing that is hashed or signed (docs/spec/formats.md, section 2). */
package dev.quire.hash;
