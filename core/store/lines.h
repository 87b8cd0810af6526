/* Sets of canonical lines in chunks. Private to store. */
#ifndef XC_STORE_LINES_H
#define XC_STORE_LINES_H

#include "store/query.h"

/* A set being written, inside a transaction. Lines come in order and hold no line end
 * (XC_EINTERNAL); one is at most 3 MiB. After a failure only abandon is left. */
struct xc_line_writer;
int xc_line_writer_open(struct xc_store *store, struct xc_line_writer **writer,
                        struct xc_error *error);
int xc_line_writer_add(struct xc_line_writer *writer, struct xc_str line,
                       struct xc_error *error);

/* Stores the set, unless one with the same content exists, and writes its digest "<rows>
 * <hex>" and a NUL into digest. Frees the writer, as abandon does. */
enum { XC_LINE_SET_BYTES = 96 };
int xc_line_writer_close(struct xc_line_writer *writer, char digest[XC_LINE_SET_BYTES],
                         struct xc_error *error);
void xc_line_writer_abandon(struct xc_line_writer *writer);

/* Calls line (NULL: nobody) for each line of a set in order; stops early where it returns
 * non-zero, with that. The content is hashed on the way: no damaged line is handed out,
 * but where one is missing or too many, XC_EENV comes only at the end, so the caller must
 * not use what it was given on failure. */
int xc_store_each_of_set(struct xc_store *store, struct xc_str set,
                         int (*line)(void *context, struct xc_str line), void *context,
                         struct xc_error *error);

/* ---- For lines.c and lines_read.c ---- */

/* The chunks that a set was cut into, in order. Start with {0}; free digests. */
struct xc_chunk_names {
    struct xc_digest *digests;
    size_t count, capacity;
};
int xc_chunk_names_add(struct xc_chunk_names *names, const struct xc_digest *name,
                       struct xc_error *error);

/* The name of a set whose lines made this tree: "<rows> <hex>"; empty: no memory. */
void xc_line_set_name(const struct xc_merkle *tree, char name[XC_LINE_SET_BYTES]);

/* Remembers that these chunks make this set, which is true whatever the file says later:
 * as long as the set is made of chunks with these digests, hashing them is enough. */
void xc_line_set_prove(struct xc_store *store, struct xc_str set,
                       const struct xc_chunk_names *names);

/* Lets go of the chunks that the store keeps; before it is closed. */
void xc_line_chunks_forget(struct xc_store *store);

/* XC_EENV where the digest of a snapshot is not that of the tables it names. */
int xc_store_check_head(struct xc_store *store, const struct xc_snapshot *snapshot,
                        struct xc_error *error);

#endif
