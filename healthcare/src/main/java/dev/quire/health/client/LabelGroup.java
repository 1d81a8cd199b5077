package dev.quire.health.client;

/**
 * A kind of records that a patient allows and forbids as one. What it is called stands sealed in the writer's map; the ledger
 * knows a random id.
 *
 * @param name 1 to 64 bytes of UTF-8
 * @param emergency holds essentials: small entries that an emergency opens
 */
public record LabelGroup(String name, boolean emergency) {}
