/* Ids of new visits as numbers of 60 bits, which sort like their texts. */
#include "base/parallel.h"
#include "base/prefetch.h"
#include "plan/plan_internal.h"

enum { ID_ATTEMPTS = 16, ID_BITS = 60, VISITS_OF_AN_ITEM = 16384, AHEAD = 4 };

struct naming {
    struct xc_job *job;
    const uint32_t *needs;
    uint64_t *ids; /* by position in needs */
    uint32_t count;
    unsigned hands;
    struct hand { /* of one worker */
        struct xc_mac *mac;
        struct xc_buffer text;
    } hand[XC_WORKERS];
};

static void name_visit(struct naming *n, struct hand *hand, uint32_t at,
                       unsigned attempt) {
    const struct xc_job *job = n->job;
    const struct xc_need *need = &job->needs[n->needs[at]];
    const struct xc_obligation *obligation = job->demands[need->demand].obligation;
    n->ids[at] =
        xc_visit_id_bits(hand->mac, &hand->text, job->programme->id, obligation->label,
                         xc_register_text(job->reg, job->reg->targets.id[need->target]),
                         need->number, attempt);
}

/* The register has its targets in another order than there are needs. */
static void look_ahead(const struct naming *n, uint32_t at, uint32_t behind) {
    const struct xc_register *reg = n->job->reg;
    if (behind - at <= 2 * AHEAD)
        return;
    xc_prefetch(&reg->targets.id[n->job->needs[n->needs[at + 2 * AHEAD]].target]);
    uint32_t target = n->job->needs[n->needs[at + AHEAD]].target;
    xc_prefetch(xc_register_text(reg, reg->targets.id[target]).ptr);
}

static void name_some(void *context, unsigned worker, size_t item) {
    struct naming *n = context;
    uint32_t from = (uint32_t)item * VISITS_OF_AN_ITEM;
    uint32_t left = n->count - from;
    uint32_t count = left < VISITS_OF_AN_ITEM ? left : VISITS_OF_AN_ITEM;
    for (uint32_t i = from; i < from + count; i++) {
        look_ahead(n, i, from + count);
        name_visit(n, &n->hand[worker], i, 0);
    }
}

static bool is_taken(const struct xc_plan_input *input, uint64_t id) {
    char text[XC_VISIT_ID_BYTES];
    if (input->fixed_count == 0 && input->kept_count == 0)
        return false;
    xc_visit_id_text(id, text);
    return xc_visit_listed(input->kept, input->kept_count, xc_str_from(text)) ||
           xc_visit_listed(input->fixed, input->fixed_count, xc_str_from(text));
}

static int by_origin(const struct naming *n, uint32_t a, uint32_t b) {
    const struct xc_job *job = n->job;
    const struct xc_need *left = &job->needs[n->needs[a]];
    const struct xc_need *right = &job->needs[n->needs[b]];
    int order =
        xc_str_compare(xc_register_text(job->reg, job->reg->targets.id[left->target]),
                       xc_register_text(job->reg, job->reg->targets.id[right->target]));
    if (!order)
        order = xc_str_compare(job->demands[left->demand].obligation->label,
                               job->demands[right->demand].obligation->label);
    return order ? order
                 : (left->number > right->number) - (left->number < right->number);
}

/* Those that share an id, by target, label and number. */
static void sort_equal(const struct naming *n, uint32_t *order) {
    for (uint32_t i = 1; i < n->count; i++)
        for (uint32_t k = i; k > 0 && n->ids[order[k]] == n->ids[order[k - 1]] &&
                             by_origin(n, order[k - 1], order[k]) > 0;
             k--) {
            uint32_t other = order[k];
            order[k] = order[k - 1];
            order[k - 1] = other;
        }
}

int xc_ids_make(struct xc_job *job, const uint32_t *needs, uint32_t count, uint64_t *ids,
                uint32_t *order, uint32_t *scratch, struct xc_error *error) {
    struct naming n = {.job = job, .needs = needs, .ids = ids, .count = count};
    int code = XC_OK;
    uint32_t items = (count + VISITS_OF_AN_ITEM - 1) / VISITS_OF_AN_ITEM;
    n.hands = xc_parallel_workers(items);
    for (unsigned i = 0; i < n.hands; i++) {
        n.hand[i].text = xc_buffer_make(1u << 16);
        n.hand[i].mac = xc_mac_new(job->input->key);
        if (!n.hand[i].mac)
            code = xc_fail_memory(error);
    }
    if (code)
        goto done;
    xc_parallel_run(n.hands, items, name_some, &n);
    bool clash = true;
    for (unsigned attempt = 1; clash && attempt < ID_ATTEMPTS; attempt++) {
        clash = false;
        for (uint32_t i = 0; i < count; i++)
            order[i] = i;
        xc_plan_sort_by_keys(order, count, scratch, ids, ID_BITS);
        sort_equal(&n, order);
        for (uint32_t i = count; i-- > 0;) {
            bool same = i > 0 && ids[order[i]] == ids[order[i - 1]];
            if (!same && !is_taken(job->input, ids[order[i]]))
                continue;
            name_visit(&n, &n.hand[0], order[i], attempt);
            clash = true;
        }
    }
    for (unsigned i = 0; i < n.hands; i++)
        if (n.hand[i].text.failed)
            code = xc_fail_memory(error);
done:
    for (unsigned i = 0; i < n.hands; i++) {
        xc_mac_free(n.hand[i].mac);
        xc_buffer_free(&n.hand[i].text);
    }
    return code;
}
