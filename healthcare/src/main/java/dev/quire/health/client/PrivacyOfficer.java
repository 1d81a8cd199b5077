package dev.quire.health.client;

import dev.quire.health.EmergencyCommand;
import dev.quire.health.EmergencyEntry;
import dev.quire.health.EntryIndex;
import dev.quire.health.Id;
import dev.quire.receipt.Receipt;
import java.util.concurrent.CompletableFuture;

/** Somebody who judges emergencies afterwards, by the gateway of a hospital. */
public final class PrivacyOfficer {
    private final Desk desk;
    private final HospitalKeys keys;
    private final Badge badge;

    PrivacyOfficer(Desk desk, HospitalKeys keys, Badge badge) {
        this.desk = desk;
        this.keys = keys;
        this.badge = badge;
    }

    /** The emergencies of this hospital that nobody has reviewed: these and no others. */
    public CompletableFuture<Proven<EmergencyEntry>> openReviews() {
        return openReviewsOf(keys.orgId());
    }

    /** Those of another member: any officer may review what is overdue. */
    public CompletableFuture<Proven<EmergencyEntry>> openReviewsOf(Id orgId) {
        return desk.begin(() -> desk.chain().list(EntryIndex.OPEN_REVIEWS_OF_MEMBER, EmergencyEntry.class, orgId));
    }

    /** Says whether it was justified. If not, the credential of whoever broke the glass is frozen. */
    public CompletableFuture<Receipt> review(Id eid, boolean justified) {
        return desk.begin(() -> desk.chain()
                .commit(
                        keys.gateway().signer(),
                        new EmergencyCommand.ReviewBreakGlass(eid, badge.pracId(), justified)));
    }
}
