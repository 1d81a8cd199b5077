/** The HTTP API of a node: JSON in, JSON out, problem documents for errors (docs/spec/process.md, section 3). */
@NullMarked
package dev.quire.node.api;

import org.jspecify.annotations.NullMarked;
