package dev.quire.internal.journal;

import dev.quire.block.BlockHeader;
import dev.quire.block.Certificate;
import dev.quire.codec.Bytes;
import dev.quire.hash.Hash;
import dev.quire.spi.consensus.Entry;
import dev.quire.spi.consensus.Prepared;

/** What is written, before it has a place in the chain; {@link RecordHeader} says what the parts mean. */
record RecordContent(RecordKind kind, long height, long term, long committedHeight, Hash blockHash, Bytes payload) {
    static RecordContent block(RecordKind kind, Entry entry, long committedHeight) {
        return new RecordContent(
                kind,
                entry.height(),
                entry.term(),
                committedHeight,
                entry.block().hash(),
                entry.block().encoded());
    }

    /** Everything up to the block is committed. */
    static RecordContent base(BlockHeader header, long term) {
        return new RecordContent(
                RecordKind.BASE, header.height(), term, header.height(), header.hash(), header.encoded());
    }

    static RecordContent prepared(Prepared prepared, long committedHeight) {
        return new RecordContent(
                RecordKind.PREPARED,
                prepared.height(),
                prepared.view(),
                committedHeight,
                prepared.blockHash(),
                PreparedFormat.encode(prepared));
    }

    static RecordContent certificate(Certificate certificate, long committedHeight) {
        return new RecordContent(
                RecordKind.CERT,
                certificate.height(),
                certificate.view(),
                committedHeight,
                certificate.blockHash(),
                certificate.encoded());
    }
}
