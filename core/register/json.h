/* Texts out of JSON. */
#ifndef XC_REGISTER_JSON_H
#define XC_REGISTER_JSON_H

#include "base/str.h"

#include <jansson.h>

/* A view of a string, which lives as long as that; empty where it is none, or NULL. */
static inline struct xc_str xc_json_str(const json_t *json) {
    return json_is_string(json)
               ? (struct xc_str){json_string_value(json), json_string_length(json)}
               : XC_STR("");
}

/* The same of an object's member; empty where it is not there. */
static inline struct xc_str xc_json_str_at(const json_t *object, const char *key) {
    return xc_json_str(json_object_get(object, key));
}

#endif
