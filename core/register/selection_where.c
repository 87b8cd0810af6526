/* Conditions on one field: the words of a condition are turned into a test on the
 * column's own values first, so that a row costs a load and a comparison. */
#include "base/suggest.h"
#include "register/check.h"
#include "register/memory.h"
#include "register/selection_field.h"

#include <stdlib.h>
#include <string.h>

struct where {
    const struct xc_selection *node;
    const struct xc_register *reg;
    const struct xc_selection_context *context; /* may be NULL */
    struct xc_bitset *rows;
    struct xc_error *error;
};

/* Rows of the word of the bitset that holds row first. */
static size_t lanes(const struct xc_bitset *rows, size_t first) {
    return rows->size - first < 64 ? rows->size - first : 64;
}

static void clear(struct xc_bitset *rows) {
    if (rows->size > 0)
        memset(rows->words, 0, (rows->size + 63) / 64 * sizeof(*rows->words));
}

static bool listed(const struct xc_selection *node, struct xc_str text) {
    return xc_str_listed(node->words, node->word_count, text);
}

/* ---- Columns of small numbers ---- */

static void narrow_bytes(struct xc_bitset *rows, const uint8_t *column,
                         const uint8_t accept[256]) {
    for (size_t first = 0; first < rows->size; first += 64) {
        uint64_t *word = &rows->words[first / 64];
        uint64_t kept = 0;
        size_t end = lanes(rows, first);
        if (*word == 0)
            continue;
        for (size_t i = 0; i < end; i++)
            kept |= (uint64_t)accept[column[first + i]] << i;
        *word &= kept;
    }
}

static const uint8_t *byte_column(const struct where *where,
                                  const struct xc_field *field) {
    const struct xc_targets *t = &where->reg->targets;
    const struct xc_people *p = &where->reg->people;
    if (field->table == XC_TABLE_AREAS)
        return where->reg->areas.level;
    if (field->table == XC_TABLE_PEOPLE)
        return field->type == XC_FIELD_POOL ? p->pool : p->status;
    if (field->type == XC_FIELD_FLAG)
        return t->co_designated;
    switch (field->vocabulary) {
    case XC_WORDS_KIND:
        return t->kind;
    case XC_WORDS_OWNERSHIP:
        return t->ownership;
    case XC_WORDS_CREDIT:
        return t->credit;
    default:
        return t->status;
    }
}

static void where_byte(const struct where *where, const struct xc_field *field) {
    const struct xc_selection *node = where->node;
    uint8_t accept[256] = {0};
    for (size_t i = 0; i < node->word_count; i++) {
        struct xc_str word = node->words[i];
        if (field->type == XC_FIELD_POOL)
            accept[xc_str_is(word, "experts") ? XC_POOL_EXPERTS : XC_POOL_INSPECTORS] = 1;
        else if (field->type == XC_FIELD_FLAG)
            accept[xc_str_is(word, "true") ? 1 : 0] = 1;
        else if (field->vocabulary == XC_WORDS_KIND && xc_str_is(word, "medical"))
            for (unsigned kind = 1; kind < XC_KIND_COUNT; kind++)
                accept[kind] = accept[kind] || xc_kind_medical((enum xc_kind)kind);
        else
            accept[xc_words_parse(field->vocabulary, word)] = 1;
    }
    if (field->type == XC_FIELD_WORD)
        accept[0] = 0;
    narrow_bytes(where->rows, byte_column(where, field), accept);
}

static void where_roles(const struct where *where) {
    const uint32_t *roles = where->reg->people.roles;
    uint32_t wanted = 0;
    for (size_t i = 0; i < where->node->word_count; i++)
        wanted |= 1u << xc_words_parse(XC_WORDS_ROLE, where->node->words[i]);
    for (size_t row = xc_bitset_next(where->rows, 0); row < where->rows->size;
         row = xc_bitset_next(where->rows, row + 1))
        if ((roles[row] & wanted) == 0)
            xc_bitset_drop(where->rows, row);
}

