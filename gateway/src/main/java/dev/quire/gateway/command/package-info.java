/**
 * {@code quire health}: what {@link dev.quire.health.client.HealthLedger} does, on the command line
 * (docs/healthcare/command-line.md).
 */
@NullMarked
package dev.quire.gateway.command;

import org.jspecify.annotations.NullMarked;
