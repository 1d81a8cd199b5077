package dev.quire.health.client;

import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.health.Id;
import dev.quire.health.keys.CryptoException;
import dev.quire.health.member.MemberServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** What every view of the ledger works with. */
record Desk(Chain chain, SecureRandom random, ClientSettings settings, Executor worker) {
    /** Something that blocks. */
    interface Work<T> {
        T run() throws HealthException, CryptoException, IOException;
    }

    /** Has it done by the worker; the future fails with {@link HealthException}s only, but for errors of this program. */
    <T> CompletableFuture<T> begin(Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (HealthException e) {
                        throw new CompletionException(e);
                    } catch (CryptoException e) {
                        throw new CompletionException(new HealthException.Unreadable("it was not done", e));
                    } catch (IOException | UncheckedIOException e) {
                        throw new CompletionException(
                                new HealthException.Unavailable("it was not done: " + e.getMessage(), e));
                    }
                },
                worker);
    }

    Hash chainId() {
        return chain.id();
    }

    Id newId() {
        byte[] bytes = new byte[Id.SIZE];
        random.nextBytes(bytes);
        return new Id(Bytes.wrap(bytes));
    }

    Vaults vaults(MemberServices services) {
        return new Vaults(services);
    }
}