/* ---- Texts ---- */

static void narrow_equal(struct xc_bitset *rows, const uint32_t *column, uint32_t value) {
    for (size_t first = 0; first < rows->size; first += 64) {
        uint64_t *word = &rows->words[first / 64];
        uint64_t kept = 0;
        size_t end = lanes(rows, first);
        if (*word == 0)
            continue;
        for (size_t i = 0; i < end; i++)
            kept |= (uint64_t)(column[first + i] == value) << i;
        *word &= kept;
    }
}

/* Keeps rows whose value is a bit of accept; larger values (none) are dropped. */
static void narrow_accepted(struct xc_bitset *rows, const uint32_t *column,
                            const struct xc_bitset *accept) {
    for (size_t first = 0; first < rows->size; first += 64) {
        uint64_t *word = &rows->words[first / 64];
        uint64_t kept = 0;
        size_t end = lanes(rows, first);
        if (*word == 0)
            continue;
        for (size_t i = 0; i < end; i++) {
            uint32_t value = column[first + i];
            if (value < accept->size)
                kept |= (accept->words[value / 64] >> value % 64 & 1) << i;
        }
        *word &= kept;
    }
}

static const xc_ref *label_column(const struct where *where,
                                  const struct xc_field *field) {
    const struct xc_targets *t = &where->reg->targets;
    const struct xc_people *p = &where->reg->people;
    const struct {
        enum xc_table table;
        const char *name;
        const xc_ref *column;
    } columns[] = {
        {XC_TABLE_TARGETS, "level", t->level},
        {XC_TABLE_TARGETS, "zone", t->zone},
        {XC_TABLE_TARGETS, "organisation", t->organisation},
        {XC_TABLE_TARGETS, "flags", t->flags},
        {XC_TABLE_TARGETS, "name", t->name},
        {XC_TABLE_TARGETS, "legal", t->legal},
        {XC_TABLE_PEOPLE, "unit", p->unit},
        {XC_TABLE_PEOPLE, "department", p->department},
        {XC_TABLE_PEOPLE, "crew", p->crew},
        {XC_TABLE_PEOPLE, "specialties", p->specialties},
        {XC_TABLE_PEOPLE, "name", p->name},
        {XC_TABLE_AREAS, "name", where->reg->areas.name},
    };
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        if (columns[i].table == field->table && strcmp(columns[i].name, field->name) == 0)
            return columns[i].column;
    return NULL;
}

static bool set_holds(const struct xc_selection *node, struct xc_str set) {
    struct xc_str rest = set;
    while (rest.ptr != NULL)
        if (listed(node, xc_str_cut(&rest, ',')))
            return true;
    return false;
}

/* Texts that are kept once stand at the start of the pool: the test is made on them, not
 * on the rows. */
static int where_label(const struct where *where, const struct xc_field *field) {
    const struct xc_register_memory *memory = where->reg->memory;
    const xc_ref *column = label_column(where, field);
    struct xc_bitset accept = xc_bitset_make(memory->interned_end);
    uint32_t only = 0;
    size_t found = 0;
    if (accept.words == NULL)
        return xc_fail_memory(where->error);
    for (size_t at = 1; at < memory->interned_end;) {
        struct xc_str text = xc_pool_text(&memory->pool, (xc_ref)at);
        if (field->type == XC_FIELD_SET ? set_holds(where->node, text)
                                        : listed(where->node, text)) {
            xc_bitset_put(&accept, at);
            only = (uint32_t)at;
            found++;
        }
        at = (size_t)(text.ptr - memory->pool.bytes) + text.len;
    }
    if (found == 0)
        clear(where->rows);
    else if (found == 1)
        narrow_equal(where->rows, column, only);
    else
        narrow_accepted(where->rows, column, &accept);
    xc_bitset_free(&accept);
    return 0;
}

