/** What runs in a node's process beside it: found on the class path, named in the node's settings. */
@NullMarked
package dev.quire.node.service;

import org.jspecify.annotations.NullMarked;
