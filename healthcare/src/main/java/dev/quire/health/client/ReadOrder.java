package dev.quire.health.client;

import dev.quire.health.AccessKind;
import dev.quire.health.Basis;
import dev.quire.health.Id;
import dev.quire.health.Purpose;
import dev.quire.health.ReadingCommand.Access;
import dev.quire.health.X25519PublicKey;
import java.util.List;
import java.util.Optional;

/** What is to be read, why, and by whom. */
record ReadOrder(Id sid, Basis basis, AccessKind kind, List<Id> rids, Purpose purpose, Optional<Id> pracId) {
    ReadOrder {
        rids = rids.stream().sorted().distinct().toList();
    }

    Access access(Id aid, X25519PublicKey oneTimeKey) {
        return new Access(aid, sid, basis, kind, rids, purpose, oneTimeKey, pracId);
    }
}
