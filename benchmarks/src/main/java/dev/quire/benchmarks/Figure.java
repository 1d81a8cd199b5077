package dev.quire.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One number.
 *
 * @param of what, and under which circumstances
 */
record Figure(String of, double value, String unit) {
    void writeTo(ObjectNode json) {
        json.put("of", of).put("value", value).put("unit", unit);
    }
}
