/* What the files of the ledger share. Private to store. */
#ifndef XC_STORE_LEDGER_INTERNAL_H
#define XC_STORE_LEDGER_INTERNAL_H

#include "store/ledger.h"
#include "store/query.h"

enum { XC_LEDGER_TEXT_BYTES = 64 * 1024, XC_LEDGER_LINE_BYTES = 512 * 1024 };

/* The only suite so far. */
#define XC_LEDGER_SUITE "sha256-ed25519"

/* ledger_key.c: store->signer and store->signer_public, from the file beside the
 * database. XC_EENV where it is missing or not readable. */
int xc_ledger_signer(struct xc_store *store, struct xc_error *error);

/* ledger_line.c: the line as it is signed, without its "signature". */
int xc_ledger_unsigned_line(const struct xc_ledger_entry *entry, struct xc_buffer *out);

/* Reads one line (no LF). hold keeps the text without escapes, office is borrowed from
 * the line; leaf is computed. False: the line is not canonical. */
bool xc_ledger_line_read(struct xc_str line, struct xc_hasher *hasher,
                         struct xc_buffer *hold, struct xc_ledger_entry *entry);

/* SHA-256(0x00 ‖ "xuncha-entry-v1" LF time LF text). */
struct xc_digest xc_ledger_leaf(struct xc_hasher *hasher, xc_instant at,
                                struct xc_str text);

/* True where a text may be entered: UTF-8, no control character but LF, LF at its end, at
 * most XC_LEDGER_TEXT_BYTES. */
bool xc_ledger_text_fits(struct xc_str text);

/* ledger.c: the columns of SELECT_ENTRY as an entry that borrows from the query. */
#define XC_LEDGER_COLUMNS                                                                \
    "SELECT number, at, office, body, suite, leaf, previous, signature FROM ledger "

/* The time that an entry was given, which may be later than the clock's. */
int xc_ledger_time(struct xc_store *store, uint64_t index, xc_instant *at,
                   struct xc_error *error);

/* Appends without a look at whether older rows are bound; inside a transaction. */
int xc_ledger_add(struct xc_store *store, struct xc_str office, xc_instant at,
                  const struct xc_str *texts, size_t count, uint64_t *index,
                  struct xc_error *error);

/* ledger_chain.c: checks entries one after the other. */
struct xc_ledger_chain {
    struct xc_hasher *hasher;               /* borrowed */
    const uint8_t *public_key;              /* borrowed */
    struct xc_ledger_seen *seen;            /* borrowed; NULL: nothing is remembered */
    const struct xc_checkpoint *checkpoint; /* borrowed; may be NULL */
    struct xc_buffer line, unsigned_line;   /* private */
    struct xc_merkle tree;                  /* of the leaves so far */
    struct xc_digest root; /* of as many entries as the checkpoint counts */
    uint64_t next;
    xc_instant last;
    struct xc_digest previous; /* of the line before */
};

/* Free with xc_ledger_chain_free. */
void xc_ledger_chain_start(struct xc_ledger_chain *chain, struct xc_hasher *hasher,
                           const uint8_t public_key[XC_KEY_BYTES],
                           const struct xc_checkpoint *checkpoint);
void xc_ledger_chain_free(struct xc_ledger_chain *chain);

/* Checks the entry and moves on. False: message says what is wrong first. */
bool xc_ledger_chain_add(struct xc_ledger_chain *chain,
                         const struct xc_ledger_entry *entry, struct xc_message *message);

/* Moves on over a line that is no entry. */
void xc_ledger_chain_skip(struct xc_ledger_chain *chain, struct xc_str line);

/* False: the entries are not those of the checkpoint; message and *index say where. */
bool xc_ledger_chain_end(const struct xc_ledger_chain *chain, uint64_t *index,
                         struct xc_message *message);

#endif
