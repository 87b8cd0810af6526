#include "cli/sentences.h"

#include "rules/rules.h"

json_t *xc_sentences_levels(struct xc_str text) {
    json_t *list = json_array();
    while (text.ptr && text.len > 0) {
        struct xc_str line = xc_str_cut(&text, '\n');
        size_t spaces = 0;
        while (spaces < line.len && line.ptr[spaces] == ' ') {
            spaces++;
        }
        if (spaces < line.len) {
            json_array_append_new(
                list, json_pack("{s:I, s:o}", "level", (json_int_t)(spaces / 2), "text",
                                xc_json_text(xc_str_slice(line, spaces, line.len))));
        }
    }
    return list;
}

json_t *xc_sentences_topics(struct xc_str text) {
    struct xc_str topic = XC_STR("other");
    json_t *list = json_array();
    while (text.ptr && text.len > 0) {
        struct xc_str line = xc_str_cut(&text, '\n'), rest = line;
        struct xc_str first = xc_str_cut(&rest, '\t');
        if (rest.ptr) {
            topic = first.len > 0 ? first : topic;
            line = rest;
        }
        line = xc_str_trim(line);
        if (line.len > 0) {
            json_array_append_new(list,
                                  json_pack("{s:o, s:o}", "topic", xc_json_text(topic),
                                            "text", xc_json_text(line)));
        }
    }
    return list;
}
