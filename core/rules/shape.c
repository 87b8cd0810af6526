/* What holds for every value of a document, whatever it means. */
#include "rules/read.h"

#include "base/utf8.h"

struct walk {
    size_t depth;
    size_t values;
};

static void look_value(const struct xc_place *place, struct walk *walk);

static void look_text(const struct xc_place *place, struct xc_str text) {
    size_t bad = 0;
    if (!xc_utf8_valid(text, &bad)) {
        xc_rules_refuse(place, XC_MSG("the text is not UTF-8 from byte %zu on"), bad + 1);
        return;
    }
    uint32_t character = xc_utf8_forbidden(text);
    if (character != 0) {
        xc_rules_refuse(
            place,
            XC_MSG("the text holds the invisible character U+%04X, which is not "
                   "allowed"),
            (unsigned)character);
        XC_RULES_HINT(place, XC_MSG("type the text again instead of pasting it"));
    } else if (text.len > XC_MAX_FIELD_BYTES) {
        xc_rules_refuse(place, XC_MSG("the text has %zu bytes; at most %zu are allowed"),
                        text.len, (size_t)XC_MAX_FIELD_BYTES);
    }
}

static void look_object(const struct xc_place *place, struct walk *walk) {
    json_t *json = (json_t *)place->json;
    void *at = json_object_iter(json);
    for (; at != NULL; at = json_object_iter_next(json, at)) {
        look_text(place, (struct xc_str){json_object_iter_key(at),
                                         json_object_iter_key_len(at)});
        if (place->reader->code != XC_OK) {
            return;
        }
        struct xc_place member = {place->reader, place, json_object_iter_key(at), 0,
                                  json_object_iter_value(at)};
        look_value(&member, walk);
    }
}

static void look_value(const struct xc_place *place, struct walk *walk) {
    if (place->reader->code != XC_OK) {
        return;
    }
    if (++walk->values > XC_RULES_MAX_VALUES) {
        xc_rules_refuse(place, XC_MSG("the rules hold more than %zu values"),
                        (size_t)XC_RULES_MAX_VALUES);
    } else if (walk->depth == XC_RULES_MAX_DEPTH) {
        xc_rules_refuse(place, XC_MSG("the values are nested more than %zu deep"),
                        (size_t)XC_RULES_MAX_DEPTH);
    } else if (json_is_real(place->json)) {
        xc_rules_refuse(place, XC_MSG("a number with a decimal point is not allowed"));
        XC_RULES_HINT(place,
                      XC_MSG("write a share as two whole numbers, for example [1,20]"));
    } else if (json_is_string(place->json)) {
        look_text(place, (struct xc_str){json_string_value(place->json),
                                         json_string_length(place->json)});
    }
    if (place->reader->code != XC_OK) {
        return;
    }
    walk->depth++;
    if (json_is_object(place->json)) {
        look_object(place, walk);
    }
    for (size_t i = 0; json_is_array(place->json) && i < json_array_size(place->json);
         i++) {
        struct xc_place element = xc_rules_element(place, i);
        look_value(&element, walk);
    }
    walk->depth--;
}

void xc_rules_read_shape(const struct xc_place *document) {
    struct walk walk = {0, 0};
    look_value(document, &walk);
}
