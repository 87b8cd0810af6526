/* A plugin and its parameters, as lua_plugin.c makes them and lua_stage.c uses them.
 * Private to policy. */
#ifndef XC_POLICY_PLUGIN_H
#define XC_POLICY_PLUGIN_H

#include "policy/bindings.h"
#include "policy/schema.h"

enum { XC_PARAMETER_CHOICES = 16 };

/* The block of a PARAM value. Its data: {means = text, fallback = value}. */
struct xc_parameter {
    struct xc_value value;
    struct xc_spec spec; /* name empty: the plugin's table names it */
    const char *choices[XC_PARAMETER_CHOICES + 1];
};

struct xc_parameter *xc_parameter_at(lua_State *L, int index);

/* lua_builder.c: what a plugin's plan(stage, p) gets as `stage`. Pushes a BUILDER for the
 * record (STAGE data) at index; year is the programme's. */
void xc_builder_push(lua_State *L, int record, lua_Integer year);
void xc_builder_open(lua_State *L);

/* Replaces the PLUGIN value at the top by {name, summary, parameters = {{name, type,
 * fallback, required, summary}, …}}. */
void xc_plugin_push_description(lua_State *L);

/* {"full_coverage":true, …}: the plugins that were used. A new reference, NULL: no
 * memory. Raises nothing. */
json_t *xc_plugin_used_json(lua_State *L);

#endif
