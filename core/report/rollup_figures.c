#include "report/rollup_figures.h"

#include <stdlib.h>
#include <string.h>

static const char *const states[XC_ROLLUP_STATES] = {
    [XC_ROLLUP_COUNTS] = "counts",       [XC_ROLLUP_REPLACED] = "replaced",
    [XC_ROLLUP_BROKEN] = "broken",       [XC_ROLLUP_FOREIGN] = "foreign",
    [XC_ROLLUP_PROGRAMME] = "programme", [XC_ROLLUP_DAY] = "day",
    [XC_ROLLUP_PERIOD] = "period",       [XC_ROLLUP_UNEXPECTED] = "unexpected",
};

const char *xc_rollup_state_word(enum xc_rollup_state state) {
    return states[state];
}

struct rolling {
    const struct xc_rollup_input *in;
    struct xc_rollup *out;
    struct xc_arena *arena;
    struct xc_error *error;
};

/* ---- Whom to trust ---- */

/* What a key is, whatever its owner calls it: behind its name and hash. */
static struct xc_str material(struct xc_str key) {
    struct xc_str rest = key;
    (void)xc_str_cut(&rest, '+');
    (void)xc_str_cut(&rest, '+');
    return rest.ptr ? rest : key;
}

static int by_material(const void *left, const void *right) {
    const struct xc_rollup_key *a = left, *b = right;
    int order = xc_str_compare(material(a->key), material(b->key));
    return order ? order : xc_str_compare(a->office, b->office);
}

static int by_office(const void *left, const void *right) {
    const struct xc_rollup_key *a = left, *b = right;
    return xc_str_compare(a->office, b->office);
}

static int by_key_alone(const void *left, const void *right) {
    const struct xc_rollup_key *a = left, *b = right;
    return xc_str_compare(material(a->key), material(b->key));
}

/* keys: those of the input, twice: by material, and by office. */
static enum xc_figures_seal seal_of(const struct xc_figures_file *figures,
                                    const struct xc_rollup_key *keys, size_t count) {
    const struct xc_rollup_key own = {figures->office, figures->key};
    if (figures->seal == XC_FIGURES_BROKEN || figures->key.len == 0 || count == 0) {
        return figures->seal;
    }
    if (bsearch(&own, keys, count, sizeof own, by_material)) {
        return XC_FIGURES_TRUSTED;
    }
    return bsearch(&own, keys, count, sizeof own, by_key_alone) ||
                   bsearch(&own, keys + count, count, sizeof own, by_office)
               ? XC_FIGURES_FOREIGN
               : figures->seal;
}

static int seal(struct rolling *all) {
    const struct xc_rollup_input *in = all->in;
    size_t count = in->keys ? in->key_count : 0;
    struct xc_rollup_key *keys = xc_arena_array(all->arena, 2 * count, sizeof *keys);
    if (!keys) {
        return xc_fail_memory(all->error);
    }
    if (count > 0) {
        memcpy(keys, in->keys, count * sizeof *keys);
        memcpy(keys + count, in->keys, count * sizeof *keys);
        qsort(keys, count, sizeof *keys, by_material);
        qsort(keys + count, count, sizeof *keys, by_office);
    }
    for (size_t i = 0; i < in->file_count; i++) {
        in->files[i].seal = seal_of(in->files[i].figures, keys, count);
    }
    return XC_OK;
}

/* ---- What it is of ---- */

static bool same_span(struct xc_figures_span a, struct xc_figures_span b) {
    return a.from == b.from && a.to == b.to;
}

static int disagree(const struct rolling *all, const struct xc_rollup_file *a,
                    const struct xc_rollup_file *b) {
    char days[2][11], spans[2][XC_FIGURES_SPAN_TEXT];
    const struct xc_figures_file *one = a->figures, *two = b->figures;
    xc_date_format(one->as_of, days[0]);
    xc_date_format(two->as_of, days[1]);
    xc_figures_span_text(one->period, spans[0]);
    xc_figures_span_text(two->period, spans[1]);
    xc_fail(all->error, XC_EUSAGE,
            "the files are not of the same: %.*s is of %.*s, %s, up to %s; %.*s is of "
            "%.*s, %s, up to %s",
            XC_PRI(a->path), XC_PRI(one->programme), spans[0], days[0], XC_PRI(b->path),
            XC_PRI(two->programme), spans[1], days[1]);
    return xc_hint(all->error, "say which is wanted with --programme, --as-of and "
                               "--period; others are refused then");
}

