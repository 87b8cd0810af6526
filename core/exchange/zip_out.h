/* Zip files that go out, part by part, into a buffer: no times and no names of machines
 * in them, so that the same parts give the same bytes. */
#ifndef XC_EXCHANGE_ZIP_OUT_H
#define XC_EXCHANGE_ZIP_OUT_H

#include "base/buffer.h"

struct xc_zip_out;

/* out is borrowed until close; what it holds already stays before the zip file. Owned by
 * the caller. XC_ENOMEM. */
int xc_zip_out_new(struct xc_buffer *out, struct xc_zip_out **zip,
                   struct xc_error *error);

/* Starts a part (which ends the one before it); adds to it. Failures are kept: finish
 * tells them. Names are ASCII. */
void xc_zip_out_part(struct xc_zip_out *zip, const char *name);
void xc_zip_out_add(struct xc_zip_out *zip, struct xc_str bytes);

/* XC_ENOMEM: no memory, or out is full. */
int xc_zip_out_finish(struct xc_zip_out *zip, struct xc_error *error);
void xc_zip_out_free(struct xc_zip_out *zip); /* NULL is fine */

#endif
