/** The versioned tree over ordered keys whose root stands in every header. */
@NullMarked
package dev.quire.internal.statetree;

import org.jspecify.annotations.NullMarked;
