/* Visits in few bytes (base/pack.h): the derived form XC_VISIT_FORM of a plan's lines. It
 * is cut into pieces, which are read in their order: texts and lists that repeat (crews,
 * who sits, what is fulfilled) stand where they come first and are numbers after that.
 * Private to store. */
#ifndef XC_STORE_VISIT_PACK_H
#define XC_STORE_VISIT_PACK_H

#include "plan/visit.h"

/* Rises with every change of what is written. */
#define XC_VISIT_FORM "visits/1"

struct xc_visit_packer;
struct xc_visit_packer *xc_visit_packer_new(void); /* owned; NULL: no memory */
void xc_visit_packer_free(struct xc_visit_packer *packer);

/* Appends a visit to the piece; no reference to it is kept. What is not stored with a
 * visit is not kept either. XC_ENOMEM. */
int xc_visit_pack(struct xc_visit_packer *packer, const struct xc_visit *visit);

/* The piece so far, valid until the next visit, which begins another one where
 * xc_visit_packer_next was called meanwhile. */
struct xc_str xc_visit_packer_piece(const struct xc_visit_packer *packer);
void xc_visit_packer_next(struct xc_visit_packer *packer);

struct xc_visit_unpacker;
/* arena: for the lists of the visits; borrowed. */
struct xc_visit_unpacker *xc_visit_unpacker_new(struct xc_arena *arena);
void xc_visit_unpacker_free(struct xc_visit_unpacker *unpacker);

/* Calls found for each visit of the next piece; stops where that returns non-zero, with
 * that. The visits' texts are views of the piece and of those before it, which the caller
 * keeps; their lists are shared among them and not to be changed. XC_EINPUT without a
 * message: these are not such pieces; XC_ENOMEM. */
int xc_visit_unpack(struct xc_visit_unpacker *unpacker, struct xc_str piece,
                    int (*found)(void *context, struct xc_visit *visit), void *context);

#endif
