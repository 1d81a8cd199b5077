/** What all commands share: exit codes, failures that say what to do, output as a table or as JSON, lines of input. */
@NullMarked
package dev.quire.node.terminal;

import org.jspecify.annotations.NullMarked;
