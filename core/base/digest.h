/* SHA-256, HMAC, RFC 6962 Merkle tree hashes, Ed25519 and random bytes, on libcrypto.
 *
 * The contexts fetch the algorithm once and are reused, which is several times faster
 * than the one-shot calls (a million one-block digests take 0.13 s instead of 0.55 s). */
#ifndef XC_BASE_DIGEST_H
#define XC_BASE_DIGEST_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/str.h"

enum {
    XC_DIGEST_BYTES = 32,
    XC_DIGEST_HEX = 64,
    XC_SIGNATURE_BYTES = 64,
    XC_KEY_BYTES = 32
};

struct xc_digest {
    uint8_t bytes[XC_DIGEST_BYTES];
};

/* A reusable SHA-256 context. Owned; NULL: libcrypto failed. Not to be shared by threads.
 */
struct xc_hasher;
struct xc_hasher *xc_hasher_new(void);
void xc_hasher_free(struct xc_hasher *hasher);

/* start, any number of adds, end; end leaves it ready for the next start. */
void xc_hasher_start(struct xc_hasher *hasher);
void xc_hasher_add(struct xc_hasher *hasher, const void *bytes, size_t len);
struct xc_digest xc_hasher_end(struct xc_hasher *hasher);

/* One digest of one run of bytes; makes its own context. 0 or XC_EENV. */
int xc_sha256(struct xc_str bytes, struct xc_digest *digest, struct xc_error *error);

/* HMAC-SHA-256 under one key for many messages: the key is taken once.
 * Owned; NULL: libcrypto failed. Not to be shared by threads. */
struct xc_mac;
struct xc_mac *xc_mac_new(struct xc_str key);
void xc_mac_free(struct xc_mac *mac);
struct xc_digest xc_mac_make(struct xc_mac *mac, struct xc_str bytes);

/* Many short messages that begin alike: twice as fast as a hasher, which asks libcrypto
 * anew for each, where begin and rest fit into one block (55 bytes together). Cannot
 * fail, holds nothing, may be copied and read by several threads. */
struct xc_stem {
    uint32_t state[8]; /* after the whole blocks */
    uint8_t block[64]; /* the bytes after them */
    size_t used;       /* of block, below 64 */
    uint64_t bytes;    /* in all */
};
void xc_stem_start(struct xc_stem *stem);
void xc_stem_add(struct xc_stem *stem, struct xc_str bytes);

/* SHA-256 of all that was added and rest; the stem stays as it is. */
struct xc_digest xc_stem_end(const struct xc_stem *stem, struct xc_str rest);

/* The first 8 bytes of that, as a big-endian number. */
uint64_t xc_stem_top(const struct xc_stem *stem, struct xc_str rest);

/* The Merkle tree hash of RFC 6962 §2.1, fed leaf by leaf in O(log n) memory. No leaves:
 * the SHA-256 of nothing. */
struct xc_merkle {
    struct xc_hasher *hasher; /* borrowed */
    struct xc_digest peaks[64];
    uint64_t count; /* leaves so far */
};
void xc_merkle_start(struct xc_merkle *tree, struct xc_hasher *hasher);

/* Adds a leaf and returns its hash SHA-256(0x00 ‖ leaf). */
struct xc_digest xc_merkle_add(struct xc_merkle *tree, struct xc_str leaf);

/* The same for a leaf of which only the hash is known. */
void xc_merkle_add_hash(struct xc_merkle *tree, const struct xc_digest *leaf);
struct xc_digest xc_merkle_end(const struct xc_merkle *tree);

bool xc_digest_equal(const struct xc_digest *a, const struct xc_digest *b);
void xc_digest_hex(const struct xc_digest *digest, char out[XC_DIGEST_HEX + 1]);
bool xc_hex_parse(struct xc_str hex, uint8_t *bytes,
                  size_t len); /* lower case, exact length */
int xc_buffer_hex(struct xc_buffer *buffer, const void *bytes, size_t len);

/* Ed25519 (RFC 8032). A key file holds the 32 secret bytes in PEM (PKCS #8). */
struct xc_signing_key;
int xc_signing_key_new(struct xc_signing_key **key, struct xc_error *error);
int xc_signing_key_pem(const struct xc_signing_key *key, struct xc_buffer *out,
                       struct xc_error *error);
int xc_signing_key_parse(struct xc_str pem, struct xc_signing_key **key,
                         struct xc_error *error);
void xc_signing_key_free(struct xc_signing_key *key);
int xc_signing_key_public(const struct xc_signing_key *key, uint8_t out[XC_KEY_BYTES],
                          struct xc_error *error);
int xc_sign(const struct xc_signing_key *key, struct xc_str bytes,
            uint8_t signature[XC_SIGNATURE_BYTES], struct xc_error *error);
bool xc_signature_valid(const uint8_t public_key[XC_KEY_BYTES], struct xc_str bytes,
                        const uint8_t signature[XC_SIGNATURE_BYTES]);

/* Random bytes from the operating system, for keys and tokens only. */
int xc_random(void *bytes, size_t len, struct xc_error *error);

#endif
