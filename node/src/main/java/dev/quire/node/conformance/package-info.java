/** {@code quire conformance}: verdicts for other implementations to compare with (docs/spec/process.md, section 5). */
@NullMarked
package dev.quire.node.conformance;

import org.jspecify.annotations.NullMarked;
