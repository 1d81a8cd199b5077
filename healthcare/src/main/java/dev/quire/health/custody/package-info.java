/**
 * A custodian: takes shares that authors deal, writes each once, and hands them out against an access that is committed and
 * in force at a linearizable read begun after the request (HEALTHCARE.md 2.4, steps 1 and 4). Transport-neutral: whoever
 * serves HTTP has authenticated the organisation that asks, and whoever keeps the files implements {@link
 * dev.quire.health.custody.ShareStore} and {@link dev.quire.health.custody.CustodyLog}.
 */
@NullMarked
package dev.quire.health.custody;

import org.jspecify.annotations.NullMarked;
