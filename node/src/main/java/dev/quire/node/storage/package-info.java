/** What an operator does with a node's files: rebuild, measure, back up, restore and repair them. */
@NullMarked
package dev.quire.node.storage;

import org.jspecify.annotations.NullMarked;
