/* Targets in few bytes (base/pack.h), for the store: a register of a million is read a
 * few times a day and written a few times a month. Pieces stand alone and are cut at
 * places that the ids decide, so that a changed row changes one of them. */
#ifndef XC_REGISTER_PACK_H
#define XC_REGISTER_PACK_H

#include "base/buffer.h"
#include "register/register.h"

/* Rises with every change of what is written. */
#define XC_TARGETS_FORM "targets/1"

struct xc_register_packer;
/* Owned; NULL: no memory. reg is borrowed. */
struct xc_register_packer *xc_register_packer_new(const struct xc_register *reg);
void xc_register_packer_free(struct xc_register_packer *packer);

/* Appends the piece that begins with a row of targets and returns the row after its last;
 * what fails shows in out->failed. */
uint32_t xc_register_pack(struct xc_register_packer *packer, uint32_t row,
                          struct xc_buffer *out);

/* Adds the targets of a piece, in the order of a register, to a builder that has no other
 * ones but those of the pieces before it. XC_EINPUT without a message: this is no such
 * piece. Not checked again is what was checked before it was packed. */
int xc_register_add_packed(struct xc_register_builder *b, struct xc_str piece,
                           struct xc_error *error);

#endif
