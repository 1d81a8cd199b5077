package dev.quire.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Mailbox<String> mailbox = new Mailbox<>(3, 100);

    @Test
    void whoSendsTooMuchLosesItsOwnOnly() {
        for (int i = 0; i < 3; i++) {
            assertThat(mailbox.offer("liar", 1, "flood " + i)).isTrue();
        }
        assertThat(mailbox.offer("liar", 1, "more")).isFalse();
        assertThat(mailbox.offer("honest", 1, "vote")).isTrue();
        assertThat(mailbox.poll()).isEqualTo("flood 0");
        assertThat(mailbox.offer("liar", 1, "flood 3")).isTrue();
    }

    @Test
    void largePiecesAreRefusedSoonerButOneAloneIsTaken() {
        assertThat(mailbox.offer("peer", 500, "large")).isTrue();
        assertThat(mailbox.offer("peer", 1, "small")).isFalse();
        assertThat(mailbox.poll()).isEqualTo("large");
        assertThat(mailbox.offer("peer", 60, "one")).isTrue();
        assertThat(mailbox.offer("peer", 60, "two")).isFalse();
        assertThat(mailbox.offer("peer", 40, "three")).isTrue();
    }

    @Test
    void theOwnComesFirstAndIsNeverRefused() {
        mailbox.offer("peer", 1, "foreign");
        for (int i = 0; i < 9; i++) {
            mailbox.put("own " + i);
        }
        for (int i = 0; i < 9; i++) {
            assertThat(mailbox.poll()).isEqualTo("own " + i);
        }
        assertThat(mailbox.poll()).isEqualTo("foreign");
        assertThat(mailbox.poll()).isNull();
    }
}
