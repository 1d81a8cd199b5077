package dev.quire.node.service;

import java.io.IOException;

/**
 * Something that runs in a node's process beside it, such as a hospital's member service. {@link java.util.ServiceLoader}
 * finds it; it is started where the node's settings have keys that begin with {@code service.NAME.}
 */
public interface NodeService {
    /** 1 to 40 lower-case letters, digits and hyphens. */
    String name();

    /**
     * Starts it, once the node runs. It is closed before the node is.
     *
     * @throws dev.quire.ConfigurationException with all that is wrong with its settings
     * @throws IOException if a file or an address cannot be used
     */
    Running start(ServiceSettings settings) throws IOException;

    /** A service that runs. */
    interface Running extends AutoCloseable {
        /** Where it is reached, for the node's READY line. */
        String address();

        @Override
        void close();
    }
}
