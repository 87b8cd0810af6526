/* Text into XML and HTML. */
#ifndef XC_BASE_MARKUP_H
#define XC_BASE_MARKUP_H

#include "base/buffer.h"

/* Appends with & < > " ' escaped: fit for texts and for attributes. */
void xc_markup_escape(struct xc_buffer *out, struct xc_str text);

#endif
