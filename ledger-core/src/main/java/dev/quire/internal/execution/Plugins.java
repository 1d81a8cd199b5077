package dev.quire.internal.execution;

import dev.quire.block.Genesis;
import dev.quire.block.PluginVersion;
import dev.quire.crypto.SignatureScheme;
import dev.quire.spi.state.Outcome;
import dev.quire.spi.state.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The plugins of a chain, by number, and the way in which they are called. */
final class Plugins {
    /** The engine itself stands among the plugins of a header: it owns the state under number 0. */
    static final PluginVersion ENGINE = new PluginVersion(0, 1);

    private final TreeMap<Integer, StateMachine> machines = new TreeMap<>();
    private final SignatureScheme signatures;

    /**
     * @param signatures decides on signatures inside payloads
     * @throws IllegalArgumentException if the plugins are not exactly those that the genesis document names, all told at
     *     once
     */
    Plugins(Genesis genesis, List<StateMachine> given, SignatureScheme signatures) {
        this.signatures = signatures;
        List<String> problems = new ArrayList<>();
        for (StateMachine machine : given) {
            if (machines.put(machine.id(), machine) != null) {
                problems.add("two plugins have the number " + machine.id());
            }
        }
        TreeMap<Integer, Integer> asked = new TreeMap<>();
        genesis.plugins()
                .forEach(plugin ->
                        asked.put(plugin.plugin().pluginId(), plugin.plugin().version()));
        asked.forEach((id, version) -> {
            StateMachine machine = machines.get(id);
            if (machine == null) {
                problems.add("plugin " + id + " of the genesis document is not given to this node");
            } else if (machine.version() != version) {
                problems.add("plugin " + id + " (" + machine.name() + ") has version " + machine.version()
                        + ", the genesis document asks for version " + version);
            }
        });
        machines.forEach((id, machine) -> {
            if (!asked.containsKey(id)) {
                problems.add("plugin " + id + " (" + machine.name() + ") is not in the genesis document");
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the plugins do not fit the chain: " + String.join("; ", problems));
        }
    }

    /** What every header of the chain names. */
    List<PluginVersion> versions() {
        List<PluginVersion> versions = new ArrayList<>();
        versions.add(ENGINE);
        machines.forEach((id, machine) -> versions.add(new PluginVersion(id, machine.version())));
        return versions;
    }

    /**
     * Executes one transaction over {@code state}, which is only read.
     *
     * @throws PluginFailedException if the plugin throws or returns what it must not
     */
    Execution apply(Call call, StateLayer state) throws PluginFailedException {
        return call(call, state, (machine, context) -> machine.apply(context));
    }

    /** Has a plugin make its part of block 0. */
    Execution genesis(Call call) throws PluginFailedException {
        return call(call, StateLayer.EMPTY, (machine, context) -> {
            machine.genesis(call.payload(), context);
            return Outcome.applied();
        });
    }

    private interface Work {
        Outcome run(StateMachine machine, TransactionContext context);
    }

    private Execution call(Call call, StateLayer state, Work work) throws PluginFailedException {
        StateMachine machine = machines.get(call.pluginId());
        if (machine == null) {
            throw new IllegalStateException("plugin " + call.pluginId() + " was let through, but is not there");
        }
        TransactionContext context = new TransactionContext(call, state, signatures);
        Budget budget = context.budget();
        try {
            Outcome outcome = work.run(machine, context);
            context.rethrowReadFailure();
            if (!budget.exhausted() && outcome instanceof Outcome.Refused refused) {
                return Execution.refused(call, refused.code(), budget);
            }
            if (!budget.exhausted() && outcome instanceof Outcome.Applied applied) {
                budget.write(applied.output().size());
                return Execution.applied(call, applied.output(), context);
            }
            if (outcome == null) {
                throw new IllegalStateException("the plugin returned null for an outcome");
            }
        } catch (RuntimeException e) {
            context.rethrowReadFailure();
            if (!budget.exhausted()) {
                throw new PluginFailedException(call, machine.name(), e);
            }
        }
        return Execution.refused(call, Outcome.OVER_BUDGET, budget);
    }
}
