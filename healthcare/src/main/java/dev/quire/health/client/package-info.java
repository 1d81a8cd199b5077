/**
 * Records and consent as the developers of a hospital, or of a patient's app, use them. {@link
 * dev.quire.health.client.HealthLedger} gives a view for each who acts, with keys of its own type: {@link
 * dev.quire.health.client.Hospital}, {@link dev.quire.health.client.Clinician}, {@link
 * dev.quire.health.client.PrivacyOfficer}, {@link dev.quire.health.client.Administration}, {@link
 * dev.quire.health.client.Patient}. The protocols are drawn in docs/healthcare/protocol.md.
 *
 * <p>All calls are asynchronous. A future that fails does so with a {@link dev.quire.health.client.HealthException}: which
 * says what, why, and what to do.
 */
@NullMarked
package dev.quire.health.client;

import org.jspecify.annotations.NullMarked;
