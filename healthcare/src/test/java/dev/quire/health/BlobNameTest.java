package dev.quire.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quire.health.vault.BlobName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlobNameTest {
    private static final Id ID = Town.id(0x10ab);
    private static final Id OTHER = Town.id(0x20);

    @Test
    void textStandsForOneNameAndBack() {
        List<BlobName> names = new ArrayList<>(List.of(
                new BlobName.OfCapsule(ID, OTHER),
                new BlobName.OfGrant(ID, 0),
                new BlobName.OfGrant(ID, 999),
                new BlobName.Forwarded(ID, OTHER),
                new BlobName.OfSubject(ID, BlobName.Mail.CARD, OTHER, 2),
                new BlobName.OfSubject(ID, BlobName.Mail.CARD, OTHER, 999_999_999)));
        for (BlobName.Part part : BlobName.Part.values()) {
            names.add(new BlobName.OfRecord(ID, part));
        }
        for (BlobName.Mail mail : BlobName.Mail.values()) {
            names.add(new BlobName.OfSubject(ID, mail, OTHER));
        }
        assertThat(names)
                .allSatisfy(name -> assertThat(BlobName.parse(name.path())).hasValue(name));
    }

    @Test
    void anythingElseIsNoName() {
        String id = ID.toHex();
        assertThat(List.of(
                        "",
                        "record/" + id,
                        "record/" + id + "/other",
                        "record/" + id + "/capsule",
                        "record/" + id + "/capsule/" + id + "0",
                        "record/" + id.toUpperCase(java.util.Locale.ROOT) + "/meta",
                        "record/../meta",
                        "grant/" + id + "/01",
                        "grant/" + id + "/-1",
                        "grant/" + id + "/9999999999",
                        "forward/" + id + "/0",
                        "subject/" + id + "/card",
                        "subject/" + id + "/card/x",
                        "subject/" + id + "/card/" + id + "/",
                        "subject/" + id + "/card/" + id + "/1",
                        "subject/" + id + "/card/" + id + "/02",
                        "subject/" + id + "/card/" + id + "/1000000000",
                        "subject/" + id + "/writers-map/" + id + "/2",
                        "subject/" + id + "/other/" + id))
                .allSatisfy(text -> assertThat(BlobName.parse(text)).isEmpty());
    }
}
