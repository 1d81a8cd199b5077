/** The built-in key-value plugin: put, compare-and-set, delete, get. */
@NullMarked
package dev.quire.kv;

import org.jspecify.annotations.NullMarked;
