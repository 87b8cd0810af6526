/* The ledger (存证链): append-only, hash-chained, signed (docs/draw.md §11). Every entry
 * is a text of lines; its leaf is "xuncha-entry-v1" LF time LF text, hashed as in RFC
 * 6962. One ledger per workspace; its key is the workspace's signing key, in a file
 * beside the database. */
#ifndef XC_STORE_LEDGER_H
#define XC_STORE_LEDGER_H

#include "base/note.h"
#include "store/store.h"

struct xc_ledger_entry {
    uint64_t index; /* from 0, without gaps */
    xc_instant at;  /* never before the entry before it: a clock that goes back is held */
    struct xc_str office;
    struct xc_str text; /* LF at the end; its first line names what it is */
    struct xc_digest leaf;
    struct xc_digest previous; /* SHA-256 of the line before this one in the exported
                                  ledger; of nothing for the first */
    uint8_t signature[XC_SIGNATURE_BYTES]; /* Ed25519 over the line without it */
};

/* Makes the key file of a new workspace, `<workspace>.key` (0600). XC_EUSAGE: there is
 * one already. */
int xc_ledger_make_key(const char *workspace, struct xc_error *error);
/* The same with the key of a file (XC_EINPUT if it is none) instead of a new one: an
 * office that begins a workspace anew keeps the key that it has published. */
int xc_ledger_take_key(const char *workspace, const char *from, struct xc_error *error);

/* Appends entries in the transaction that is open, or in one of its own. Texts are
 * checked: UTF-8, no control characters but LF, LF at the end, at most 64 KiB. *index: of
 * the first.
 */
int xc_ledger_append(struct xc_store *store, struct xc_str office, xc_instant at,
                     const struct xc_str *texts, size_t count, uint64_t *index,
                     struct xc_error *error);

uint64_t xc_ledger_size(struct xc_store *store, struct xc_error *error);
int xc_ledger_entry(struct xc_store *store, uint64_t index, struct xc_arena *arena,
                    struct xc_ledger_entry *entry, struct xc_error *error);

/* Calls found for each entry from `from` on, in order. */
int xc_ledger_each(struct xc_store *store, uint64_t from,
                   int (*found)(void *context, const struct xc_ledger_entry *entry),
                   void *context, struct xc_error *error);

/* One entry as canonical JSON without LF: {"at","index","office","previous","signature",
 * "suite":"sha256-ed25519","text"}. The exported ledger is these lines. */
int xc_ledger_line(const struct xc_ledger_entry *entry, struct xc_buffer *out);

/* The signed checkpoint of the ledger as it is now, and the verifier key of its signer.
 */
int xc_ledger_checkpoint(struct xc_store *store, struct xc_buffer *note,
                         struct xc_error *error);

/* The same of its first `size` entries (0: all). */
int xc_ledger_checkpoint_at(struct xc_store *store, uint64_t size, struct xc_buffer *note,
                            struct xc_error *error);
int xc_ledger_key(struct xc_store *store, struct xc_buffer *key, struct xc_error *error);

/* Signs bytes of another kind with the ledger's key. They must begin with a line of their
 * own that says what they are, so that nobody takes them for an entry or a checkpoint. */
int xc_ledger_sign(struct xc_store *store, struct xc_str bytes,
                   uint8_t signature[XC_SIGNATURE_BYTES], struct xc_error *error);

/* The inclusion path of an entry in the tree of the first `size` entries (0: all). */
int xc_ledger_proof(struct xc_store *store, uint64_t index, uint64_t size,
                    struct xc_digest *path, size_t *length, struct xc_error *error);

/* Checks everything: numbers, times, previous, leaves, signatures, the checkpoint (NULL:
 * none), and that what entries name by digest (registers, rules, plans, approvals,
 * replans, settings, draws, outcomes, facts) is still stored as it was entered, and
 * nothing else. Calls problem for each finding, the first bad record first, with the
 * entry's index (UINT64_MAX: none, where stored rows have no entry); stops where that
 * returns non-zero, with that. Without a checkpoint nobody can see that the newest
 * entries were cut off together with what they bind. */
int xc_ledger_verify(struct xc_store *store, const struct xc_checkpoint *checkpoint,
                     int (*problem)(void *context, uint64_t index,
                                    const struct xc_message *message),
                     void *context, struct xc_error *error);

/* The same for an exported ledger (lines), with the verifier key: no database, so only
 * the chain. index: the line, from 0. */
int xc_ledger_verify_text(struct xc_str lines, const struct xc_note_key *key,
                          const struct xc_checkpoint *checkpoint,
                          int (*problem)(void *context, uint64_t index,
                                         const struct xc_message *message),
                          void *context, struct xc_error *error);

#endif
