package dev.quire.examples.hospital;

import dev.quire.Consensus;
import dev.quire.block.ConsensusMode;
import dev.quire.spi.net.Peer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the hospitals agree on the next block, with as many of them as it takes to go on without one. */
enum Ordering {
    RAFT(ConsensusMode.CFT, 3, "three"),
    PBFT(ConsensusMode.BFT, 4, "four");

    private static final List<String> HOSPITALS =
            List.of("City Hospital", "Rural Clinic", "University Hospital", "Children's Hospital");

    private final ConsensusMode mode;
    private final int size;
    private final String sizeInWords;

    Ordering(ConsensusMode mode, int size, String sizeInWords) {
        this.mode = mode;
        this.size = size;
        this.sizeInWords = sizeInWords;
    }

    /** The one of that name, in lower case. */
    static Optional<Ordering> named(String name) {
        return Arrays.stream(values())
                .filter(one -> one.toString().equals(name))
                .findFirst();
    }

    /** What blocks of a member set of this mode are ordered by. */
    static Ordering of(ConsensusMode mode) {
        return mode == ConsensusMode.BFT ? PBFT : RAFT;
    }

    ConsensusMode mode() {
        return mode;
    }

    String sizeInWords() {
        return sizeInWords;
    }

    /** Their names. */
    List<String> hospitals() {
        return HOSPITALS.subList(0, size);
    }

    Consensus among(List<Peer> members) {
        return this == PBFT ? Consensus.pbft(members) : Consensus.raft(members);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
