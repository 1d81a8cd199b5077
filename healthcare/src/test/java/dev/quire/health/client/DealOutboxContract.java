package dev.quire.health.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.codec.Bytes;
import dev.quire.crypto.Ed25519Key;
import dev.quire.health.Id;
import dev.quire.health.custody.Deal;
import dev.quire.health.keys.Sample;
import dev.quire.health.keys.share.ShareClass;
import dev.quire.health.keys.share.ShareLeaves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every outbox must do. */
public abstract class DealOutboxContract {
    private static final Ed25519Key GATEWAY =
            Ed25519Key.fromSeed(Bytes.wrap(Sample.secret(9).toArray()));

    protected abstract DealOutbox outbox();

    /** Ends what is in memory and begins anew, where there is anything but memory. */
    protected abstract void reopen() throws IOException;

    /** Of all custodians, one after the other; each one's oldest first. */
    public static List<Deal> waiting(DealOutbox outbox) throws IOException {
        List<Deal> deals = new ArrayList<>();
        for (Id custodian : outbox.counts().keySet()) {
            for (DealOutbox.Kept kept : outbox.waiting(custodian)) {
                kept.read().ifPresent(deals::add);
            }
        }
        return deals;
    }

    /** A deal that is told by its number. */
    public static Deal deal(int number) {
        return deal(number, 100);
    }

    /** The same with a message of so many bytes. */
    public static Deal deal(int number, int size) {
        return deal(number, size, Sample.id(2));
    }

    /** To another custodian. */
    public static Deal deal(int number, int size, Id custodian) {
        Id dealId = new Id(Bytes.wrap(ByteBuffer.allocate(Id.SIZE)
                .putInt(number * 0x9E3779B1)
                .putInt(number)
                .array()));
        ShareLeaves leaves = new ShareLeaves(
                Sample.CHAIN, Sample.RID, 1, ShareClass.B, List.of(Sample.hash(1), Sample.hash(2), Sample.hash(3)));
        return Deal.sign(
                Sample.CHAIN, dealId, Sample.id(1), custodian, 1, List.of(leaves), Bytes.wrap(new byte[size]), GATEWAY);
    }

    @Test
    void whatIsKeptWaitsInItsOrder() throws IOException {
        assertThat(waiting(outbox())).isEmpty();
        List<Deal> deals = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            deals.add(deal(number));
            outbox().keep(deal(number));
        }
        assertThat(waiting(outbox())).isEqualTo(deals);
        reopen();
        outbox().keep(deal(20));
        deals.add(deal(20));
        assertThat(waiting(outbox())).isEqualTo(deals);
    }

    @Test
    void whatIsDoneIsGone() throws IOException {
        for (int number = 0; number < 4; number++) {
            outbox().keep(deal(number));
        }
        outbox().done(deal(1));
        outbox().done(deal(3));
        outbox().done(deal(3));
        outbox().done(deal(77));
        assertThat(waiting(outbox())).containsExactly(deal(0), deal(2));
        reopen();
        assertThat(waiting(outbox())).containsExactly(deal(0), deal(2));
    }

    @Test
    void dealThatIsKeptTwiceWaitsOnce() throws IOException {
        outbox().keep(deal(1));
        outbox().keep(deal(2));
        outbox().keep(deal(1));
        assertThat(waiting(outbox())).containsExactly(deal(1), deal(2));
        outbox().done(deal(1));
        assertThat(waiting(outbox())).containsExactly(deal(2));
    }

    @Test
    void eachCustodiansWaitApart() throws IOException {
        Deal other = deal(3, 100, Sample.id(7));
        outbox().keep(deal(1));
        outbox().keep(other);
        outbox().keep(deal(2));
        assertThat(outbox().counts()).containsEntry(Sample.id(2), 2).containsEntry(Sample.id(7), 1);
        assertThat(outbox().waiting(Sample.id(7)))
                .singleElement()
                .satisfies(kept -> assertThat(kept.read()).contains(other));
        assertThat(outbox().waiting(Sample.id(8))).isEmpty();
        outbox().done(other);
        assertThat(waiting(outbox())).containsExactly(deal(1), deal(2));
    }
}
