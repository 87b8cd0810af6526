#include "exchange/places.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "exchange/cells.h"

#include <string.h>

enum { SUGGESTED_FROM = 512 };

/* Kept in place of a row for what was looked up in vain. */
static const uint32_t known_to_fail = XC_NO_ROW - 1;

static bool all_digits(struct xc_str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    return text.len > 0;
}

struct xc_str xc_place_code(struct xc_str text) {
    static const struct {
        size_t len, zeros;
    } steps[] = {{12, 3}, {9, 3}, {6, 2}, {4, 2}};
    if (!all_digits(text))
        return text;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (text.len == steps[i].len &&
            xc_str_ends(text, xc_str_slice(XC_STR("000"), 0, steps[i].zeros)))
            text.len -= steps[i].zeros;
    }
    return text;
}

/* Endings that people leave out. */
static const struct xc_str endings[] = {
    XC_STR_INIT("省"),         XC_STR_INIT("市"),          XC_STR_INIT("区"),
    XC_STR_INIT("县"),         XC_STR_INIT("镇"),          XC_STR_INIT("乡"),
    XC_STR_INIT("街道"),       XC_STR_INIT("自治区"),      XC_STR_INIT("自治州"),
    XC_STR_INIT("自治县"),     XC_STR_INIT("地区"),        XC_STR_INIT("盟"),
    XC_STR_INIT("旗"),         XC_STR_INIT("新区"),        XC_STR_INIT("林区"),
    XC_STR_INIT("特区"),       XC_STR_INIT("街道办事处"),  XC_STR_INIT("壮族自治区"),
    XC_STR_INIT("回族自治区"), XC_STR_INIT("维吾尔自治区")};

enum { ENDINGS = sizeof endings / sizeof endings[0], SHORTEST_BYTES = 6 };

/* True where full is text plus such an ending. */
static bool shortened(struct xc_str full, struct xc_str text) {
    if (text.len < SHORTEST_BYTES || !xc_str_starts(full, text))
        return false;
    struct xc_str rest = xc_str_slice(full, text.len, full.len);
    for (size_t i = 0; i < ENDINGS; i++) {
        if (xc_str_equal(rest, endings[i]))
            return true;
    }
    return false;
}

/* All names, so that a text that is none is known at once and not by a pass over all
 * areas. */
static int collect_names(struct xc_importing *importing, struct xc_error *error) {
    const struct xc_register *reg = importing->old;
    struct xc_lookup *names = &importing->area_names;
    uint32_t known;
    int code = XC_OK;
    for (uint32_t row = 0; code == XC_OK && row < reg->areas.count; row++) {
        struct xc_str name = xc_register_text(reg, reg->areas.name[row]);
        if (!xc_lookup_get(names, name, &known))
            code = xc_lookup_put(names, name, row);
        for (size_t i = 0; code == XC_OK && i < ENDINGS; i++) {
            struct xc_str bare = name;
            if (!xc_str_ends(name, endings[i]))
                continue;
            bare.len -= endings[i].len;
            if (bare.len >= SHORTEST_BYTES && !xc_lookup_get(names, bare, &known))
                code = xc_lookup_put(names, bare, row);
        }
    }
    importing->area_names_ready = true;
    return code == XC_OK ? XC_OK : xc_fail_memory(error);
}

struct search {
    const struct xc_register *reg;
    uint32_t scope; /* XC_NO_ROW: the whole country */
    enum xc_area_level level;
    struct xc_str name;
};

/* How well an area fits: 0 not at all; the exact name before the shortened one, the level
 * that was asked for before others. */
static int fits(const struct search *search, uint32_t row) {
    struct xc_str full = xc_register_text(search->reg, search->reg->areas.name[row]);
    int points;
    if (xc_str_equal(full, search->name))
        points = 2;
    else if (shortened(full, search->name))
        points = 1;
    else
        return 0;
    return search->level != XC_LEVEL_NONE &&
                   search->reg->areas.level[row] == search->level
               ? points + 2
               : points;
}

/* The one area of the scope (itself included) that fits best. *other: another one that
 * fits as well, else XC_NO_ROW. */
