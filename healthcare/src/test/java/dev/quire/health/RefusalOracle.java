package dev.quire.health;

import dev.quire.block.PublicKey;
import dev.quire.hash.Hash;
import java.util.EnumSet;
import java.util.Set;

/**
 * All rules that a command breaks, each asked by itself over the {@link Chronicle}. The plugin must apply what breaks none,
 * and refuse everything else for one of these reasons.
 */
final class RefusalOracle {
    private final Set<Refusal> broken = EnumSet.noneOf(Refusal.class);
    private final RegistryOracle registry;
    private final PermissionOracle permissions;

    RefusalOracle(Chronicle chronicle, Hash chainId, BrokenRules.SignatureCheck signatures) {
        this.registry = new RegistryOracle(chronicle, chainId, signatures, broken);
        this.permissions = new PermissionOracle(chronicle, chainId, signatures, broken);
    }

    /** Valid until the next call. */
    Set<Refusal> broken(long now, PublicKey sender, HealthCommand command) {
        broken.clear();
        if (command instanceof GovernanceCommand governance) {
            registry.governance(sender, governance);
        } else if (command instanceof MemberCommand member) {
            registry.member(now, sender, member);
        } else if (command instanceof SubjectCommand subject) {
            registry.subject(sender, subject);
        } else if (command instanceof RecordCommand record) {
            registry.record(now, sender, record);
        } else if (command instanceof GrantCommand grant) {
            permissions.grant(now, sender, grant);
        } else if (command instanceof ReadingCommand reading) {
            permissions.reading(now, sender, reading);
        } else if (command instanceof EmergencyCommand emergency) {
            permissions.emergency(now, sender, emergency);
        }
        return broken;
    }
}
