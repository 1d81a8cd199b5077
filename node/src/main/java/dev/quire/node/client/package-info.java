/** Commands that ask a running node over HTTP, and the client that they use. */
@NullMarked
package dev.quire.node.client;

import org.jspecify.annotations.NullMarked;