static void where_text(const struct where *where, const struct xc_field *field) {
    const xc_ref *column = label_column(where, field);
    struct xc_bitset *rows = where->rows;
    for (size_t row = xc_bitset_next(rows, 0); row < rows->size;
         row = xc_bitset_next(rows, row + 1))
        if (!listed(where->node, xc_register_text(where->reg, column[row])))
            xc_bitset_drop(rows, row);
}

static int where_key(const struct where *where, const struct xc_field *field) {
    struct xc_bitset accept = xc_bitset_make(where->rows->size);
    if (accept.words == NULL && accept.size > 0)
        return xc_fail_memory(where->error);
    for (size_t i = 0; i < where->node->word_count; i++) {
        struct xc_str key = where->node->words[i];
        uint32_t row =
            field->table == XC_TABLE_TARGETS  ? xc_register_find_target(where->reg, key)
            : field->table == XC_TABLE_PEOPLE ? xc_register_find_person(where->reg, key)
                                              : xc_selection_area(where->reg, key);
        if (row != XC_NO_ROW)
            xc_bitset_put(&accept, row);
    }
    xc_bitset_and(where->rows, &accept);
    xc_bitset_free(&accept);
    return 0;
}

static int where_area(const struct where *where, const struct xc_field *field) {
    struct xc_bitset accept = xc_bitset_make(where->reg->areas.count);
    int code = 0;
    if (accept.words == NULL && accept.size > 0)
        return xc_fail_memory(where->error);
    for (size_t i = 0; code == 0 && i < where->node->word_count; i++) {
        uint32_t row = xc_selection_area(where->reg, where->node->words[i]);
        if (row != XC_NO_ROW) {
            xc_bitset_put(&accept, row);
            continue;
        }
        (void)xc_fail(
            where->error, XC_EINPUT,
            "the area \"%s\" of a selection is not among the areas of this register",
            xc_show(where->node->words[i]).text);
        (void)xc_hint(where->error, "correct the code, or import the area first");
        code = XC_EINPUT;
    }
    if (code == 0)
        narrow_accepted(where->rows,
                        field->table == XC_TABLE_TARGETS ? where->reg->targets.area
                                                         : where->reg->people.area,
                        &accept);
    xc_bitset_free(&accept);
    return code;
}

/* ---- Numbers and dates ---- */

static bool in_bounds(const struct xc_selection *node, int64_t low, int64_t high) {
    return (!node->has_min || low >= node->min) && (!node->has_max || high <= node->max);
}

/* The values that are listed, sorted; owned by the caller. Dates as xc_date. */
static int64_t *listed_numbers(const struct where *where, bool dates) {
    const struct xc_selection *node = where->node;
    int64_t *numbers = calloc(node->word_count + 1, sizeof(*numbers));
    for (size_t i = 0; numbers != NULL && i < node->word_count; i++) {
        xc_date date = XC_NO_DATE;
        if (dates && xc_date_parse(node->words[i], &date))
            numbers[i] = date;
        else
            (void)xc_integer_parse(node->words[i], &numbers[i]);
    }
    return numbers;
}

enum number_type { NUMBER_WIDE, NUMBER_NARROW, NUMBER_DATE, NUMBER_HISTORY };

struct numbers {
    const void *column;
    enum number_type type;
    bool zero_is_none;
    const int64_t *history; /* beside a column: the later of both; instead of one: the
                               number. NULL: nothing is stored */
};

static struct numbers number_column(const struct where *where,
                                    const struct xc_field *field) {
    const struct xc_targets *t = &where->reg->targets;
    const struct xc_people *p = &where->reg->people;
    bool targets = field->table == XC_TABLE_TARGETS;
    if (field->type == XC_FIELD_HISTORY)
        return (struct numbers){.type = NUMBER_HISTORY};
    if (field->type == XC_FIELD_DATE)
        return (struct numbers){.column = targets ? t->last_visit : p->certificate_until,
                                .type = NUMBER_DATE};
    if (targets && strcmp(field->name, "weight") == 0)
        return (struct numbers){.column = t->weight, .type = NUMBER_WIDE};
    if (targets)
        return (struct numbers){t->minutes, NUMBER_NARROW, true, NULL};
    return (struct numbers){strcmp(field->name, "per_day") == 0 ? p->per_day
                                                                : p->max_visits,
                            NUMBER_WIDE, true, NULL};
}