static uint32_t best_fit(const struct search *search, uint32_t *other) {
    uint32_t best = XC_NO_ROW;
    int best_points = 0;
    *other = XC_NO_ROW;
    for (uint32_t row = 0; row < search->reg->areas.count; row++) {
        if (search->scope != XC_NO_ROW &&
            !xc_register_within(search->reg, row, search->scope))
            continue;
        int points = fits(search, row);
        if (points == 0 || points < best_points)
            continue;
        *other = points == best_points ? best : XC_NO_ROW;
        best = row;
        best_points = points;
    }
    return best;
}

/* A code of an area of the register, written in any length; XC_NO_ROW: none. */
static uint32_t by_code(const struct xc_register *reg, struct xc_str text) {
    uint32_t row = xc_register_find_area(reg, text);
    return row != XC_NO_ROW ? row : xc_register_find_area(reg, xc_place_code(text));
}

static int fail_unknown(struct xc_importing *importing, size_t column,
                        const struct search *search, struct xc_error *error) {
    const struct xc_register *reg = importing->old;
    struct xc_str names[SUGGESTED_FROM];
    size_t count = 0;
    struct xc_shown_text header = xc_cell_header(importing, column);
    struct xc_shown_text shown = xc_report_show(search->name);
    if (search->scope == XC_NO_ROW) {
        xc_cell_fail(importing, column, error, "column “%s”: no area is called “%s”",
                     header.text, shown.text);
    } else {
        struct xc_str scope = xc_register_text(reg, reg->areas.name[search->scope]);
        xc_cell_fail(importing, column, error,
                     "column “%s”: no area in %.*s is called “%s”", header.text,
                     XC_PRI(scope), shown.text);
    }
    if (!importing->may_suggest)
        return XC_EINPUT;
    for (uint32_t row = 0; row < reg->areas.count && count < SUGGESTED_FROM; row++) {
        bool inside = search->scope == XC_NO_ROW
                          ? reg->areas.level[row] <= XC_LEVEL_CITY
                          : xc_register_within(reg, row, search->scope);
        if (inside)
            names[count++] = xc_register_text(reg, reg->areas.name[row]);
    }
    struct xc_str near = xc_suggest(search->name, names, count);
    if (near.len > 0)
        return xc_hint(error, "did you mean “%.*s”?", XC_PRI(near));
    if (importing->options->table != XC_IMPORT_TARGETS || column == TARGET_AREA)
        return xc_hint(error,
                       "write the division code, or add the area with import areas");
    return xc_hint(error,
                   "write the division code, add the area with import areas, or keep the "
                   "column as an attribute with --map %s=-",
                   header.text);
}

static int fail_code(struct xc_importing *importing, size_t column, struct xc_str text,
                     struct xc_error *error) {
    const struct xc_register *reg = importing->old;
    struct xc_str code = xc_place_code(text);
    xc_cell_fail(importing, column, error, "column “%s”: no area has the code %s",
                 xc_cell_header(importing, column).text, xc_report_show(text).text);
    for (size_t len = code.len; len-- > 2;) {
        uint32_t row = xc_register_find_area(reg, xc_str_slice(code, 0, len));
        if (row == XC_NO_ROW)
            continue;
        struct xc_str name = xc_register_text(reg, reg->areas.name[row]);
        return xc_hint(
            error, "%.*s is %.*s; correct the rest, or add the area with import areas",
            (int)len, code.ptr, XC_PRI(name));
    }
    return xc_hint(error, "correct the code, or add the area with import areas");
}

static int fail_ambiguous(struct xc_importing *importing, size_t column,
                          const struct search *search, uint32_t first, uint32_t second,
                          struct xc_error *error) {
    const struct xc_register *reg = importing->old;
    xc_cell_fail(
        importing, column, error, "column “%s”: “%s” may be the area %.*s or %.*s",
        xc_cell_header(importing, column).text, xc_report_show(search->name).text,
        XC_PRI(xc_register_text(reg, reg->areas.code[first])),
        XC_PRI(xc_register_text(reg, reg->areas.code[second])));
    return xc_hint(error,
                   "write the division code, or add columns for province and city");
}