/* What nobody asked for by name is what the first sound file says, and all must. */
static int settle(struct rolling *all) {
    const struct xc_rollup_wanted *wanted = all->in->wanted;
    const struct xc_rollup_file *first = NULL;
    struct xc_rollup *out = all->out;
    for (size_t i = 0; i < out->file_count; i++) {
        const struct xc_rollup_file *file = &out->files[i];
        const struct xc_figures_file *figures = file->figures;
        if (file->seal <= XC_FIGURES_FOREIGN) {
            continue;
        }
        bool fits = (wanted->programme.len == 0 ||
                     xc_str_equal(figures->programme, wanted->programme)) &&
                    (wanted->as_of == XC_NO_DATE || figures->as_of == wanted->as_of) &&
                    (wanted->period.from == XC_NO_DATE ||
                     same_span(figures->period, wanted->period));
        if (!fits) {
            continue;
        }
        if (!first) {
            first = file;
            out->programme = figures->programme;
            out->as_of = figures->as_of;
            out->period = figures->period;
        } else if (!xc_str_equal(figures->programme, out->programme) ||
                   figures->as_of != out->as_of ||
                   !same_span(figures->period, out->period)) {
            return disagree(all, first, file);
        }
    }
    if (!first) {
        out->programme = wanted->programme;
        out->as_of = wanted->as_of;
        out->period = wanted->period;
    }
    return XC_OK;
}

/* ---- Which files count ---- */

static int by_code(const void *left, const void *right) {
    const struct xc_rollup_office *a = left, *b = right;
    return xc_str_compare(a->code, b->code);
}

static bool is_expected(const struct xc_rollup_input *in, struct xc_str office) {
    const struct xc_rollup_office wanted = {.code = office};
    return in->expected_count > 0 && bsearch(&wanted, in->expected, in->expected_count,
                                             sizeof wanted, by_code) != NULL;
}

static enum xc_rollup_state judge(const struct rolling *all,
                                  const struct xc_rollup_file *file) {
    const struct xc_figures_file *figures = file->figures;
    if (file->seal == XC_FIGURES_BROKEN) {
        return XC_ROLLUP_BROKEN;
    }
    if (file->seal == XC_FIGURES_FOREIGN) {
        return XC_ROLLUP_FOREIGN;
    }
    if (!xc_str_equal(figures->programme, all->out->programme)) {
        return XC_ROLLUP_PROGRAMME;
    }
    if (figures->as_of != all->out->as_of) {
        return XC_ROLLUP_DAY;
    }
    if (!same_span(figures->period, all->out->period)) {
        return XC_ROLLUP_PERIOD;
    }
    return all->in->expected && !is_expected(all->in, figures->office)
               ? XC_ROLLUP_UNEXPECTED
               : XC_ROLLUP_COUNTS;
}

/* Those that count first; of one office the one that shall. */
static int by_worth(const void *left, const void *right) {
    const struct xc_rollup_file *a = *(struct xc_rollup_file *const *)left,
                                *b = *(struct xc_rollup_file *const *)right;
    if (a->state != b->state) {
        return a->state < b->state ? -1 : 1;
    }
    int order = xc_str_compare(a->figures->office, b->figures->office);
    if (order == 0) {
        order = (a->seal < b->seal) - (a->seal > b->seal);
    }
    if (order == 0) {
        order =
            (a->figures->made < b->figures->made) - (a->figures->made > b->figures->made);
    }
    if (order == 0) {
        order =
            memcmp(b->figures->digest.bytes, a->figures->digest.bytes, XC_DIGEST_BYTES);
    }
    return order ? order : (a > b) - (a < b);
}