/* What the office has stored about the targets, for a field that is history or also
 * history. */
static int find_history(const struct where *where, const struct xc_field *field,
                        struct numbers *numbers) {
    const struct xc_selection_context *context = where->context;
    bool asked = context != NULL && context->column != NULL;
    if (field->table != XC_TABLE_TARGETS ||
        (field->type != XC_FIELD_HISTORY && field->type != XC_FIELD_DATE))
        return 0;
    if (asked)
        return context->column(context->context, where->node->field, where->reg,
                               &numbers->history, where->error);
    if (field->type == XC_FIELD_DATE)
        return 0;
    (void)xc_fail(where->error, XC_EINPUT,
                  "the selection asks for \"%s\", which is not known here", field->name);
    (void)xc_hint(where->error,
                  "the office's results, leads and cases say it, not the register; a "
                  "column of the register needs another name");
    return XC_EINPUT;
}

/* False where the row has no such number. */
static bool number_at(const struct numbers *numbers, size_t row, int64_t *value) {
    int64_t stored = numbers->history != NULL       ? numbers->history[row]
                     : numbers->type == NUMBER_DATE ? XC_NO_DATE
                                                    : 0;
    if (numbers->type == NUMBER_HISTORY) {
        *value = stored;
        return true;
    }
    if (numbers->type == NUMBER_DATE) {
        *value = ((const xc_date *)numbers->column)[row];
        if (*value == XC_NO_DATE || (stored != XC_NO_DATE && stored > *value))
            *value = stored;
        return *value != XC_NO_DATE;
    }
    *value = numbers->type == NUMBER_WIDE ? ((const uint32_t *)numbers->column)[row]
                                          : ((const uint16_t *)numbers->column)[row];
    return *value != 0 || !numbers->zero_is_none;
}

static bool number_meets(const struct xc_selection *node, const int64_t *list,
                         int64_t value) {
    if (list == NULL)
        return in_bounds(node, value, value);
    for (size_t i = 0; i < node->word_count; i++)
        if (list[i] == value)
            return true;
    return false;
}

static int where_number(const struct where *where, const struct xc_field *field) {
    struct numbers column = number_column(where, field);
    struct xc_bitset *rows = where->rows;
    int64_t *list = NULL;
    int code = find_history(where, field, &column);
    if (code != 0)
        return code;
    if (where->node->compare == XC_COMPARE_IN) {
        list = listed_numbers(where, field->type == XC_FIELD_DATE);
        if (list == NULL)
            return xc_fail_memory(where->error);
    }
    for (size_t first = 0; first < rows->size; first += 64) {
        uint64_t *word = &rows->words[first / 64];
        uint64_t kept = 0;
        size_t end = lanes(rows, first);
        if (*word == 0)
            continue;
        for (size_t row = first; row < first + end; row++) {
            int64_t value = 0;
            if (number_at(&column, row, &value) && number_meets(where->node, list, value))
                kept |= UINT64_C(1) << (row - first);
        }
        *word &= kept;
    }
    free(list);
    return 0;
}

/* ---- Extra columns ---- */

