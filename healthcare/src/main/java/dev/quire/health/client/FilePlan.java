package dev.quire.health.client;

import dev.quire.health.Id;
import dev.quire.health.NewCompartment;
import dev.quire.health.SubjectCommand;
import dev.quire.health.keys.DecryptionRoot;
import dev.quire.health.keys.X25519Key;
import dev.quire.health.keys.message.WritersMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The compartments of a new file: one for each label group, and as many more that nobody can tell who uses few. */
record FilePlan(List<NewCompartment> compartments, WritersMap map) {
    static FilePlan of(Desk desk, Id sid, DecryptionRoot root, List<LabelGroup> groups) {
        List<NewCompartment> compartments = new ArrayList<>();
        Map<String, Id> map = new TreeMap<>();
        for (LabelGroup group : groups) {
            NewCompartment compartment = compartment(desk, sid, root, group.emergency());
            compartments.add(compartment);
            if (map.put(group.name(), compartment.cid()) != null) {
                throw new IllegalArgumentException("two label groups have one name");
            }
        }
        while (compartments.size() < SubjectCommand.MIN_COMPARTMENTS) {
            compartments.add(compartment(desk, sid, root, false));
        }
        return new FilePlan(compartments, WritersMap.of(map));
    }

    private static NewCompartment compartment(Desk desk, Id sid, DecryptionRoot root, boolean emergency) {
        Id cid = desk.newId();
        try (X25519Key key = root.compartmentKey(desk.chainId(), sid, cid, 1)) {
            return new NewCompartment(cid, key.publicKey(), emergency);
        }
    }
}
