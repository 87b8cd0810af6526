/* Proofs in a Merkle tree (RFC 6962, RFC 9162) and signed checkpoints of one (C2SP
 * tlog-checkpoint and signed-note). */
#ifndef XC_BASE_NOTE_H
#define XC_BASE_NOTE_H

#include "base/arena.h"
#include "base/digest.h"

enum { XC_PROOF_HASHES = 64, XC_NOTE_NAME_BYTES = 256, XC_NOTE_BYTES = 1 << 16 };

/* The inclusion path of leaf `index` in a tree of `count` leaf hashes, leaf first.
 * *length at most XC_PROOF_HASHES. XC_EINPUT: there is no such leaf. O(count). */
int xc_merkle_proof(struct xc_hasher *hasher, const struct xc_digest *leaves,
                    uint64_t count, uint64_t index, struct xc_digest *path,
                    size_t *length);

/* The root that a path leads to from a leaf hash; false where the path's length does not
 * fit index and count. */
bool xc_merkle_root_of(struct xc_hasher *hasher, const struct xc_digest *leaf,
                       uint64_t index, uint64_t count, const struct xc_digest *path,
                       size_t length, struct xc_digest *root);

/* SHA-256(0x00 ‖ leaf). */
struct xc_digest xc_merkle_leaf(struct xc_hasher *hasher, struct xc_str leaf);

/* A checkpoint: origin, size and root of a tree, as the lines that are signed. */
struct xc_checkpoint {
    struct xc_str origin;
    uint64_t size;
    struct xc_digest root;
};

/* True for the name of a key: UTF-8, not empty, at most XC_NOTE_NAME_BYTES, without
 * blanks of any kind, control characters and '+'. */
bool xc_note_name_valid(struct xc_str name);

/* Appends the verifier key of a name: <name>+<key hash, 8 hex>+<base64(0x01 ‖ public
 * key)>. XC_EINPUT: the name is none. */
int xc_note_key_write(struct xc_str name, const uint8_t public_key[XC_KEY_BYTES],
                      struct xc_buffer *out);
struct xc_note_key {
    struct xc_str name;
    uint32_t hash;
    uint8_t public_key[XC_KEY_BYTES];
};

/* Exactly that text; the name is a view into it. */
int xc_note_key_read(struct xc_str text, struct xc_note_key *key, struct xc_error *error);

/* Appends the note: three lines, an empty line, one signature line. The origin is the
 * signer's name. */
int xc_checkpoint_write(const struct xc_checkpoint *checkpoint,
                        const struct xc_signing_key *signer, struct xc_buffer *out,
                        struct xc_error *error);

/* Reads a note and checks that `key` signed it: at least one signature line is the key's,
 * and each of those is valid. Lines of others, such as witnesses, need only have the
 * form. The signed text has exactly three lines. XC_EINPUT: no note; XC_ENO: not signed
 * by this key, or the origin is not the key's name. The origin is a view into note. */
int xc_checkpoint_read(struct xc_str note, const struct xc_note_key *key,
                       struct xc_checkpoint *checkpoint, struct xc_error *error);

#endif
