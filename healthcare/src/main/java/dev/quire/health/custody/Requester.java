package dev.quire.health.custody;

import dev.quire.health.Id;

/**
 * Who asks, as the transport has authenticated it.
 *
 * @param id of the organisation, or of the patient's subject
 */
record Requester(Id id, boolean isPatient) {
    /** A patient's shares go to a key that only the patient has, so any member may carry them; another patient may not. */
    boolean mayAsk(CustodyView.Access access) {
        return access.reader()
                .map(reader -> !isPatient && reader.equals(id))
                .orElse(!isPatient || access.sid().equals(id));
    }
}
