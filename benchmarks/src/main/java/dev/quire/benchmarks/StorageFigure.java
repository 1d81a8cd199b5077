package dev.quire.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A number about storage or proofs.
 *
 * @param of what, and under which circumstances
 */
record StorageFigure(String of, double value, String unit) {
    void writeTo(ObjectNode json) {
        json.put("of", of).put("value", value).put("unit", unit);
    }
}
