package dev.quire.internal.journal;

import dev.quire.spi.store.Disk;
import dev.quire.spi.store.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The file {@code head}: two slots of 4 KiB, written in turn, so that a write that fails half-way leaves the state
 * before it. Each slot holds its 512 bytes twice, in two sectors.
 *
 * <p>Why twice: a disk writes a sector whole or not at all, so a crash leaves each copy old or new, never broken. A
 * broken copy is decay. One of a slot loses nothing; two may be the loss of a vote or of a promise that others count
 * on, for nobody can tell whether that slot was the newer one. The other slot is then only a lower bound, and the node
 * must recover.
 */
final class HeadFile implements AutoCloseable {
    static final String NAME = "head";

    private static final String UNFINISHED = "head.new";
    private static final int SLOT_SIZE = 4096;
    private static final int[] COPIES = {0, SLOT_SIZE / 2};

    private final Identity identity;
    private final DiskFile file;
    private final List<Damage> damages = new ArrayList<>();
    private Head current;

    private HeadFile(Identity identity, DiskFile file) {
        this.identity = identity;
        this.file = file;
        this.current = Head.initial(true);
    }

    /**
     * Opens the head file, or makes one.
     *
     * @param fresh the directory holds no segment, so that a missing head means a new node and not a loss
     */
    static HeadFile open(Disk disk, Identity identity, boolean fresh) throws IOException {
        if (!disk.exists(NAME)) {
            HeadFile made = create(disk, identity, fresh);
            if (!fresh) {
                made.damages.add(damage(0, "the file is missing: put it back, or let the node recover from its peers"));
            }
            return made;
        }
        HeadFile head = new HeadFile(identity, disk.open(NAME));
        try {
            head.read();
        } catch (IOException e) {
            head.close();
            throw e;
        }
        return head;
    }

    private static HeadFile create(Disk disk, Identity identity, boolean fresh) throws IOException {
        if (disk.exists(UNFINISHED)) {
            disk.delete(UNFINISHED);
        }
        HeadFile head = new HeadFile(identity, disk.create(UNFINISHED, 2L * SLOT_SIZE));
        head.write(Head.initial(!fresh));
        head.write(head.current);
        disk.rename(UNFINISHED, NAME);
        disk.syncNames();
        return head;
    }

    /** Makes a head file, in a disk that has none, that says what {@code head} says. */
    static void copy(Disk disk, Identity identity, Head head) throws IOException {
        try (HeadFile file = create(disk, identity, false)) {
            file.write(head);
            file.write(head);
        }
    }

    /** Reads the file once more; returns the copies that have become unreadable. The other ones still are good. */
    List<Damage> check() throws IOException {
        List<Damage> before = List.copyOf(damages);
        damages.clear();
        for (int slot = 0; slot < 2; slot++) {
            readSlot(slot);
        }
        List<Damage> found = List.copyOf(damages);
        damages.clear();
        damages.addAll(before);
        return found;
    }

    private void read() throws IOException {
        List<Head> slots = new ArrayList<>();
        for (int slot = 0; slot < 2; slot++) {
            readSlot(slot).ifPresent(slots::add);
        }
        Head newest =
                slots.stream().max(Comparator.comparingLong(Head::counter)).orElse(Head.initial(true));
        current = newest.withRecovering(newest.recovering() || slots.size() < 2);
    }

    private Optional<Head> readSlot(int slot) throws IOException {
        Optional<Head> newest = Optional.empty();
        for (int copy : COPIES) {
            long position = (long) slot * SLOT_SIZE + copy;
            ByteBuffer bytes = ByteBuffer.allocate(Head.SIZE);
            file.read(position, bytes);
            Optional<Head> head = Head.decode(bytes.rewind(), identity).filter(h -> (h.counter() & 1) == slot);
            if (head.isEmpty()) {
                damages.add(
                        damage(position, "a copy of the head is unreadable; nothing to do while the other is good"));
            } else if (newest.isEmpty() || newest.get().counter() < head.get().counter()) {
                newest = head;
            }
        }
        return newest;
    }

    private static Damage damage(long offset, String what) {
        return new Damage(NAME, offset, 0, OptionalLong.empty(), what);
    }

    Head current() {
        return current;
    }

    List<Damage> damages() {
        return damages;
    }

    /** Makes {@code head} durable; the counter is set here. */
    void write(Head head) throws IOException {
        Head next = head.counted();
        ByteBuffer slot = ByteBuffer.allocate(SLOT_SIZE);
        for (int copy : COPIES) {
            slot.position(copy).put(next.encoded(identity));
        }
        file.write((next.counter() & 1) * SLOT_SIZE, slot.rewind());
        file.sync();
        current = next;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
