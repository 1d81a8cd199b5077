package dev.quire.health.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for others, for so long and no longer. */
final class Waiting {
    private Waiting() {}

    /** @throws HealthException as the future failed; {@link HealthException.Unavailable} for all that has no other name */
    static <T> T on(CompletableFuture<T> future, long patienceMillis, String who) throws HealthException {
        try {
            return future.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof HealthException known) {
                throw known;
            }
            throw new HealthException.Unavailable(who + " did not do it: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new HealthException.Unavailable(
                    who + " did not answer within " + patienceMillis + " ms; what was asked may have been done", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HealthException.Unavailable("interrupted while waiting for " + who, e);
        }
    }
}
