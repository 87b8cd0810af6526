/* What other people wrote, made fit for the parts of .docx and .xlsx files. */
#ifndef XC_EXCHANGE_OOXML_TEXT_H
#define XC_EXCHANGE_OOXML_TEXT_H

#include "base/buffer.h"

/* The text begins with a piece that goes as it is: returns that, without the characters
 * that follow it; cuts it and what follows (one character) off *text. *character is
 * - 0 at the end of the text;
 * - '\n', for CR and CR LF too, or '\t';
 * - U+FFFD for what must not be shown: other control, zero-width and bidirectional
 *   characters, what XML does not know, what is not UTF-8.
 * Call until it is 0. */
struct xc_str xc_ooxml_piece(struct xc_str *text, uint32_t *character);

/* Texts of cells write characters that XML does not know as _xHHHH_, and what would be
 * read as such with its first _ as _x005F_. decode: makes what lies in a buffer from
 * `from` on what was meant. encode: appends a text so, not
 * escaped yet. */
void xc_ooxml_decode(struct xc_buffer *text, size_t from);
void xc_ooxml_encode(struct xc_buffer *out, struct xc_str text);

#endif
