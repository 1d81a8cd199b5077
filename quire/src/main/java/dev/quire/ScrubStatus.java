package dev.quire;

import dev.quire.DirectoryCheck.Finding;
import java.util.List;

/**
 * What a running node's own check of its disk has found.
 *
 * @param passes that are finished
 * @param bytes read in the present pass
 * @param ofBytes that the pass has to read
 * @param findings of the last whole pass and the present one, at most a hundred, without those that were put right
 * @param repaired what was found since the start of the node and put right, and how; the last hundred
 */
public record ScrubStatus(long passes, long bytes, long ofBytes, List<Finding> findings, List<Finding> repaired) {
    public ScrubStatus {
        findings = List.copyOf(findings);
        repaired = List.copyOf(repaired);
    }
}
