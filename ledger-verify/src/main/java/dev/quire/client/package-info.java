/**
 * Talks to nodes without trusting them, with the JDK alone: {@link dev.quire.client.VerifyingClient} checks every answer
 * against the members that its user trusts, and follows the chain so that no node can show it a rewritten one.
 */
package dev.quire.client;
