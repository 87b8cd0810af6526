/* What parent and worker write to each other: one JSON object per line.
 *
 * parent → worker
 * {"mode":"evaluate"|"test"|"describe","file":0,"name":…,"files":[[path,text]…],
 *                    "plugins":[{"name","file"}…],"settings":[[name,text]…]}
 * worker → parent   {"answer":…,"log":…,"used":[plugin…],"lines":[…]} |
 * {"error":ERROR,"log":…} | {"ask":{"rows":…,"rules":…,"set":…}}, which the parent
 * answers with parent → worker   {"plan":…,"rules":…} | {"error":ERROR} ERROR
 * {"code","file","line","column","id","args","hint":{"id","args"}} Private to policy. */
#ifndef XC_POLICY_PROTOCOL_H
#define XC_POLICY_PROTOCOL_H

#include "base/buffer.h"
#include "base/error.h"

#include <jansson.h>

/* A new reference; NULL: no memory. */
json_t *xc_protocol_error_json(const struct xc_error *error);

/* Fills *error from what the other side sent, which is not trusted; returns its code.
 * Formats that texts.c knows stay translatable, others are shown as they are. */
int xc_protocol_error_read(const json_t *json, struct xc_error *error);

/* The same, but every format stays translatable: one that texts.c does not know is
 * borrowed from json. For what comes from other folders through a test's plan_of. */
int xc_protocol_error_borrow(const json_t *json, struct xc_error *error);

/* One line with its LF; keys sorted, so that equal answers are equal bytes. false: no
 * memory or larger than out allows. */
bool xc_protocol_write(const json_t *json, struct xc_buffer *out);

/* texts.c: the static copy of a format of this folder, NULL: unknown. */
const char *xc_protocol_text(const char *format);

#endif
