package dev.quire.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.block.PublicKey;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.p2p.TransportStats.Refusal;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who does not get in, and that the node does not mind. */
@ExtendWith(LeakCheck.class)
class HandshakeTest {
    private static final Hash OTHER_CHAIN = Hash.ZERO;
    private final Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    private final Instant validFrom = now.minus(Duration.ofHours(1));
    private final Instant validTo = now.plus(Duration.ofHours(1));

    private Target target;

    @BeforeEach
    void open() throws IOException {
        target = new Target(Target.LIMITS);
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void strangerFailsInTls() throws Exception {
        failsInTls(TlsIdentity.create(TestMember.of(99), TestMember.CHAIN, now).keys(), Refusal.UNKNOWN_MEMBER);
    }

    @Test
    void memberOfAnotherChainFailsInTls() throws Exception {
        failsInTls(TlsIdentity.create(target.lower, OTHER_CHAIN, now).keys(), Refusal.WRONG_CHAIN);
    }

    @Test
    void bindingOfAnotherTlsKeyFails() throws Exception {
        IdentityExtension stolen = extension(target.lower, keyPair());
        failsInTls(keys(keyPair(), stolen, validFrom, validTo), Refusal.WRONG_BINDING);
    }

    @Test
    void bindingByAnotherMemberFails() throws Exception {
        KeyPair pair = keyPair();
        IdentityExtension own = extension(target.higher, pair);
        failsInTls(
                keys(
                        pair,
                        new IdentityExtension(own.chainId(), target.lower.publicKey(), own.signature()),
                        validFrom,
                        validTo),
                Refusal.WRONG_BINDING);
    }

    @Test
    void certificateWithoutItsKeyFails() throws Exception {
        KeyPair pair = keyPair();
        var certificate = TlsIdentity.certificate(pair, extension(target.lower, pair), validFrom, validTo);
        failsInTls(TlsIdentity.keys(keyPair(), certificate), Refusal.TLS);
    }

    @Test
    void noCertificateFails() throws Exception {
        failsInTls(null, Refusal.TLS);
    }

    @ParameterizedTest
    @ValueSource(longs = {-200, 30})
    void certificateOfAnotherTimeFails(long days) throws Exception {
        Instant then = now.plus(Duration.ofDays(days));
        failsInTls(TlsIdentity.create(target.lower, TestMember.CHAIN, then).keys(), Refusal.CERTIFICATE_EXPIRED);
    }

    @Test
    void stolenTlsKeyCannotLiveLonger() throws Exception {
        KeyPair pair = keyPair();
        failsInTls(
                keys(pair, extension(target.lower, pair), validFrom, validTo.plus(Duration.ofDays(365))),
                Refusal.WRONG_BINDING);
    }

    @Test
    void olderTlsFails() throws Exception {
        var keys = TlsIdentity.create(target.lower, TestMember.CHAIN, now).keys();
        try (RawPeer peer = RawPeer.tls(target.port(), target.self.publicKey(), keys, "TLSv1.2")) {
            assertThat(fails(peer)).isTrue();
        }
        target.refusedAndUnharmed(Refusal.TLS);
    }

    @Test
    void higherMemberMustWaitToBeDialled() throws Exception {
        failsInTls(TlsIdentity.create(target.higher, TestMember.CHAIN, now).keys(), Refusal.WRONG_DIALER);
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"WRONG_VERSION", "WRONG_CHAIN", "WRONG_ROLE", "WRONG_NODE"})
    void wrongHelloIsRefused(Refusal cause) throws Exception {
        PublicKey from = target.lower.publicKey();
        PublicKey to = target.self.publicKey();
        Hello wrong = switch (cause) {
            case WRONG_VERSION -> new Hello(2, TestMember.CHAIN, Hello.ROLE_PEER, from, to);
            case WRONG_CHAIN -> new Hello(Hello.VERSION, OTHER_CHAIN, Hello.ROLE_PEER, from, to);
            case WRONG_ROLE -> new Hello(Hello.VERSION, TestMember.CHAIN, 2, from, to);
            default -> new Hello(Hello.VERSION, TestMember.CHAIN, Hello.ROLE_PEER, from, target.higher.publicKey());
        };
        refusedAfterTls(wrong.encode(), cause);
    }

    @Test
    void frameInsteadOfHelloIsRefused() throws Exception {
        Bytes withLength = Target.encoded(Target.frame(1));
        refusedAfterTls(withLength.slice(FrameCodec.LENGTH_SIZE, withLength.size()), Refusal.MALFORMED);
    }

    @Test
    void rightHelloBehindAWrongOneIsTooLate() throws Exception {
        Bytes right = Hello.between(TestMember.CHAIN, target.lower.publicKey(), target.self.publicKey())
                .encode();
        Bytes length = Bytes.wrap(new byte[] {0, 0, 0, (byte) right.size()});
        var keys = TlsIdentity.create(target.lower, TestMember.CHAIN, now).keys();
        try (RawPeer peer = RawPeer.tls(target.port(), target.self.publicKey(), keys, "TLSv1.3")) {
            peer.readBody();
            byte[] wrong = right.toArray();
            wrong[10]++;
            peer.bytes(length.concat(Bytes.wrap(wrong)).concat(length).concat(right));
            peer.awaitEnd();
        }
        assertThat(target.listener.connects()).isZero();
        target.refusedAndUnharmed(Refusal.WRONG_CHAIN);
    }

