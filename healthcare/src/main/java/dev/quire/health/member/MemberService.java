package dev.quire.health.member;

import dev.quire.health.Id;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.Deal;
import dev.quire.health.vault.BlobVault;
import java.util.concurrent.CompletableFuture;

/**
 * One member's service as a caller has it whom that member has authenticated: as an organisation, by a gateway key in
 * {@code m/<orgId>}, or as a patient, by a subject's signing key. Safe for use by several threads.
 *
 * <p>A returned future fails with {@link java.io.UncheckedIOException} where the member cannot be reached.
 */
public interface MemberService {
    /** Whose service it is. */
    Id orgId();

    /** The member's vault, as far as the caller may see it: what he may not see is missing. */
    BlobVault vault();

    /** Hands in the shares of a deal to this member's custodian. */
    CompletableFuture<CustodyAnswer> deal(Deal deal);

    /** Asks this member's custodian for the shares of a committed access. */
    CompletableFuture<CustodyAnswer> release(Id aid, int committee);
}
