package dev.quire.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the figures were measured on: none of them means anything without it.
 *
 * @param memoryMib of the machine, 0 if unknown
 */
record Machine(String cpu, int cores, long memoryMib, String jdk, String system) {
    static Machine thisOne() throws IOException {
        String memory = field("/proc/meminfo", "MemTotal", "0 kB");
        return new Machine(
                field("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(memory.replaceAll("\\D", "")) / 1024,
                System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    private static String field(String file, String name, String otherwise) throws IOException {
        Path path = Path.of(file);
        List<String> lines = Files.exists(path) ? Files.readAllLines(path) : List.of();
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    void writeTo(ObjectNode json) {
        json.put("cpu", cpu)
                .put("cores", cores)
                .put("memoryMib", memoryMib)
                .put("jdk", jdk)
                .put("system", system);
    }

    @Override
    public String toString() {
        return cpu + ", " + cores + " cores, " + memoryMib + " MiB, " + jdk + ", " + system;
    }
}
