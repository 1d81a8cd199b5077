package dev.quire.health.client;

import dev.quire.receipt.StateReceipt;
import dev.quire.spi.ledger.Ledger;
import dev.quire.spi.ledger.ProofUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A node whose proof of a range may have few bytes. */
public final class SmallProofs {
    private SmallProofs() {}

    /**
     * @param maxBytes of the receipt of one question
     * @param meanwhile what happens before each
     */
    public static Ledger of(Ledger ledger, int maxBytes, Runnable meanwhile) {
        return (Ledger) Proxy.newProxyInstance(
                SmallProofs.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        boolean range = method.getName().equals("stateReceipt") && ((List<?>) arguments[0]).size() == 1;
                        if (range) {
                            meanwhile.run();
                        }
                        answer = method.invoke(ledger, arguments);
                        return range
                                ? ((CompletableFuture<?>) answer)
                                        .thenApply(receipt -> bounded((StateReceipt) receipt, maxBytes))
                                : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static StateReceipt bounded(StateReceipt receipt, int maxBytes) {
        if (receipt.encoded().size() > maxBytes) {
            throw new ProofUnavailableException(
                    ProofUnavailableException.Reason.TOO_LARGE, "the proof is larger than " + maxBytes + " bytes");
        }
        return receipt;
    }
}