static int choose(struct rolling *all) {
    struct xc_rollup *out = all->out;
    struct xc_rollup_file **order =
        xc_arena_array(all->arena, out->file_count, sizeof(struct xc_rollup_file *));
    if (!order) {
        return xc_fail_memory(all->error);
    }
    for (size_t i = 0; i < out->file_count; i++) {
        out->files[i].state = judge(all, &out->files[i]);
        out->files[i].replaced_by = SIZE_MAX;
        out->refused += out->files[i].state >= XC_ROLLUP_BROKEN;
        order[i] = &out->files[i];
    }
    if (out->file_count > 1) {
        qsort(order, out->file_count, sizeof(struct xc_rollup_file *), by_worth);
    }
    const struct xc_rollup_file *counts = NULL;
    for (size_t i = 0; i < out->file_count; i++) {
        if (order[i]->state != XC_ROLLUP_COUNTS) {
            break;
        }
        if (counts && xc_str_equal(counts->figures->office, order[i]->figures->office)) {
            order[i]->state = XC_ROLLUP_REPLACED;
            order[i]->replaced_by = (size_t)(counts - out->files);
        } else {
            counts = order[i];
        }
    }
    return XC_OK;
}

static int list_offices(struct rolling *all) {
    const struct xc_rollup_input *in = all->in;
    struct xc_rollup *out = all->out;
    size_t expected = in->expected ? in->expected_count : 0;
    out->offices =
        xc_arena_array(all->arena, expected + out->file_count, sizeof *out->offices);
    if (!out->offices) {
        return xc_fail_memory(all->error);
    }
    for (size_t i = 0; i < expected; i++) {
        struct xc_rollup_office *office = &out->offices[out->office_count++];
        *office = in->expected[i];
        office->expected = true;
        office->file = SIZE_MAX;
    }
    for (size_t i = 0; i < out->file_count; i++) {
        const struct xc_figures_file *figures = out->files[i].figures;
        struct xc_rollup_office counting = {.code = figures->office, .file = i};
        struct xc_rollup_office *office = NULL;
        if (out->files[i].state != XC_ROLLUP_COUNTS) {
            continue;
        }
        if (in->expected) {
            office = bsearch(&counting, out->offices, expected, sizeof counting, by_code);
        }
        if (!office) {
            office = &out->offices[out->office_count++];
            *office = counting;
        }
        office->file = i;
        if (office->name.len == 0) {
            office->name = figures->office_name;
        }
        out->reported++;
    }
    if (out->office_count > 1) {
        qsort(out->offices, out->office_count, sizeof *out->offices, by_code);
    }
    for (size_t i = 0; i < out->office_count; i++) {
        out->missing += out->offices[i].file == SIZE_MAX;
    }
    return XC_OK;
}

static int look(struct rolling *all) {
    struct xc_rollup *out = all->out;
    int rc = XC_OK;
    for (size_t i = 0; i < out->file_count && rc == XC_OK; i++) {
        struct xc_rollup_file *file = &out->files[i];
        if (file->state == XC_ROLLUP_COUNTS) {
            rc =
                xc_rollup_contradictions(file->figures, all->arena, &file->contradictions,
                                         &file->contradiction_count, all->error);
            out->contradictions += file->contradiction_count;
        }
    }
    return rc == XC_OK ? xc_rollup_overlaps(out, all->arena, all->error) : rc;
}

/* ---- Sums ---- */

struct source {
    const struct xc_figures_row *row;
    uint32_t office;
};

static int by_row(const void *left, const void *right) {
    const struct source *a = left, *b = right;
    int order = xc_figures_row_compare(a->row, b->row);
    return order ? order : (a->office > b->office) - (a->office < b->office);
}

static int add_sum(struct rolling *all, struct xc_rollup_sum *sum,
                   const struct source *sources, size_t count) {
    sum->row = *sources[0].row;
    sum->row.counts = (struct xc_rates){0};
    sum->offices = xc_arena_array(all->arena, count, sizeof *sum->offices);
    for (size_t i = 0; i < count && sum->offices; i++) {
        xc_rates_add(&sum->row.counts, &sources[i].row->counts);
        sum->offices[sum->office_count++] = sources[i].office;
    }
    return sum->offices ? XC_OK : xc_fail_memory(all->error);
}

