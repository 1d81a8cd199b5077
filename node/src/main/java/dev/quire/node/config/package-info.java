/** A node's properties file (docs/spec/process.md, section 2), read so that all its problems are told at once. */
@NullMarked
package dev.quire.node.config;

import org.jspecify.annotations.NullMarked;
