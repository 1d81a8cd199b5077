package dev.quire.health.client;

import dev.quire.block.PublicKey;
import dev.quire.block.Signature;
import dev.quire.codec.Bytes;
import dev.quire.health.DefaultPolicy;
import dev.quire.health.Id;
import dev.quire.health.NewCompartment;
import java.util.List;

/**
 * What a patient's app gives a hospital to open a file there: public keys, a signature, and the writer's map, sealed to the
 * hospital. It holds no secret.
 *
 * @param patient signature of the claim with {@code key}
 * @param compartments first those of the label groups that were asked for, in their order
 * @param writersMap sealed to the hospital's reading key
 */
public record EnrolmentForm(
        Id sid,
        PublicKey key,
        Signature patient,
        DefaultPolicy policy,
        List<NewCompartment> compartments,
        Bytes writersMap) {
    public EnrolmentForm {
        compartments = List.copyOf(compartments);
    }
}
