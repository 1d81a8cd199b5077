package dev.quire.gateway.command;

import dev.quire.health.DefaultPolicy;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads deny or break-glass-only. */
final class PolicyConverter implements ITypeConverter<DefaultPolicy> {
    @Override
    public DefaultPolicy convert(String text) {
        for (DefaultPolicy policy : DefaultPolicy.values()) {
            if (text.equals(policy.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return policy;
            }
        }
        throw new TypeConversionException("'" + text + "' is no policy: it is deny or break-glass-only");
    }
}
