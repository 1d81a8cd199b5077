package dev.quire.node.config;

/**
 * Where something listens.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 0 to 65,535
 */
public record HostPort(String host, int port) {
    /** @throws IllegalArgumentException with the reason if {@code text} is not {@code host:port} */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("it is not host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address needs brackets, as in [::1]:7100");
        }
        if (host.isBlank() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("the host is empty or has white space");
        }
        return new HostPort(host, port(text.substring(colon + 1)));
    }

    private static int port(String digits) {
        if (digits.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(digits);
            if (port <= 0xffff) {
                return port;
            }
        }
        throw new IllegalArgumentException("the port is not a number from 0 to 65535");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
