/** Snapshots of the state: chunks that prove themselves, written, checked, kept in files, and made a state again. */
@NullMarked
package dev.quire.internal.snapshot;

import org.jspecify.annotations.NullMarked;
