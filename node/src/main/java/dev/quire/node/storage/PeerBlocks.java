package dev.quire.node.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quire.Repair;
import dev.quire.block.Block;
import dev.quire.codec.Bytes;
import dev.quire.codec.MalformedException;
import dev.quire.node.client.ApiClient;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.spi.consensus.Entry;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** The blocks of a running member. What it says is proven by whoever uses them. */
record PeerBlocks(ApiClient peer) implements Repair.Source {
    @Override
    public Optional<Entry> entry(long height) throws IOException {
        try {
            JsonNode entry = peer.journalEntry(height);
            byte[] block = Base64.getDecoder().decode(entry.path("block").asText());
            return Optional.of(new Entry(entry.path("term").asLong(), Block.decode(Bytes.wrap(block))));
        } catch (CommandException e) {
            if (e.exitCode() == ExitCode.NO) {
                return Optional.empty();
            }
            throw e;
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IOException("the peer's answer for block " + height + " is no block: " + e.getMessage(), e);
        }
    }
}
