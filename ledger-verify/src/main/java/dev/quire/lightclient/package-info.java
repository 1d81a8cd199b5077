/**
 * Follows a chain from one certified block to the next without its blocks: whoever remembers one head finds out when
 * somebody rewrites what came before it (docs/spec/formats.md, section 8.5). Pure functions and immutable values; whoever
 * asks nodes and keeps files is above.
 */
package dev.quire.lightclient;
