#include "register/divisions.h"

#include <string.h>

enum { FIELDS = 4 };

static bool split(struct xc_str line, struct xc_str fields[FIELDS]) {
    struct xc_str rest = line;
    for (size_t i = 0; i < FIELDS; i++) {
        if (rest.ptr == NULL)
            return false;
        fields[i] = xc_str_cut(&rest, ',');
    }
    return rest.ptr == NULL;
}

static void set_line(struct xc_error *error, unsigned line) {
    if (error != NULL)
        error->line = line;
}

int xc_divisions_load(struct xc_str csv, struct xc_register_builder *b,
                      struct xc_error *error) {
    struct xc_str rest = csv;
    unsigned number = 0;
    while (rest.ptr != NULL && rest.len > 0) {
        struct xc_str fields[FIELDS];
        struct xc_str line = xc_str_cut(&rest, '\n');
        number++;
        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (number == 1) {
            if (!xc_str_is(line, "code,name,parent,level"))
                return xc_fail_at(error, XC_EINPUT, XC_STR("divisions.csv"), 1, 1,
                                  "the header must be code,name,parent,level");
            continue;
        }
        if (!split(line, fields))
            return xc_fail_at(error, XC_EINPUT, XC_STR("divisions.csv"), number, 1,
                              "a line must have four fields between commas");
        const struct xc_area row = {
            fields[0], fields[1], fields[2],
            (enum xc_area_level)xc_words_parse(XC_WORDS_LEVEL, fields[3])};
        int code = xc_register_add_area(b, &row, error);
        if (code != 0) {
            set_line(error, number);
            return code;
        }
    }
    if (number == 0)
        return xc_fail_at(error, XC_EINPUT, XC_STR("divisions.csv"), 1, 1,
                          "the list of divisions is empty");
    return 0;
}

static bool all_zero(const char *digits, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        if (digits[i] != '0')
            return false;
    return true;
}

bool xc_area_code_normalise(struct xc_str code, char out[XC_AREA_CODE_BYTES]) {
    size_t len = code.len;
    out[0] = 0;
    if (len != 2 && len != 4 && len != 6 && len != 9 && len != 12)
        return false;
    for (size_t i = 0; i < len; i++)
        if (code.ptr[i] < '0' || code.ptr[i] > '9')
            return false;
    if (all_zero(code.ptr, 0, 2))
        return false;
    if (len == 12)
        len = 9;
    if (len == 9 && all_zero(code.ptr, 6, 9))
        len = 6;
    if (len == 6 && all_zero(code.ptr, 4, 6))
        len = 4;
    if (len == 4 && all_zero(code.ptr, 2, 4))
        len = 2;
    memcpy(out, code.ptr, len);
    out[len] = 0;
    return true;
}
