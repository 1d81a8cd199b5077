package dev.quire.node.client;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lets only addresses through that a request can be sent to. */
public final class EndpointConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        try {
            URI uri = new URI(text);
            boolean usable = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
            if (usable) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new TypeConversionException("'" + text + "' is no URL: " + e.getReason());
        }
        throw new TypeConversionException("'" + text + "' is no URL like http://127.0.0.1:7100");
    }
}
