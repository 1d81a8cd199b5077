/** Small programs that show how Quire is embedded. */
@NullMarked
package dev.quire.examples;

import org.jspecify.annotations.NullMarked;
