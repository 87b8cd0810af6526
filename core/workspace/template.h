/* A translated sentence with places for texts, taken apart once and filled many times:
 * feeds hold hundreds of thousands of the same few sentences. */
#ifndef XC_WORKSPACE_TEMPLATE_H
#define XC_WORKSPACE_TEMPLATE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/catalogue.h"

enum { XC_TEMPLATE_PLACES = 3, XC_TEMPLATE_PARTS = 2 * XC_TEMPLATE_PLACES + 1 };

struct xc_template {
    struct xc_template_part {
        struct xc_str text; /* where place is 0 */
        unsigned place;     /* 1…: the text to put here */
    } parts[XC_TEMPLATE_PARTS];
    size_t count;
};

/* Takes the translation of format apart. format holds up to XC_TEMPLATE_PLACES
 * conversions, all of them %s (XC_MSG marks it for translation). Texts live in the arena.
 * 0 or XC_ENOMEM. */
int xc_template_make(struct xc_template *sentence, const char *format,
                     const struct xc_catalogue *catalogue, struct xc_arena *arena);

/* Appends the sentence with its places filled; texts not needed may be empty. */
void xc_template_fill(const struct xc_template *sentence, struct xc_str first,
                      struct xc_str second, struct xc_str third, struct xc_buffer *out);

#endif
