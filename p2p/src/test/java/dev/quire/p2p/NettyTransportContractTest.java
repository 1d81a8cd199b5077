package dev.quire.p2p;

import dev.quire.spi.net.TransportContract;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NettyTransportContractTest extends TransportContract {
    @Override
    protected Network network(int members) {
        return new LocalNetwork(members);
    }
}
