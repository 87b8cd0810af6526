#include "intake/papers_internal.h"

enum { MOST_LISTS = 4096 };

/* How many items a checklist has now. */
struct xc_papers_list {
    struct xc_str id;
    unsigned last;
};

/* "list/item", as its fact's id. */
static int id_of(struct xc_str list, struct xc_str item, struct xc_buffer *id,
                 struct xc_error *error) {
    xc_buffer_clear(id);
    xc_buffer_add(id, list);
    xc_buffer_putc(id, '/');
    return xc_buffer_add(id, item) == XC_OK ? XC_OK : xc_fail_memory(error);
}

static struct xc_papers_list *list_of(struct xc_papers *papers, struct xc_str id) {
    for (size_t i = 0; i < papers->list_count; i++) {
        if (xc_str_equal(papers->lists[i].id, id)) {
            return &papers->lists[i];
        }
    }
    struct xc_str copy = xc_arena_copy(papers->arena, id);
    if (!copy.ptr || papers->list_count == MOST_LISTS) {
        return NULL;
    }
    papers->lists[papers->list_count] = (struct xc_papers_list){copy, 0};
    return &papers->lists[papers->list_count++];
}

/* Items keep their places, unless their list is replaced: then it is numbered anew. */
static int open_checklists(struct xc_papers *papers, struct xc_error *error) {
    struct xc_buffer id = xc_buffer_make(XC_FACT_ID_BYTES * 2);
    papers->lists = xc_arena_array(papers->arena, MOST_LISTS, sizeof *papers->lists);
    int rc = papers->lists
                 ? xc_checklists_load(papers->session->store, papers->session->office,
                                      XC_NO_INSTANT, papers->arena, &papers->items,
                                      &papers->item_count, NULL, error)
                 : xc_fail_memory(error);
    for (size_t i = 0; i < papers->item_count && rc == XC_OK; i++) {
        const struct xc_check_item *item = &papers->items[i];
        struct xc_papers_list *list = list_of(papers, item->list);
        rc = list ? id_of(item->list, item->item, &id, error) : xc_fail_memory(error);
        if (rc == XC_OK &&
            xc_lookup_put(&papers->item_ids, xc_buffer_view(&id), (uint32_t)i) != XC_OK) {
            rc = xc_fail_memory(error);
        }
        if (rc == XC_OK && papers->mode == XC_IMPORT_MERGE) {
            list->last = item->place > list->last ? item->place : list->last;
            rc = xc_lookup_put(&papers->item_places, xc_buffer_view(&id), item->place) ==
                         XC_OK
                     ? XC_OK
                     : xc_fail_memory(error);
        }
    }
    xc_buffer_free(&id);
    return rc;
}

static struct xc_str said(const struct xc_paper_row *row, size_t column,
                          struct xc_str before) {
    return row->cells[column].ptr ? row->cells[column] : before;
}

/* A new item comes behind the others of its list. */
static int place_of(struct xc_papers *papers, struct xc_str list, struct xc_str id,
                    unsigned *place, struct xc_error *error) {
    uint32_t known;
    if (xc_lookup_get(&papers->item_places, id, &known)) {
        *place = known;
        return XC_OK;
    }
    struct xc_papers_list *own = list_of(papers, list);
    if (!own) {
        return xc_fail(error, XC_EINPUT, "there are more than %d checklists", MOST_LISTS);
    }
    *place = ++own->last;
    return xc_lookup_put(&papers->item_places, id, *place) == XC_OK
               ? XC_OK
               : xc_fail_memory(error);
}

static int read_item(struct xc_papers *papers, const struct xc_paper_row *row,
                     struct xc_buffer *id, struct xc_check_item *item,
                     struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_check_item before = {0};
    uint32_t at;
    int rc = xc_papers_needed(papers, row, XC_CHECKLIST_LIST, verdict, error);
    if (rc == XC_OK) {
        rc = xc_papers_needed(papers, row, XC_CHECKLIST_ITEM, verdict, error);
    }
    if (rc == XC_OK) {
        rc = id_of(row->cells[XC_CHECKLIST_LIST], row->cells[XC_CHECKLIST_ITEM], id,
                   error);
    }
    if (rc != XC_OK) {
        return rc;
    }
    if (xc_lookup_get(&papers->item_ids, xc_buffer_view(id), &at)) {
        before = papers->items[at];
    }
    *item = (struct xc_check_item){
        .list = row->cells[XC_CHECKLIST_LIST],
        .item = row->cells[XC_CHECKLIST_ITEM],
        .kind = said(row, XC_CHECKLIST_KIND, before.kind),
        .text = said(row, XC_CHECKLIST_TEXT, before.text),
        .basis = said(row, XC_CHECKLIST_BASIS, before.basis),
    };
    return place_of(papers, item->list, xc_buffer_view(id), &item->place, error);
}

static int take_item(struct xc_papers *papers, const struct xc_paper_row *row,
                     struct xc_row_verdict *verdict, struct xc_error *error) {
    struct xc_buffer id = xc_buffer_make(XC_MAX_FIELD_BYTES * 3);
    const char *field = NULL;
    struct xc_check_item item;
    struct xc_fact fact;
    int rc = read_item(papers, row, &id, &item, verdict, error);
    if (rc == XC_OK) {
        rc = xc_check_item_fact(&item, papers->arena, &fact, &field, error);
    }
    if (rc == XC_EINPUT && field) {
        verdict->column = xc_papers_column(papers, field);
    }
    xc_buffer_free(&id);
    return rc == XC_OK ? xc_papers_keep(papers, &fact, row, verdict, error) : rc;
}

/* An item of a list that the file names. */
static bool goes(const struct xc_papers *papers, size_t known) {
    struct xc_str list = papers->known[known].id;
    list = xc_str_cut(&list, '/');
    for (size_t i = 0; i < papers->list_count; i++) {
        if (xc_str_equal(papers->lists[i].id, list)) {
            return papers->lists[i].last > 0;
        }
    }
    return false;
}

const struct xc_papers_kind xc_papers_checklists = {.kind = XC_FACT_CHECKLIST,
                                                    .replaces = true,
                                                    .open = open_checklists,
                                                    .take = take_item,
                                                    .goes = goes};