/* Looks inside the scope, or, where nothing above is named, inside the office's area and
 * then ever wider around it. */
static int find_named(struct xc_importing *importing, size_t column,
                      struct search *search, uint32_t *row, struct xc_error *error) {
    const struct xc_register *reg = importing->old;
    bool widen = search->scope == XC_NO_ROW;
    uint32_t other = XC_NO_ROW;
    int code = importing->area_names_ready ? XC_OK : collect_names(importing, error);
    if (code != XC_OK)
        return code;
    if (!xc_lookup_get(&importing->area_names, search->name, row)) {
        *row = XC_NO_ROW;
        return fail_unknown(importing, column, search, error);
    }
    if (widen)
        search->scope = importing->default_area;
    for (;;) {
        *row = best_fit(search, &other);
        if (*row != XC_NO_ROW || !widen || search->scope == XC_NO_ROW)
            break;
        search->scope = reg->areas.parent[search->scope];
    }
    if (*row == XC_NO_ROW)
        return fail_unknown(importing, column, search, error);
    return other == XC_NO_ROW
               ? XC_OK
               : fail_ambiguous(importing, column, search, other, *row, error);
}

/* 江苏省无锡市宜兴市 in one cell: each step takes the longest name that the text begins
 * with. */
static uint32_t by_path(const struct xc_register *reg, struct xc_str text) {
    uint32_t scope = XC_NO_ROW;
    while (text.len > 0) {
        uint32_t best = XC_NO_ROW;
        size_t best_len = 0;
        for (uint32_t row = 0; row < reg->areas.count; row++) {
            struct xc_str name = xc_register_text(reg, reg->areas.name[row]);
            bool below = scope == XC_NO_ROW
                             ? reg->areas.parent[row] == XC_NO_ROW
                             : xc_register_within(reg, row, scope) && row != scope;
            if (below && name.len > best_len && xc_str_starts(text, name)) {
                best = row;
                best_len = name.len;
            }
        }
        if (best == XC_NO_ROW) {
            /* 北京市北京市东城区 */
            struct xc_str again = scope != XC_NO_ROW
                                      ? xc_register_text(reg, reg->areas.name[scope])
                                      : (struct xc_str){0};
            if (again.len == 0 || !xc_str_starts(text, again))
                return XC_NO_ROW;
            best_len = again.len;
        } else {
            scope = best;
        }
        text = xc_str_trim(xc_str_slice(text, best_len, text.len));
        while (text.len > 0 && (text.ptr[0] == '/' || text.ptr[0] == '-'))
            text = xc_str_slice(text, 1, text.len);
    }
    return scope;
}

/* A cell that holds a code or a name of any level. */
static int find_any(struct xc_importing *importing, size_t column, struct xc_str text,
                    uint32_t *row, struct xc_error *error) {
    *row = by_code(importing->old, text);
    if (*row != XC_NO_ROW)
        return XC_OK;
    if (all_digits(text))
        return fail_code(importing, column, text, error);
    *row = by_path(importing->old, text);
    if (*row != XC_NO_ROW)
        return XC_OK;
    struct search search = {importing->old, XC_NO_ROW, XC_LEVEL_NONE, text};
    return find_named(importing, column, &search, row, error);
}

/* What the level columns name together. *scope: the area so far. */
static int find_levels(struct xc_importing *importing,
                       const struct xc_place_columns *columns,
                       const struct xc_str texts[3], uint32_t *scope,
                       struct xc_error *error) {
    const int numbers[3] = {columns->province, columns->city, columns->county};
    static const enum xc_area_level levels[3] = {XC_LEVEL_PROVINCE, XC_LEVEL_CITY,
                                                 XC_LEVEL_COUNTY};
    *scope = XC_NO_ROW;
    for (size_t i = 0; i < 3; i++) {
        uint32_t row;
        if (texts[i].len == 0)
            continue;
        struct search search = {importing->old, *scope, levels[i], texts[i]};
        row = all_digits(texts[i]) ? by_code(importing->old, texts[i]) : XC_NO_ROW;
        bool inside =
            row != XC_NO_ROW &&
            (*scope == XC_NO_ROW || xc_register_within(importing->old, row, *scope));
        int code = inside
                       ? XC_OK
                       : find_named(importing, (size_t)numbers[i], &search, &row, error);
        if (code != XC_OK)
            return code;
        *scope = row;
    }
    return XC_OK;
}

