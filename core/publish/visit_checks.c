#include "publish/visit_checks.h"

#include "workspace/visit_facts.h"

struct asking {
    const struct xc_checklists *lists;
    enum xc_kind kind;
    void (*give)(void *context, const struct xc_visit_check *check);
    void *context;
    bool named;
};

int xc_checklists_of(const struct xc_session *session, struct xc_arena *arena,
                     struct xc_checklists *lists, struct xc_error *error) {
    struct xc_check_item *items = NULL;
    *lists = (struct xc_checklists){0};
    int rc = xc_checklists_load(session->store, session->office, session->now, arena,
                                &items, &lists->count, NULL, error);
    lists->items = items;
    return rc;
}

static void give_listed(const struct asking *asking, const struct xc_check_item *item) {
    const struct xc_visit_check check = {item->item, item->text, item->basis};
    asking->give(asking->context, &check);
}

static void give_named(void *context, struct xc_str name) {
    struct asking *asking = context;
    bool found = false;
    for (size_t i = 0; i < asking->lists->count; i++) {
        const struct xc_check_item *item = &asking->lists->items[i];
        if (xc_str_equal(item->item, name) && xc_check_item_asks(item, asking->kind)) {
            give_listed(asking, item);
            found = true;
        }
    }
    if (!found) {
        const struct xc_visit_check check = {name, name, XC_STR("")};
        asking->give(asking->context, &check);
    }
    asking->named = true;
}

void xc_visit_checks(const struct xc_loaded *loaded, const struct xc_checklists *lists,
                     const struct xc_visit *visit, enum xc_kind kind,
                     void (*give)(void *context, const struct xc_visit_check *check),
                     void *context) {
    struct asking asking = {lists, kind, give, context, false};
    xc_visit_items(loaded, visit, give_named, &asking);
    for (size_t i = 0; i < lists->count && !asking.named; i++) {
        if (xc_check_item_asks(&lists->items[i], kind)) {
            give_listed(&asking, &lists->items[i]);
        }
    }
}
