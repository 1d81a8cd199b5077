/**
 * The hospital network: four hospitals, or three, each a process with keys and files of its own, keep one ledger of who
 * may read which record. {@link dev.quire.examples.hospital.Demo} tells the story; docs/healthcare/demo.md explains it.
 */
@NullMarked
package dev.quire.examples.hospital;

import org.jspecify.annotations.NullMarked;