/* The whole numbers just below and above a decimal text: 12.5 lies between 12 and 13. */
static bool decimal_bounds(struct xc_str text, int64_t *low, int64_t *high) {
    struct xc_str rest = text;
    struct xc_str whole = xc_str_cut(&rest, '.');
    bool minus = whole.len > 0 && whole.ptr[0] == '-';
    bool fraction = false;
    if (!xc_integer_parse(whole, low) || *low == INT64_MAX ||
        (rest.ptr != NULL && rest.len == 0))
        return false;
    for (size_t i = 0; rest.ptr != NULL && i < rest.len; i++) {
        if (rest.ptr[i] < '0' || rest.ptr[i] > '9')
            return false;
        fraction = fraction || rest.ptr[i] != '0';
    }
    *high = *low;
    if (fraction && minus)
        (*low)--;
    else if (fraction)
        (*high)++;
    return true;
}

static bool attribute_meets(const struct xc_selection *node, struct xc_str text) {
    int64_t low = 0;
    int64_t high = 0;
    xc_date date = XC_NO_DATE;
    switch (node->compare) {
    case XC_COMPARE_IN:
        return listed(node, text);
    case XC_COMPARE_NUMBER:
        return decimal_bounds(text, &low, &high) && in_bounds(node, low, high);
    case XC_COMPARE_DATE:
        return xc_date_parse_loose(text, &date) && in_bounds(node, date, date);
    }
    return false;
}

static int unknown_field(const struct where *where) {
    enum { MAX_NAMES = 32 };
    struct xc_str names[MAX_NAMES];
    size_t count = xc_field_names(where->node->table, names, MAX_NAMES);
    (void)xc_fail(where->error, XC_EINPUT,
                  "%s have no field \"%s\", and no row has an extra column of that name",
                  xc_table_name(where->node->table), xc_show(where->node->field).text);
    struct xc_str near = xc_suggest(where->node->field, names, count);
    if (near.len > 0)
        (void)xc_hint(where->error, "did you mean \"%s\"?", xc_show(near).text);
    return XC_EINPUT;
}

static int where_attribute(const struct where *where) {
    const struct xc_register *reg = where->reg;
    const xc_ref *column = where->node->table == XC_TABLE_TARGETS
                               ? reg->targets.attributes
                               : reg->people.attributes;
    struct xc_buffer scratch = xc_buffer_make((size_t)XC_MAX_ATTRIBUTE_BYTES * 4);
    struct xc_bitset *rows = where->rows;
    bool seen = rows->size == 0;
    for (size_t row = 0; row < rows->size; row++) {
        bool asked = xc_bitset_get(rows, row);
        if (!asked && seen)
            continue;
        struct xc_str text = {0};
        if (column[row] != 0)
            text = xc_register_attribute(xc_register_text(reg, column[row]),
                                         where->node->field, &scratch);
        seen = seen || text.len > 0;
        if (asked && (text.len == 0 || !attribute_meets(where->node, text)))
            xc_bitset_drop(rows, row);
    }
    xc_buffer_free(&scratch);
    return seen ? 0 : unknown_field(where);
}

int xc_selection_narrow(const struct xc_selection *node, const struct xc_register *reg,
                        const struct xc_selection_context *context,
                        struct xc_bitset *rows, struct xc_error *error) {
    const struct where where = {node, reg, context, rows, error};
    const struct xc_field *field = xc_field_find(node->table, node->field);
    switch (field == NULL ? XC_FIELD_ATTRIBUTE : field->type) {
    case XC_FIELD_ATTRIBUTE:
        break;
    case XC_FIELD_KEY:
        return where_key(&where, field);
    case XC_FIELD_TEXT:
        where_text(&where, field);
        return 0;
    case XC_FIELD_LABEL:
    case XC_FIELD_SET:
        return where_label(&where, field);
    case XC_FIELD_ROLES:
        where_roles(&where);
        return 0;
    case XC_FIELD_WORD:
    case XC_FIELD_POOL:
    case XC_FIELD_FLAG:
        where_byte(&where, field);
        return 0;
    case XC_FIELD_AREA:
        return where_area(&where, field);
    case XC_FIELD_NUMBER:
    case XC_FIELD_DATE:
    case XC_FIELD_HISTORY:
        return where_number(&where, field);
    }
    return where_attribute(&where);
}
