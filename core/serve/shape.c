#include "serve/shape.h"

#include "base/date.h"
#include "base/utf8.h"
#include "register/json.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

enum { DEEP = 16, PLACE_BYTES = 160 };

const json_t *xc_shape_resolve(const json_t *document, const json_t *schema) {
    for (unsigned i = 0; i < DEEP; i++) {
        struct xc_str path = xc_json_str_at(schema, "$ref");
        if (!path.len) {
            return schema;
        }
        if (!xc_str_starts(path, XC_STR("#/"))) {
            return NULL;
        }
        path = xc_str_slice(path, 2, path.len);
        schema = document;
        while (path.len && schema) {
            struct xc_str part = xc_str_cut(&path, '/');
            schema = json_object_getn(schema, part.ptr, part.len);
        }
    }
    return NULL;
}

static json_t *read_integer(struct xc_str text) {
    uint64_t value = 0;
    bool minus = text.len > 1 && text.ptr[0] == '-';
    if (!xc_str_to_uint(minus ? xc_str_slice(text, 1, text.len) : text, INT64_MAX,
                        &value)) {
        return NULL;
    }
    return json_integer(minus ? -(json_int_t)value : (json_int_t)value);
}

json_t *xc_shape_read(const json_t *document, const json_t *schema, struct xc_str text) {
    schema = xc_shape_resolve(document, schema);
    struct xc_str type = xc_json_str_at(schema, "type");
    if (xc_str_is(type, "integer")) {
        return read_integer(text);
    }
    if (xc_str_is(type, "boolean")) {
        return xc_str_is(text, "true")    ? json_true()
               : xc_str_is(text, "false") ? json_false()
                                          : NULL;
    }
    return json_stringn(text.ptr, text.len);
}

struct place {
    char text[PLACE_BYTES];
};

static struct place below(const struct place *place, const char *name) {
    struct place made;
    int len = snprintf(made.text, sizeof made.text, "%s.%s", place->text, name);
    return len < 0 || (size_t)len >= sizeof made.text ? *place : made;
}

static bool is_type(const json_t *value, struct xc_str type) {
    return xc_str_is(type, "string")    ? json_is_string(value)
           : xc_str_is(type, "integer") ? json_is_integer(value)
           : xc_str_is(type, "number")  ? json_is_number(value)
           : xc_str_is(type, "boolean") ? json_is_boolean(value)
           : xc_str_is(type, "array")   ? json_is_array(value)
           : xc_str_is(type, "object")  ? json_is_object(value)
           : xc_str_is(type, "null")    ? json_is_null(value)
                                        : false;
}

static int check_type(const json_t *schema, json_t *value, const struct place *place,
                      struct xc_error *error) {
    const json_t *type = json_object_get(schema, "type");
    bool fits = !type || is_type(value, xc_json_str(type));
    const json_t *one;
    size_t i;
    json_array_foreach(type, i, one) {
        fits = fits || is_type(value, xc_json_str(one));
    }
    if (!fits) {
        return xc_fail(error, XC_EUSAGE, "%s: %.*s is expected", place->text,
                       XC_PRI(json_is_string(type)
                                  ? xc_json_str(type)
                                  : xc_json_str(json_array_get(type, 0))));
    }
    return XC_OK;
}

static int check_choice(const json_t *schema, json_t *value, const struct place *place,
                        struct xc_error *error) {
    const json_t *choice = json_object_get(schema, "enum"), *one;
    const json_t *constant = json_object_get(schema, "const");
    bool found = !choice;
    size_t i;
    struct xc_buffer words = xc_buffer_make(2048);
    json_array_foreach(choice, i, one) {
        found = found || json_equal(one, value);
        xc_buffer_printf(&words, "%s%.*s", i ? ", " : "", XC_PRI(xc_json_str(one)));
    }
    int rc = XC_OK;
    if (!found) {
        rc = xc_fail(error, XC_EUSAGE, "%s: it is none of %.*s", place->text,
                     XC_PRI(xc_buffer_view(&words)));
    } else if (constant && !json_equal(constant, value)) {
        rc = xc_fail(error, XC_EUSAGE, "%s: this value is not taken", place->text);
    }
    xc_buffer_free(&words);
    return rc;
}

static bool matches(const char *pattern, const char *text) {
    regex_t regex;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
        return false;
    }
    bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

