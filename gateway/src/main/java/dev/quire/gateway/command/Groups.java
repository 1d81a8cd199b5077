package dev.quire.gateway.command;

import dev.quire.codec.Bytes;
import dev.quire.codec.Json;
import dev.quire.codec.MalformedException;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.health.Id;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a patient calls the parts of a file: label groups and their compartments, which the ledger knows by id only. They
 * lie in the patient's directory, in a file of mode 0600.
 */
record Groups(SortedMap<String, Id> cids) {
    private static final String FILE = "groups.json";
    private static final int MAX_SIZE = 65_536;

    /** None, where the file is missing. */
    static Groups read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            return of(Json.parse(new String(OwnerOnlyFile.read(file, MAX_SIZE), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return new Groups(new TreeMap<>());
        } catch (MalformedException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    file + " is damaged: " + e.getMessage(),
                    "Delete it, and name compartments by id: quire health patient groups");
        }
    }

    /** An object of names and ids. */
    static Groups of(Json json) throws MalformedException {
        SortedMap<String, Id> cids = new TreeMap<>();
        if (json instanceof Json.Members object) {
            for (Map.Entry<String, Json> group : object.values().entrySet()) {
                cids.put(group.getKey(), FormJson.id(group.getValue(), group.getKey()));
            }
            return new Groups(cids);
        }
        throw new MalformedException("it holds no groups");
    }

    /** A second form would have other parts: whichever of the two the hospital takes, names must not be those of the other. */
    static void requireNone(Path directory) {
        Path file = directory.resolve(FILE);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "the parts of this patient's file have their names already, in " + file,
                    "Give the hospital the form that was made with them; if nobody has it, delete that file");
        }
    }

    /** Writes a new file. */
    void write(Path directory) throws IOException {
        OwnerOnlyFile.writeNew(
                directory.resolve(FILE), Bytes.utf8(json().write() + "\n").toArray());
    }

    Json json() {
        Json.Builder object = Json.object();
        cids.forEach((group, cid) -> object.put(group, cid.toHex()));
        return object.build();
    }

    /** What a compartment is called; its id, where that is not known. */
    String name(Id cid) {
        return cids.entrySet().stream()
                .filter(group -> group.getValue().equals(cid))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(cid.toHex());
    }

    Id cid(String group) {
        Id cid = cids.get(group);
        if (cid == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "there is no group '" + group + "' in this file",
                    cids.isEmpty()
                            ? "Name parts by id with --compartment: quire health patient groups"
                            : "Name one of " + String.join(", ", cids.keySet()));
        }
        return cid;
    }
}
