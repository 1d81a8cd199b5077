package dev.quire.health.client;

import dev.quire.block.Transaction;
import dev.quire.health.Id;
import dev.quire.health.custody.CustodyAnswer;
import dev.quire.health.custody.Deal;
import dev.quire.health.member.MemberService;
import dev.quire.health.member.MemberServices;
import dev.quire.health.vault.BlobName;
import dev.quire.health.vault.BlobStat;
import dev.quire.health.vault.BlobVault;
import dev.quire.health.vault.VaultException;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that is stopped after so many changes of vaults and ledger: every later one fails, and is not made. */
final class PowerFailure {
    private final AtomicInteger left;

    PowerFailure(int steps) {
        left = new AtomicInteger(steps);
    }

    private void step() throws VaultException {
        if (left.getAndDecrement() <= 0) {
            left.set(0);
            throw new VaultException.Unavailable("the power is off", new IOException("no power"));
        }
    }

    /** A submission is two steps: a failure may come before the commit and after it. */
    LedgerAccess on(LedgerAccess ledger) {
        return new RelayedLedger(ledger) {
            @Override
            public CompletableFuture<Receipt> submit(Transaction transaction) {
                try {
                    step();
                } catch (VaultException e) {
                    return CompletableFuture.failedFuture(e);
                }
                return super.submit(transaction).thenApply(receipt -> {
                    try {
                        step();
                    } catch (VaultException e) {
                        throw new UncheckedIOException(e);
                    }
                    return receipt;
                });
            }
        };
    }

    MemberServices on(MemberServices services) {
        return orgId -> on(services.of(orgId));
    }

    private MemberService on(MemberService service) {
        return new MemberService() {
            @Override
            public Id orgId() {
                return service.orgId();
            }

            @Override
            public BlobVault vault() {
                return on(service.vault());
            }

            @Override
            public CompletableFuture<CustodyAnswer> deal(Deal deal) {
                return service.deal(deal);
            }

            @Override
            public CompletableFuture<CustodyAnswer> release(Id aid, int committee) {
                return service.release(aid, committee);
            }
        };
    }

    private BlobVault on(BlobVault vault) {
        return new BlobVault() {
            @Override
            public void put(BlobName name, long length, InputStream content) throws VaultException {
                step();
                vault.put(name, length, content);
            }

            @Override
            public void get(BlobName name, long from, long to, OutputStream out) throws VaultException {
                vault.get(name, from, to, out);
            }

            @Override
            public Optional<BlobStat> stat(BlobName name) throws VaultException {
                return vault.stat(name);
            }

            @Override
            public boolean delete(BlobName name) throws VaultException {
                step();
                return vault.delete(name);
            }
        };
    }
}
