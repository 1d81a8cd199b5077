package dev.quire.health.custody;

import dev.quire.codec.CanonicalReader;
import dev.quire.codec.CanonicalWriter;
import dev.quire.codec.MalformedException;
import dev.quire.health.Id;
import dev.quire.health.keys.share.ShareClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a custodian did or refused: uint8 kind, then the fields in the order given here. */
public sealed interface CustodyEvent {
    /** The most shares in one event. */
    int MAX_SHARES = 1000;

    /** One share, without its value: rid, uint8 class. */
    record Named(Id rid, ShareClass shareClass) {}

    /** Shares were taken over (kind 1); with its signature this is the author's receipt. */
    record Dealt(Id dealId, Id author, int committee, List<Named> shares) implements CustodyEvent {
        public Dealt {
            shares = List.copyOf(shares);
        }
    }

    /** Shares are about to be sent (kind 2). */
    record Released(Id aid, Id requester, int committee, List<Named> shares) implements CustodyEvent {
        public Released {
            shares = List.copyOf(shares);
        }
    }

    /**
     * A deal or an access was refused (kind 3).
     *
     * @param subject its dealId or aid
     */
    record Refused(Id subject, Id requester, int committee, Denial denial) implements CustodyEvent {}

    default void write(CanonicalWriter out) {
        if (this instanceof Dealt dealt) {
            head(out, 1, dealt.dealId, dealt.author, dealt.committee);
            writeShares(out, dealt.shares);
        } else if (this instanceof Released released) {
            head(out, 2, released.aid, released.requester, released.committee);
            writeShares(out, released.shares);
        } else if (this instanceof Refused refused) {
            head(out, 3, refused.subject, refused.requester, refused.committee);
            out.u8(refused.denial.code());
        }
    }

    private static void head(CanonicalWriter out, int kind, Id subject, Id orgId, int committee) {
        out.u8(kind).fixed(subject.bytes()).fixed(orgId.bytes()).u32(committee);
    }

    private static void writeShares(CanonicalWriter out, List<Named> shares) {
        out.u16(shares.size());
        shares.forEach(share -> out.fixed(share.rid.bytes()).u8(share.shareClass.code()));
    }

    static CustodyEvent read(CanonicalReader in) throws MalformedException {
        int kind = in.u8();
        Id subject = new Id(in.fixed(Id.SIZE));
        Id orgId = new Id(in.fixed(Id.SIZE));
        int committee = in.u32();
        return switch (kind) {
            case 1 -> new Dealt(subject, orgId, committee, readShares(in));
            case 2 -> new Released(subject, orgId, committee, readShares(in));
            case 3 -> new Refused(subject, orgId, committee, readDenial(in));
            default -> throw in.malformed("there is no event of the kind " + kind);
        };
    }

    private static List<Named> readShares(CanonicalReader in) throws MalformedException {
        int count = in.count16(MAX_SHARES);
        List<Named> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Id rid = new Id(in.fixed(Id.SIZE));
            shares.add(new Named(rid, readClass(in)));
        }
        return shares;
    }

    static ShareClass readClass(CanonicalReader in) throws MalformedException {
        int code = in.u8();
        return Arrays.stream(ShareClass.values())
                .filter(known -> known.code() == code)
                .findFirst()
                .orElseThrow(() -> in.malformed("there is no class of shares " + code));
    }

    static Denial readDenial(CanonicalReader in) throws MalformedException {
        int code = in.u8();
        return Arrays.stream(Denial.values())
                .filter(known -> known.code() == code)
                .findFirst()
                .orElseThrow(() -> in.malformed("there is no denial " + code));
    }
}