/* Who owes nothing in a half-year has no rank. */
static int add_half(struct rolling *all, const struct source *sources, size_t count) {
    struct xc_rollup_half *half = &all->out->halves[all->out->half_count++];
    half->span = sources[0].row->span;
    half->rows = xc_arena_array(all->arena, count, sizeof *half->rows);
    if (!half->rows) {
        return xc_fail_memory(all->error);
    }
    for (size_t i = 0; i < count; i++) {
        if (sources[i].row->counts.to_inspect > 0) {
            half->rows[half->count++] = (struct xc_ranked){
                .area = sources[i].office, .rates = sources[i].row->counts};
        }
    }
    xc_ranking_order(half->rows, half->count);
    return XC_OK;
}

/* The total again, by how far it can be trusted. */
static int add_seals(struct rolling *all, const struct source *totals, size_t count) {
    struct source *some = xc_arena_array(all->arena, count, sizeof *some);
    int rc = some ? XC_OK : xc_fail_memory(all->error);
    for (int seal = 0; seal < XC_FIGURES_SEALS && rc == XC_OK; seal++) {
        size_t found = 0;
        for (size_t i = 0; i < count; i++) {
            const struct xc_rollup_office *office = &all->out->offices[totals[i].office];
            if ((int)all->out->files[office->file].seal == seal) {
                some[found++] = totals[i];
            }
        }
        rc = found ? add_sum(all, &all->out->seals[seal], some, found) : XC_OK;
    }
    return rc;
}

static int sum_groups(struct rolling *all, const struct source *sources, size_t count) {
    struct xc_rollup *out = all->out;
    int rc = XC_OK;
    for (size_t i = 0, end; i < count && rc == XC_OK; i = end) {
        for (end = i + 1;
             end < count && xc_figures_row_compare(sources[i].row, sources[end].row) == 0;
             end++) {
        }
        if (sources[i].row->part == XC_FIGURES_HALF) {
            rc = add_half(all, sources + i, end - i);
        } else {
            rc = add_sum(all, &out->sums[out->sum_count++], sources + i, end - i);
        }
        if (rc == XC_OK && sources[i].row->part == XC_FIGURES_TOTAL) {
            rc = add_seals(all, sources + i, end - i);
        }
    }
    return rc;
}

static int sum_up(struct rolling *all) {
    struct xc_rollup *out = all->out;
    size_t room = 0, count = 0;
    for (size_t i = 0; i < out->office_count; i++) {
        room += out->offices[i].file == SIZE_MAX
                    ? 0
                    : out->files[out->offices[i].file].figures->row_count;
    }
    struct source *sources = xc_arena_array(all->arena, room, sizeof *sources);
    out->sums = xc_arena_array(all->arena, room, sizeof *out->sums);
    out->halves = xc_arena_array(all->arena, room, sizeof *out->halves);
    if (!sources || !out->sums || !out->halves) {
        return xc_fail_memory(all->error);
    }
    for (uint32_t i = 0; i < out->office_count; i++) {
        size_t file = out->offices[i].file;
        const struct xc_figures_file *figures =
            file == SIZE_MAX ? NULL : out->files[file].figures;
        for (size_t k = 0; figures && k < figures->row_count; k++) {
            if (figures->rows[k].part != XC_FIGURES_AREA) {
                sources[count++] = (struct source){&figures->rows[k], i};
            }
        }
        if (figures && out->title.len == 0) {
            out->title = figures->title;
        }
    }
    if (count > 1) {
        qsort(sources, count, sizeof *sources, by_row);
    }
    return sum_groups(all, sources, count);
}

int xc_rollup_make(const struct xc_rollup_input *input, struct xc_arena *arena,
                   struct xc_rollup *rollup, struct xc_error *error) {
    static int (*const steps[])(struct rolling * all) = {seal,         settle, choose,
                                                         list_offices, look,   sum_up};
    struct rolling all = {input, rollup, arena, error};
    int rc = XC_OK;
    *rollup = (struct xc_rollup){.files = input->files,
                                 .file_count = input->file_count,
                                 .keys_given = input->keys != NULL,
                                 .expected_given = input->expected != NULL};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && rc == XC_OK; i++) {
        rc = steps[i](&all);
    }
    return rc;
}
