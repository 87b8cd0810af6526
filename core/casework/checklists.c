#include "casework/papers.h"

#include "casework/body.h"
#include "register/words.h"

#include <stddef.h>
#include <stdlib.h>

enum { MOST_ITEMS = 100000, MEDICAL = XC_KIND_COUNT, WORDS };

static const struct xc_body_field fields[] = {
    {"basis", NULL, XC_BODY_TEXT, false, offsetof(struct xc_check_item, basis),
     XC_BODY_STORY_BYTES, NULL},
    {"item", NULL, XC_BODY_TEXT, true, offsetof(struct xc_check_item, item),
     XC_BODY_ID_BYTES, NULL},
    {"kind", NULL, XC_BODY_TEXT, false, offsetof(struct xc_check_item, kind),
     XC_BODY_NAME_BYTES, NULL},
    {"list", NULL, XC_BODY_TEXT, true, offsetof(struct xc_check_item, list),
     XC_FACT_ID_BYTES - XC_BODY_ID_BYTES - 1, NULL},
    {"place", NULL, XC_BODY_COUNT, true, offsetof(struct xc_check_item, place),
     MOST_ITEMS, NULL},
    {"text", NULL, XC_BODY_TEXT, true, offsetof(struct xc_check_item, text),
     XC_BODY_STORY_BYTES, NULL},
    {0},
};

static unsigned kind_of(struct xc_str word) {
    return xc_str_is(word, "medical") || xc_str_is(word, "医疗机构")
               ? MEDICAL
               : xc_words_parse(XC_WORDS_KIND, word);
}

static const char *kind_word(unsigned kind) {
    return kind == MEDICAL ? "medical" : xc_words_english(XC_WORDS_KIND, kind);
}

/* The kinds in English, each once, in the order of the vocabulary. */
static int read_kinds(struct xc_str kinds, struct xc_arena *arena, struct xc_str *words,
                      const char **field, struct xc_error *error) {
    bool asked[WORDS] = {false};
    struct xc_buffer text = xc_buffer_make(XC_BODY_NAME_BYTES);
    struct xc_str rest = kinds;
    while (rest.len > 0) {
        struct xc_str word = xc_str_trim(xc_str_cut(&rest, ','));
        unsigned kind = kind_of(word);
        if (kind == 0) {
            *field = "kind";
            return xc_fail(error, XC_EINPUT, "'%.*s' is not a kind of targets",
                           XC_PRI(word));
        }
        asked[kind] = true;
    }
    for (unsigned kind = 1; kind < WORDS; kind++) {
        if (asked[kind]) {
            xc_buffer_puts(&text, text.len ? "," : "");
            xc_buffer_puts(&text, kind_word(kind));
        }
    }
    *words = xc_arena_copy(arena, xc_buffer_view(&text));
    xc_buffer_free(&text);
    return words->ptr ? XC_OK : xc_fail_memory(error);
}

int xc_check_item_fact(const struct xc_check_item *item, struct xc_arena *arena,
                       struct xc_fact *fact, const char **field, struct xc_error *error) {
    struct xc_check_item kept = *item;
    const struct xc_str parts[] = {item->list, item->item};
    int rc = xc_body_check(fields, item, field, error);
    if (rc == XC_OK && xc_str_find(item->list, XC_STR("/")) >= 0) {
        *field = "list";
        rc = xc_fail(error, XC_EINPUT, "list: the id of a checklist holds no '/'");
    }
    if (rc == XC_OK && xc_str_find(item->item, XC_STR(",")) >= 0) {
        *field = "item";
        rc = xc_fail(error, XC_EINPUT,
                     "item: a comma separates items, so that none can hold one");
    }
    if (rc == XC_OK) {
        rc = read_kinds(item->kind, arena, &kept.kind, field, error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    struct xc_str id = xc_body_join(arena, parts, 2);
    return id.ptr ? xc_body_fact(fields, &kept, id, arena, fact, error)
                  : xc_fail_memory(error);
}

static int read(const struct xc_fact *fact, struct xc_arena *arena, void *paper,
                struct xc_error *error) {
    return xc_body_read(fields, fact, "checklist", arena, paper, error);
}

static int by_place(const void *left, const void *right) {
    const struct xc_check_item *a = left, *b = right;
    int order = xc_str_compare(a->list, b->list);
    if (order == 0) {
        order = (a->place > b->place) - (a->place < b->place);
    }
    return order != 0 ? order : xc_str_compare(a->item, b->item);
}

int xc_checklists_load(struct xc_store *store, struct xc_str office, xc_instant at,
                       struct xc_arena *arena, struct xc_check_item **items,
                       size_t *count, uint64_t *newest, struct xc_error *error) {
    void *papers;
    int rc = xc_body_load(store, office, XC_FACT_CHECKLIST, XC_STR(""), at, arena,
                          sizeof **items, read, &papers, count, newest, error);
    *items = papers;
    if (rc == XC_OK && *count > 1) {
        qsort(*items, *count, sizeof **items, by_place);
    }
    return rc;
}

bool xc_check_item_asks(const struct xc_check_item *item, enum xc_kind kind) {
    struct xc_str rest = item->kind;
    bool asks = rest.len == 0;
    while (!asks && rest.len > 0) {
        struct xc_str word = xc_str_cut(&rest, ',');
        asks = xc_str_is(word, xc_words_english(XC_WORDS_KIND, kind)) ||
               (xc_str_is(word, "medical") && xc_kind_medical(kind));
    }
    return asks;
}
