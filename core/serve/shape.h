/* Values checked against the schemas of the OpenAPI document: the part of JSON Schema
 * that docs/server.md lists. Private to core/serve. */
#ifndef XC_SERVE_SHAPE_H
#define XC_SERVE_SHAPE_H

#include "base/error.h"

#include <jansson.h>

/* The schema itself where it is {"$ref": "#/…"}; NULL: it points nowhere. */
const json_t *xc_shape_resolve(const json_t *document, const json_t *schema);

/* Reads the text of a parameter as the value its schema wants; new, NULL: it is none, or
 * no memory. */
json_t *xc_shape_read(const json_t *document, const json_t *schema, struct xc_str text);

/* XC_EUSAGE, naming the place in the value: "visit.date". name: what the whole is called.
 */
int xc_shape_check(const json_t *document, const json_t *schema, json_t *value,
                   const char *name, struct xc_error *error);

#endif
