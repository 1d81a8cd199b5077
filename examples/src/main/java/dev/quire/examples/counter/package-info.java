/** The smallest plugin, and a program that embeds a node with it. */
@NullMarked
package dev.quire.examples.counter;

import org.jspecify.annotations.NullMarked;