static int check_string(const json_t *schema, json_t *value, const struct place *place,
                        struct xc_error *error) {
    struct xc_str text = xc_json_str(value);
    const json_t *least = json_object_get(schema, "minLength");
    const json_t *most = json_object_get(schema, "maxLength");
    const char *pattern = json_string_value(json_object_get(schema, "pattern"));
    struct xc_str format = xc_json_str_at(schema, "format");
    size_t length = xc_utf8_count(text);
    xc_date date;
    if (memchr(text.ptr, '\0', text.len)) {
        return xc_fail(error, XC_EUSAGE, "%s: a NUL is no part of a text", place->text);
    }
    if (least && (json_int_t)length < json_integer_value(least)) {
        return xc_fail(error, XC_EUSAGE, "%s: at least %lld characters are expected",
                       place->text, (long long)json_integer_value(least));
    }
    if (most && (json_int_t)length > json_integer_value(most)) {
        return xc_fail(error, XC_EUSAGE, "%s: at most %lld characters are taken",
                       place->text, (long long)json_integer_value(most));
    }
    if (xc_str_is(format, "date") && !xc_date_parse(text, &date)) {
        return xc_fail(error, XC_EUSAGE,
                       "%s: a date that exists is expected, written like 2026-03-05",
                       place->text);
    }
    if (pattern && !matches(pattern, json_string_value(value))) {
        return xc_fail(error, XC_EUSAGE, "%s: it is not written as expected: %s",
                       place->text, pattern);
    }
    return XC_OK;
}

static int check_number(const json_t *schema, json_t *value, const struct place *place,
                        struct xc_error *error) {
    const json_t *least = json_object_get(schema, "minimum");
    const json_t *most = json_object_get(schema, "maximum");
    if (least && json_number_value(value) < json_number_value(least)) {
        return xc_fail(error, XC_EUSAGE, "%s: at least %lld is expected", place->text,
                       (long long)json_number_value(least));
    }
    if (most && json_number_value(value) > json_number_value(most)) {
        return xc_fail(error, XC_EUSAGE, "%s: at most %lld is taken", place->text,
                       (long long)json_number_value(most));
    }
    return XC_OK;
}

static int check(const json_t *document, const json_t *schema, json_t *value,
                 const struct place *place, unsigned deep, struct xc_error *error);

static int check_array(const json_t *document, const json_t *schema, json_t *value,
                       const struct place *place, unsigned deep, struct xc_error *error) {
    const json_t *least = json_object_get(schema, "minItems");
    const json_t *most = json_object_get(schema, "maxItems");
    const json_t *items = json_object_get(schema, "items");
    json_t *one;
    size_t count = json_array_size(value), i;
    if ((least && (json_int_t)count < json_integer_value(least)) ||
        (most && (json_int_t)count > json_integer_value(most))) {
        return xc_fail(error, XC_EUSAGE, "%s: a list of this length is not taken",
                       place->text);
    }
    int rc = XC_OK;
    json_array_foreach(value, i, one) {
        char number[24];
        (void)snprintf(number, sizeof number, "%zu", i);
        struct place here = below(place, number);
        rc = items ? check(document, items, one, &here, deep, error) : XC_OK;
        if (rc != XC_OK) {
            break;
        }
    }
    return rc;
}

static int check_object(const json_t *document, const json_t *schema, json_t *value,
                        const struct place *place, unsigned deep,
                        struct xc_error *error) {
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *more = json_object_get(schema, "additionalProperties");
    const json_t *required = json_object_get(schema, "required");
    json_t *one;
    const char *key;
    size_t i;
    json_array_foreach(required, i, one) {
        if (!json_object_get(value, json_string_value(one))) {
            return xc_fail(error, XC_EUSAGE, "%s: '%s' is missing", place->text,
                           json_string_value(one));
        }
    }
    json_object_foreach(value, key, one) {
        const json_t *own = json_object_get(properties, key);
        struct place here = below(place, key);
        if (!own && json_is_false(more)) {
            return xc_fail(error, XC_EUSAGE, "%s: there is no '%s'", place->text, key);
        }
        own = own ? own : json_is_object(more) ? more : NULL;
        int rc = own ? check(document, own, one, &here, deep, error) : XC_OK;
        if (rc != XC_OK) {
            return rc;
        }
    }
    return XC_OK;
}

static int check(const json_t *document, const json_t *schema, json_t *value,
                 const struct place *place, unsigned deep, struct xc_error *error) {
    schema = xc_shape_resolve(document, schema);
    if (!schema || deep == 0) {
        return xc_fail(error, XC_EUSAGE, "%s: it is nested too deeply", place->text);
    }
    int rc = check_type(schema, value, place, error);
    if (rc == XC_OK) {
        rc = check_choice(schema, value, place, error);
    }
    if (rc == XC_OK && json_is_string(value)) {
        rc = check_string(schema, value, place, error);
    } else if (rc == XC_OK && json_is_number(value)) {
        rc = check_number(schema, value, place, error);
    } else if (rc == XC_OK && json_is_array(value)) {
        rc = check_array(document, schema, value, place, deep - 1, error);
    } else if (rc == XC_OK && json_is_object(value)) {
        rc = check_object(document, schema, value, place, deep - 1, error);
    }
    return rc;
}

int xc_shape_check(const json_t *document, const json_t *schema, json_t *value,
                   const char *name, struct xc_error *error) {
    struct place place;
    (void)snprintf(place.text, sizeof place.text, "%s", name);
    return check(document, schema, value, &place, DEEP, error);
}