/* A code, or one cell that says it all, goes before the names of the levels. Codes change
 * when a county becomes a district; then the names beside it help. */
static int find_either(struct xc_importing *importing,
                       const struct xc_place_columns *columns,
                       const struct xc_str texts[4], uint32_t *row,
                       struct xc_error *error) {
    int code = find_any(importing, (size_t)columns->area, texts[3], row, error);
    bool names = texts[0].len + texts[1].len + texts[2].len > 0;
    if (code != XC_EINPUT || !names)
        return code;
    struct xc_error ignored = {0};
    if (find_levels(importing, columns, texts, row, &ignored) != XC_OK)
        return code;
    const struct xc_register *reg = importing->old;
    xc_report_note(importing->report,
                   "no area has the code %s; by the names beside it, %.*s %.*s was taken",
                   xc_report_show(texts[3]).text,
                   XC_PRI(xc_register_text(reg, reg->areas.code[*row])),
                   XC_PRI(xc_register_text(reg, reg->areas.name[*row])));
    return XC_OK;
}

/* The short form for a row whose message nobody reads in full: looking again would cost a
 * pass over all areas for each of perhaps a million rows. */
static int fail_again(struct xc_importing *importing, const int numbers[4],
                      const struct xc_str texts[4], struct xc_error *error) {
    size_t last = 0;
    for (size_t i = 0; i < 4; i++) {
        if (texts[i].len > 0)
            last = i;
    }
    return xc_cell_fail(importing, (size_t)numbers[last], error,
                        "column “%s”: no area fits “%s”",
                        xc_cell_header(importing, (size_t)numbers[last]).text,
                        xc_report_show(texts[last]).text);
}

int xc_place_find(struct xc_importing *importing, const struct xc_place_columns *columns,
                  uint32_t *row, bool *named, bool *cleared, struct xc_error *error) {
    const int numbers[4] = {columns->province, columns->city, columns->county,
                            columns->area};
    struct xc_str texts[4] = {{0}};
    struct xc_buffer *key = &importing->scratch;
    *row = XC_NO_ROW;
    xc_buffer_clear(key);
    *cleared = false;
    for (size_t i = 0; i < 4; i++) {
        if (numbers[i] >= 0 &&
            xc_cell_given(importing, (size_t)numbers[i], &texts[i]) == XC_GIVEN_CLEAR)
            *cleared = true;
    }
    for (size_t i = 0; i < 4; i++) {
        (void)xc_buffer_add(key, texts[i]);
        (void)xc_buffer_putc(key, '\n');
    }
    *named = key->len > 4;
    if (!*named || key->failed)
        return key->failed ? xc_fail_memory(error) : XC_OK;
    struct xc_str remembered = xc_buffer_view(key);
    bool known = xc_lookup_get(&importing->areas, remembered, row);
    if (known && *row != known_to_fail)
        return XC_OK;
    if (known && !importing->may_suggest)
        return fail_again(importing, numbers, texts, error);
    int code = texts[3].len > 0 ? find_either(importing, columns, texts, row, error)
                                : find_levels(importing, columns, texts, row, error);
    if (!known && (code == XC_OK || code == XC_EINPUT) &&
        xc_lookup_put(&importing->areas, remembered,
                      code == XC_OK ? *row : known_to_fail) != XC_OK)
        return xc_fail_memory(error);
    return code;
}

int xc_place_read(struct xc_importing *importing, const struct xc_place_columns *columns,
                  bool is_new, struct xc_str *code, struct xc_error *error) {
    uint32_t row;
    bool named;
    bool cleared;
    int result = xc_place_find(importing, columns, &row, &named, &cleared, error);
    if (result != XC_OK)
        return result;
    if (!named && cleared)
        *code = (struct xc_str){0};
    if (!named && (is_new || cleared))
        row = importing->default_area;
    if (row != XC_NO_ROW)
        *code = xc_register_text(importing->old, importing->old->areas.code[row]);
    return XC_OK;
}
