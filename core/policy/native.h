/* Lua's own messages as formats that can be translated. Private to policy. */
#ifndef XC_POLICY_NATIVE_H
#define XC_POLICY_NATIVE_H

#include "base/error.h"

/* Captures what Lua said, without its place; rendered in English it is the same text.
 * false: the text is none that is known. */
bool xc_native_message(struct xc_str text, struct xc_message *message);

/* The static copy of one of these formats, NULL: it is none. */
const char *xc_native_format(const char *format);

#endif
