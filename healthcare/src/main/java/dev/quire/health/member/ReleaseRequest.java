package dev.quire.health.member;

import dev.quire.codec.Bytes;
import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.health.Id;

/** What a custodian is asked to release, as it is sent: aid, uint32 committee. */
public record ReleaseRequest(Id aid, int committee) {
    /** Bytes in a request. */
    public static final int SIZE = Id.SIZE + 4;

    public Bytes encoded() {
        return new CanonicalWriter(SIZE).fixed(aid.bytes()).u32(committee).toBytes();
    }

    /** @throws MalformedException if these are not the bytes of a request */
    public static ReleaseRequest decode(Bytes encoded) throws MalformedException {
        CanonicalReader in = new CanonicalReader("release request", encoded);
        ReleaseRequest request = new ReleaseRequest(new Id(in.fixed(Id.SIZE)), in.u32());
        in.end();
        return request;
    }
}
