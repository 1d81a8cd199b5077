package dev.quire.block;

/**
 * A plugin that a chain runs.
 *
 * @param pluginId 0..65535; 0 is the engine itself
 * @param version of its rules, 1 or more
 */
public record PluginVersion(int pluginId, int version) {
    public PluginVersion {
        if (pluginId < 0 || pluginId > 0xffff || version < 1) {
            throw new IllegalArgumentException("no such plugin version: " + pluginId + " version " + version);
        }
    }
}
