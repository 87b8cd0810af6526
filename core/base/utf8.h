/* UTF-8 at the door: check, normalise, measure. On utf8proc (Unicode's own tables). */
#ifndef XC_BASE_UTF8_H
#define XC_BASE_UTF8_H

#include "base/buffer.h"
#include "base/str.h"

/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, ≤ U+10FFFF). On false,
 * *position (may be NULL) is the first bad byte. */
bool xc_utf8_valid(struct xc_str text, size_t *position);

/* The character at *position, which is moved behind it; U+FFFD and one byte where the
 * text is not well-formed. Precondition: *position < text.len. */
uint32_t xc_utf8_next(struct xc_str text, size_t *position);

/* Bytes written, 1–4. */
size_t xc_utf8_put(uint32_t character, char out[4]);

/* Number of characters; precondition: well-formed. */
size_t xc_utf8_count(struct xc_str text);

/* The longest prefix of at most max bytes that ends on a character border. */
struct xc_str xc_utf8_prefix(struct xc_str text, size_t max);

/* Columns in a terminal: Chinese characters count two, combining marks none. */
size_t xc_utf8_width(struct xc_str text);

/* Appends text in Normalization Form C; the usual case (ASCII, CJK) is copied as it is.
 * XC_EINPUT: not well-formed, or more than 30 combining marks in a row. XC_ENOMEM. */
int xc_utf8_nfc(struct xc_str text, struct xc_buffer *out);

/* True where the text is certainly in NFC already (quick check; false may still be NFC).
 */
bool xc_utf8_is_nfc_quick(struct xc_str text);

/* The first control character (Cc), zero-width or bidirectional format character, line or
 * paragraph separator; 0 where there is none. Such characters are refused in ids and
 * names. For NUL the answer is U+FFFD. */
uint32_t xc_utf8_forbidden(struct xc_str text);

/* Appends text fit for a line that people read: what is forbidden, or not UTF-8, as
 * U+FFFD, so that nothing in it breaks the line or steers a terminal. */
int xc_utf8_fit(struct xc_str text, struct xc_buffer *out);

/* Appends text with full-width ASCII variants (Ａ, １, ：, ideographic space) made
 * half-width and ASCII letters lower-case: for matching header names and codes, never for
 * storing. */
int xc_utf8_fold(struct xc_str text, struct xc_buffer *out);

#endif
