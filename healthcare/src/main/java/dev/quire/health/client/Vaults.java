package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.health.Id;
import dev.quire.health.keys.blob.BlobSource;
import dev.quire.health.member.MemberServices;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The members' vaults, of which one may be down, have lost something, or lie. Its calls block. */
final class Vaults {
    private final MemberServices services;

    Vaults(MemberServices services) {
        this.services = services;
    }

    BlobVault of(Id orgId) {
        return services.of(orgId).vault();
    }

    /**
     * The bytes of the first vault that has what is meant.
     *
     * @param max more bytes are not read
     * @param meant tells a copy that is whole from one that is not
     */
    Bytes get(Collection<Id> members, BlobName name, int max, Predicate<Bytes> meant)
            throws HealthException.NotInVaults {
        List<Fault> faults = new ArrayList<>();
        for (Id orgId : members) {
            try {
                Optional<Bytes> found = of(orgId).whole(name, max);
                if (found.isPresent() && meant.test(found.get())) {
                    return found.get();
                }
                faults.add(
                        found.isPresent()
                                ? Fault.of(orgId, Fault.Kind.FALSE, "has other bytes than those that were put")
                                : Fault.of(orgId, Fault.Kind.MISSING, "does not have it"));
            } catch (IOException e) {
                faults.add(Fault.of(orgId, Fault.Kind.SILENT, "does not give it: " + e.getMessage()));
            }
        }
        throw new HealthException.NotInVaults(name.path(), faults);
    }

    boolean has(Id orgId, BlobName name) throws IOException {
        return of(orgId).stat(name).isPresent();
    }

    void put(Id orgId, BlobName name, Bytes content) throws IOException {
        of(orgId).put(name, content.size(), new ByteArrayInputStream(content.toArray()));
    }

    /** Puts it into all of these vaults that take it; returns the faults of the others. */
    List<Fault> offer(Collection<Id> members, Item item) {
        List<Fault> faults = new ArrayList<>();
        for (Id orgId : members) {
            try {
                put(orgId, item.name(), item.content());
            } catch (IOException e) {
                faults.add(notTaken(orgId, e));
            }
        }
        return faults;
    }

    private static Fault notTaken(Id orgId, IOException why) {
        return Fault.of(orgId, Fault.Kind.SILENT, "did not take it: " + why.getMessage());
    }

    /**
     * Puts everything into the first {@code copies} vaults that take it.
     *
     * @return the faults of those that did not
     * @throws HealthException.NotInVaults if none takes it
     */
    List<Fault> put(Collection<Id> members, int copies, List<Item> items) throws HealthException.NotInVaults {
        List<Fault> faults = new ArrayList<>();
        int taken = 0;
        for (Id orgId : members) {
            if (taken == copies) {
                break;
            }
            try {
                for (Item item : items) {
                    put(orgId, item.name(), item.content());
                }
                taken++;
            } catch (IOException e) {
                faults.add(notTaken(orgId, e));
            }
        }
        if (taken == 0 && !items.isEmpty()) {
            throw new HealthException.NotInVaults(items.get(0).name().path(), faults);
        }
        return faults;
    }

    /** Something small with its name. */
    record Item(BlobName name, Bytes content) {}

    /** Has what may be there forgotten, where that is possible now. */
    List<Fault> drop(Collection<Id> members, Collection<? extends BlobName> names) {
        List<Fault> faults = new ArrayList<>();
        for (Id orgId : members) {
            try {
                for (BlobName name : names) {
                    of(orgId).delete(name);
                }
            } catch (IOException e) {
                faults.add(Fault.of(orgId, Fault.Kind.SILENT, "did not drop it: " + e.getMessage()));
            }
        }
        return faults;
    }

    /** The sealed file of a record, in one vault. */
    BlobSource source(Id orgId, BlobName name, long blobLength) {
        return (position, buffer, length) -> {
            Slot slot = new Slot(buffer);
            int wanted = (int) Math.min(length, Math.max(0, blobLength - position));
            of(orgId).get(name, position, position + wanted, slot);
            return slot.filled;
        };
    }

    /** Bytes of a known number: a vault that sends more is cut off. */
    private static final class Slot extends OutputStream {
        private final byte[] bytes;
        private int filled;

        Slot(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (length > bytes.length - filled) {
                throw new VaultException.WrongLength("the vault sends more than was asked for");
            }
            System.arraycopy(from, offset, bytes, filled, length);
            filled += length;
        }
    }
}
