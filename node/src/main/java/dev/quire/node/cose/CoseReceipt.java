package dev.quire.node.cose;

import com.authlete.cbor.CBORByteArray;
import com.authlete.cbor.CBORItem;
import com.authlete.cbor.CBORItemList;
import com.authlete.cbor.CBORLong;
import com.authlete.cose.COSEProtectedHeader;
import com.authlete.cose.COSEProtectedHeaderBuilder;
import com.authlete.cose.COSESign1Builder;
import com.authlete.cose.COSEUnprotectedHeader;
import com.authlete.cose.COSEUnprotectedHeaderBuilder;
import com.authlete.cose.SigStructureBuilder;
import com.authlete.cose.constants.COSEAlgorithms;
import dev.quire.codec.Bytes;
import dev.quire.crypto.Signer;
import dev.quire.hash.Hash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * COSE Receipts of RFC 9942 with the tree RFC9162_SHA256: a tagged COSE_Sign1 (RFC 9052) whose payload, the tree's root,
 * is left out, so that a reader has to compute it from the entry and the path. The CBOR library encodes; it neither holds
 * the key nor signs.
 */
public final class CoseReceipt {
    private static final int VDS = 395;
    private static final int VDP = 396;
    private static final int RFC9162_SHA256 = 1;

    /** CWT claims in a header (RFC 9597), and two of them (RFC 8392). */
    private static final int CWT_CLAIMS = 15;

    private static final int ISSUER = 1;
    private static final int SUBJECT = 2;

    private CoseReceipt() {}

    /**
     * The statement, signed. The same statement and key give the same bytes.
     *
     * @param chainId of the chain whose tree it is
     * @param signer says that the tree has this root in a chain that it has checked
     */
    public static Bytes encode(TreeStatement statement, Hash chainId, Signer signer) {
        COSEProtectedHeader header = protectedHeader(statement, chainId, signer);
        byte[] signed = new SigStructureBuilder()
                .signature1()
                .bodyAttributes(header)
                .payload(statement.root().bytes().toArray())
                .build()
                .encode();
        byte[] signature = signer.sign(Bytes.wrap(signed)).bytes().toArray();
        return Bytes.wrap(new COSESign1Builder()
                .protectedHeader(header)
                .unprotectedHeader(proofs(statement))
                .signature(signature)
                .build()
                .getTagged()
                .encode());
    }

    private static COSEProtectedHeader protectedHeader(TreeStatement statement, Hash chainId, Signer signer) {
        Map<Object, Object> claims = new LinkedHashMap<>();
        claims.put(ISSUER, "quire:" + chainId.toHex());
        claims.put(SUBJECT, statement.tree());
        return new COSEProtectedHeaderBuilder()
                .alg(COSEAlgorithms.EdDSA)
                .kid(signer.publicKey().bytes().toArray())
                .put(CWT_CLAIMS, claims)
                .put(VDS, RFC9162_SHA256)
                .build();
    }

    private static COSEUnprotectedHeader proofs(TreeStatement statement) {
        List<CBORItem> path = statement.path().stream()
                .map(hash -> (CBORItem) new CBORByteArray(hash.bytes().toArray()))
                .toList();
        CBORItem proof = new CBORItemList(
                new CBORLong(statement.first()), new CBORLong(statement.second()), new CBORItemList(path));
        Map<Object, Object> proofs = new LinkedHashMap<>();
        proofs.put(statement.kind().label(), new CBORItemList(new CBORByteArray(proof.encode())));
        return new COSEUnprotectedHeaderBuilder().put(VDP, proofs).build();
    }
}