    @Test
    void longHelloIsRefused() throws Exception {
        refusedAfterTls(Bytes.wrap(new byte[Target.LIMITS.maxHelloSize() + 1]), Refusal.OVERSIZE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: quire\r\n\r\n", "\0\0\0\0\0\0\0\0\0\0", "garbage garbage"})
    void garbageIsRefused(String garbage) throws Exception {
        try (RawPeer peer = RawPeer.plain(target.port())) {
            peer.bytes(Bytes.utf8(garbage));
            peer.awaitEnd();
        }
        target.refusedAndUnharmed(Refusal.TLS);
    }

    @Test
    void manyBytesBeforeAuthenticationAreRefused() throws Exception {
        byte[] record = new byte[5 + 0x4000];
        // The head of a TLS record of 16 KiB with a handshake message in it.
        record[0] = 0x16;
        record[1] = 0x03;
        record[2] = 0x01;
        record[3] = 0x40;
        try (RawPeer peer = RawPeer.plain(target.port())) {
            peer.bytes(Bytes.wrap(record));
            peer.awaitEnd();
        }
        target.refusedAndUnharmed(Refusal.OVERSIZE);
    }

    @Test
    void silentConnectionIsCut() throws Exception {
        target.close();
        target = new Target(Target.LIMITS.withTimeouts(400, 5_000, 30_000, 200));
        try (RawPeer peer = RawPeer.plain(target.port())) {
            peer.bytes(Bytes.wrap(new byte[] {0x16}));
            peer.awaitEnd();
        }
        target.refusedAndUnharmed(Refusal.HANDSHAKE_TIMEOUT);
    }

    @Test
    void memberWithoutHelloIsCut() throws Exception {
        target.close();
        target = new Target(Target.LIMITS.withTimeouts(400, 5_000, 30_000, 200));
        var keys = TlsIdentity.create(target.lower, TestMember.CHAIN, now).keys();
        try (RawPeer peer = RawPeer.tls(target.port(), target.self.publicKey(), keys, "TLSv1.3")) {
            peer.readBody();
            peer.awaitEnd();
        }
        target.refusedAndUnharmed(Refusal.HANDSHAKE_TIMEOUT);
    }

    @Test
    void pendingConnectionsFromOneAddressAreBounded() throws Exception {
        target.close();
        target = new Target(Target.LIMITS.withTimeouts(60_000, 5_000, 30_000, 200));
        List<RawPeer> pending = new ArrayList<>();
        try {
            for (int i = 0; i < Target.LIMITS.maxPendingPerAddress(); i++) {
                pending.add(RawPeer.plain(target.port()));
            }
            try (RawPeer oneMore = RawPeer.plain(target.port())) {
                oneMore.awaitEnd();
            }
        } finally {
            for (RawPeer peer : pending) {
                peer.cut();
            }
        }
        LocalNetwork.until("a free place", this::canGreet);
        assertThat(target.transport.stats().refused(Refusal.TOO_MANY_PENDING)).isPositive();
    }

    /** Whoever holds all places has to renew them all the time, and a member gets through in between. */
    @Test
    void pendingConnectionGivesWayLongBeforeTheEndOfItsTime() throws Exception {
        target.close();
        target = new Target(Target.LIMITS.withTimeouts(9_000, 5_000, 30_000, 200));
        List<RawPeer> pending = new ArrayList<>();
        try {
            for (int i = 0; i < Target.LIMITS.maxPendingPerAddress(); i++) {
                pending.add(RawPeer.plain(target.port()));
            }
            LocalNetwork.until("another's place", this::canGreet);
        } finally {
            for (RawPeer peer : pending) {
                peer.close();
            }
        }
        assertThat(target.transport.stats().refused(Refusal.HANDSHAKE_TIMEOUT)).isZero();
    }

    private boolean canGreet() {
        try {
            target.greeted().close();
            return true;
        } catch (IOException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void failsInTls(KeyManagerFactory keys, Refusal cause) throws Exception {
        try (RawPeer peer = RawPeer.tls(target.port(), target.self.publicKey(), keys, "TLSv1.3")) {
            assertThat(fails(peer)).as("ends without a byte of the protocol").isTrue();
        }
        target.refusedAndUnharmed(cause);
    }

    /** With TLS 1.3 a client has finished its part before the server judges it, so the end shows at the first read. */
    private static boolean fails(RawPeer peer) {
        try {
            peer.readBody();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void refusedAfterTls(Bytes body, Refusal cause) throws Exception {
        var keys = TlsIdentity.create(target.lower, TestMember.CHAIN, now).keys();
        try (RawPeer peer = RawPeer.tls(target.port(), target.self.publicKey(), keys, "TLSv1.3")) {
            peer.readBody();
            peer.body(body);
            peer.awaitEnd();
        }
        target.refusedAndUnharmed(cause);
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    private IdentityExtension extension(TestMember member, KeyPair pair) {
        return IdentityExtension.sign(member, TestMember.CHAIN, pair.getPublic().getEncoded(), validFrom, validTo);
    }

    private static KeyManagerFactory keys(KeyPair pair, IdentityExtension extension, Instant from, Instant to)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        return TlsIdentity.keys(pair, TlsIdentity.certificate(pair, extension, from, to));
    }
}
