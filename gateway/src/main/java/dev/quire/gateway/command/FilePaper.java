package dev.quire.gateway.command;

import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.health.Id;

/** What a hospital gives a patient whose file it has opened: its id, and what its parts are called. */
record FilePaper(Id sid, Groups groups) {
    static final String FORMAT = "quire-file/1";

    Json write() {
        return Json.object()
                .put("format", FORMAT)
                .put("sid", sid.toHex())
                .put("groups", groups.json())
                .build();
    }

    static FilePaper read(Json form) throws MalformedException {
        FormJson.requireFormat(form, FORMAT);
        return new FilePaper(FormJson.id(form.at("sid"), "sid"), Groups.of(form.at("groups")));
    }
}
