/* The notice of draws: what was committed to and what came of it, as far as anybody may
 * know it on that day, with what it takes to check it. */
#include "publish/notice_work.h"

#include "draw/commit.h"
#include "drawing/drawing.h"
#include "publish/export.h"
#include "publish/public.h"
#include "report/draw_words.h"
#include "store/ledger.h"

struct drawing {
    struct xc_notice_work *work;
    struct xc_public *gathered;
    const struct xc_register *reg; /* of that day; may be NULL */
    json_t *names;                 /* of the draw at hand: {id: name} */
};

static struct xc_str text_of(const json_t *json) {
    return json_is_string(json)
               ? (struct xc_str){json_string_value(json), json_string_length(json)}
               : XC_STR("");
}

static json_t *parse(struct xc_str text) {
    return json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, NULL);
}

static void put_number(json_t *json, const char *name, uint64_t number) {
    json_object_set_new(json, name, json_integer((json_int_t)number));
}

/* The lines of a text, as a list. */
static void put_lines(json_t *json, const char *name, struct xc_str text) {
    json_t *list = json_array();
    for (struct xc_str rest = text; rest.len > 0;) {
        json_array_append_new(list, xc_json_text(xc_str_cut(&rest, '\n')));
    }
    json_object_set_new(json, name, list);
}

static void put_time(const struct drawing *to, json_t *json, const char *name,
                     xc_instant at) {
    char shown[XC_INSTANT_SHOWN] = "";
    if (at != XC_NO_INSTANT) {
        xc_instant_show(at, to->work->offset_minutes, shown);
    }
    xc_form_put(json, name, xc_str_from(shown));
}

/* ---- What was drawn ---- */

/* As the register of the day calls it, or as it was called when it was drawn. */
static struct xc_str name_of(const struct drawing *to, struct xc_str id) {
    struct xc_str name = to->reg ? xc_register_name(to->reg, id) : XC_STR("");
    return name.len ? name : text_of(json_object_getn(to->names, id.ptr, id.len));
}

static json_t *target_json(const struct drawing *to, struct xc_str id,
                           struct xc_str stratum) {
    const struct xc_register *reg = to->reg;
    uint32_t row = reg ? xc_register_find_target(reg, id) : XC_NO_ROW, area = XC_NO_ROW;
    struct xc_str name = name_of(to, id), where = name_of(to, stratum);
    json_t *json = json_object();
    if (row != XC_NO_ROW) {
        struct xc_target target;
        xc_register_get_target(reg, row, &target);
        area = xc_register_find_area(reg, target.area);
    }
    xc_form_put(json, "id", id);
    xc_form_put(json, "name", name.len ? name : id);
    xc_form_put(json, "stratum",
                where.len ? where
                          : xc_draw_word(stratum, to->work->form.session.catalogue));
    xc_form_put(json, "area_name",
                area == XC_NO_ROW ? XC_STR("")
                                  : xc_register_text(reg, reg->areas.name[area]));
    json_object_set_new(json, "struck", json_false());
    xc_form_put(json, "remark", XC_STR(""));
    return json;
}

/* format: with one text. */
static void put_remark(const struct drawing *to, json_t *json, const char *format,
                       struct xc_str of) {
    struct xc_buffer *text = &to->work->form.text;
    struct xc_message said;
    xc_message_set(&said, format, XC_PRI(of));
    xc_buffer_clear(text);
    (void)xc_message_render(&said, to->work->form.session.catalogue, text);
    xc_form_put(json, "remark", xc_buffer_view(text));
}

static json_t *find_target(json_t *targets, struct xc_str id) {
    json_t *target;
    size_t i;
    json_array_foreach(targets, i, target) {
        if (xc_str_equal(text_of(json_object_get(target, "id")), id) &&
            !json_is_true(json_object_get(target, "struck"))) {
            return target;
        }
    }
    return NULL;
}

/* Who was replaced is crossed out; who came in stands at the end. */
static int put_subs(const struct drawing *to, const struct xc_stored_draw *draw,
                    json_t *targets) {
    struct xc_form_work *form = &to->work->form;
    struct xc_stored_sub *subs = NULL;
    size_t count = 0;
    int rc = xc_store_subs(form->session.store, form->session.office, draw->id,
                           form->arena, &subs, &count, form->error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        struct xc_sub_entry entry;
        rc = xc_sub_entry_read(subs[i].entry, &entry, form->error);
        if (rc != XC_OK || entry.person || subs[i].result.len == 0 ||
            subs[i].done_at == XC_NO_INSTANT || subs[i].done_at > form->session.now) {
            continue;
        }
        json_t *left = find_target(targets, entry.leaves);
        json_t *result = parse(subs[i].result);
        struct xc_str in = text_of(json_object_get(result, "in"));
        if (left) {
            json_object_set_new(left, "struck", json_true());
            put_remark(to, left, XC_MSG("replaced: %.*s"),
                       xc_draw_word(entry.reason, form->session.catalogue));
        }
        if (left && in.len > 0 && !xc_str_is(in, "-")) {
            json_t *came = target_json(to, in, XC_STR(""));
            json_object_set(came, "stratum", json_object_get(left, "stratum"));
            put_remark(to, came, XC_MSG("in the place of %.*s"), entry.leaves);
            json_array_append_new(targets, came);
        }
        json_decref(result);
    }
    return rc;
}

static int put_targets(const struct drawing *to, const struct xc_stored_draw *draw,
                       json_t *json) {
    json_t *targets = json_array(), *result = parse(draw->result), *target;
    const char *stratum;
    const json_t *list, *id;
    size_t i;
    json_object_foreach(json_object_get(result, "selected"), stratum, list) {
        json_array_foreach(list, i, id) {
            json_array_append_new(targets,
                                  target_json(to, text_of(id), xc_str_from(stratum)));
        }
    }
    int rc = put_subs(to, draw, targets);
    json_array_foreach(targets, i, target) {
        put_number(target, "no", i + 1);
    }
    xc_form_put(json, "seed", text_of(json_object_get(result, "seed")));
    json_object_set_new(json, "targets", targets);
    json_decref(result);
    return rc;
}

/* ---- One draw ---- */

static void put_commit(const struct drawing *to, const struct xc_public_draw *row,
                       json_t *json, struct xc_error *error) {
    const struct xc_stored_draw *draw = row->draw;
    struct xc_digest digest;
    struct xc_commit commit;
    char hex[XC_DIGEST_HEX + 1] = "";
    if (xc_sha256(draw->commit, &digest, error) == XC_OK) {
        xc_digest_hex(&digest, hex);
    }
    xc_form_put(json, "commit", xc_str_from(hex));
    put_lines(json, "commit_lines", draw->commit);
    put_time(to, json, "committed", draw->committed_at);
    put_number(json, "entry", draw->commit_index);
    xc_form_put(json, "beacon_names", row->beacons);
    if (xc_commit_read(draw->commit, &commit, error) == XC_OK) {
        xc_digest_hex(&commit.tables[0], hex);
        put_number(json, "urn", commit.rows[0]);
        xc_form_put(json, "urn_digest", xc_str_from(hex));
    }
}

static void put_beacons(const struct xc_stored_draw *draw, json_t *json) {
    json_t *beacons = parse(draw->beacons), *list = json_array();
    const json_t *beacon;
    size_t i;
    json_array_foreach(beacons, i, beacon) {
        json_t *one = json_object();
        xc_form_put(one, "name", text_of(json_object_get(beacon, "name")));
        xc_form_put(one, "value", text_of(json_object_get(beacon, "value")));
        json_array_append_new(list, one);
    }
    json_object_set_new(json, "beacons", list);
    json_decref(beacons);
}

/* The file that `export record` writes. */
static void put_record(const struct drawing *to, const struct xc_stored_draw *draw,
                       json_t *json) {
    struct xc_buffer *text = &to->work->form.text;
    xc_buffer_clear(text);
    xc_draw_file_name(text, draw->id, ".record.json");
    xc_form_put(json, "record", xc_buffer_view(text));
}

static int draw_json(struct drawing *to, const struct xc_public_draw *row,
                     json_t **made) {
    const struct xc_stored_draw *draw = row->draw;
    const struct xc_programme *programme =
        to->work->form.plan && to->work->form.plan->published_at != XC_NO_INSTANT
            ? to->work->form.plan->programme
            : NULL;
    const struct xc_stage *stage =
        programme ? xc_programme_stage(programme, draw->stage) : NULL;
    bool drawn = row->state == XC_PUBLIC_DRAWN, open = drawn && !row->hidden;
    json_t *json = json_object();
    int rc = XC_OK;
    xc_form_put(json, "draw", draw->id);
    xc_form_put(json, "stage", draw->stage);
    xc_form_put(json, "stage_title", stage ? xc_notice_stage(stage) : draw->stage);
    xc_form_put(json, "basis", stage ? stage->basis : XC_STR(""));
    xc_form_put(json, "batch", draw->batch);
    xc_form_put(json, "state", xc_str_from(xc_public_state_word(row->state)));
    json_object_set_new(json, "hidden", json_boolean(row->hidden));
    json_object_set_new(json, "sealed", json_boolean(draw->sealed));
    json_object_set_new(json, "local",
                        json_boolean(row->local && row->state != XC_PUBLIC_VOID));
    json_object_set_new(json, "unsigned", json_boolean(row->unsigned_value));
    put_commit(to, row, json, to->work->form.error);
    put_time(to, json, "drawn", drawn ? draw->drawn_at : XC_NO_INSTANT);
    put_number(json, "result_entry", drawn ? draw->result_index : 0);
    if (row->state == XC_PUBLIC_VOID) {
        put_time(to, json, "void", draw->voided_at);
        xc_form_put(json, "reason", draw->void_reason);
        xc_form_put(json, "void_by", draw->void_by);
    }
    put_number(json, "count", row->targets);
    put_number(json, "people_count", row->people);
    if (open) {
        to->names = parse(draw->names);
        put_beacons(draw, json);
        put_record(to, draw, json);
        rc = put_targets(to, draw, json);
        json_decref(to->names);
        to->names = NULL;
    }
    *made = json;
    return rc;
}

/* ---- The head of the ledger ---- */

/* What the ledger was at the end of the day: whoever keeps it can tell later whether
 * something was taken out of it. */
static int put_ledger(const struct drawing *to, json_t *data) {
    struct xc_form_work *form = &to->work->form;
    struct xc_store *store = form->session.store;
    struct xc_buffer note = xc_buffer_make(1 << 16), key = xc_buffer_make(1 << 12);
    struct xc_draw_gaps gaps = {0};
    json_t *ledger = json_object();
    int rc = xc_draw_gaps(store, form->session.office, to->work->options->programme,
                          form->session.now, &gaps, form->error);
    if (rc == XC_OK) {
        rc = xc_ledger_checkpoint_at(store, gaps.entries, &note, form->error);
    }
    if (rc == XC_OK) {
        rc = xc_ledger_key(store, &key, form->error);
    }
    struct xc_str rest = xc_buffer_view(&note), name = xc_str_cut(&rest, '\n');
    (void)xc_str_cut(&rest, '\n'); /* the size */
    struct xc_str root = xc_str_cut(&rest, '\n');
    (void)xc_str_cut(&rest, '\n');
    put_number(ledger, "size", gaps.entries);
    xc_form_put(ledger, "name", name);
    xc_form_put(ledger, "root", root);
    xc_form_put(ledger, "signature", xc_str_trim(rest));
    put_lines(ledger, "checkpoint", xc_buffer_view(&note));
    xc_form_put(ledger, "key", xc_str_trim(xc_buffer_view(&key)));
    json_object_set_new(data, "ledger", ledger);
    xc_buffer_free(&note);
    xc_buffer_free(&key);
    return rc;
}

static int put_draws(struct drawing *to, json_t *data) {
    const struct xc_public_figures *figures = &to->gathered->figures;
    const struct xc_notice_options *options = to->work->options;
    json_t *list = json_array();
    int rc = XC_OK;
    for (size_t i = 0; i < figures->draw_count && rc == XC_OK; i++) {
        const struct xc_public_draw *row = &figures->draws[i];
        json_t *json = NULL;
        if (options->draw.len == 0 || xc_str_equal(options->draw, row->draw->id)) {
            rc = draw_json(to, row, &json);
            json_array_append_new(list, json);
        }
    }
    if (rc == XC_OK && json_array_size(list) == 0) {
        struct xc_error *error = to->work->form.error;
        if (options->draw.len > 0) {
            rc = xc_fail(error, XC_ENO, "programme %.*s had no draw '%.*s' then",
                         XC_PRI(options->programme), XC_PRI(options->draw));
            (void)xc_hint(error, "`xuncha draw show %.*s` names all of them",
                          XC_PRI(options->programme));
        } else {
            rc = xc_fail(error, XC_ENO, "programme %.*s had no draw then",
                         XC_PRI(options->programme));
        }
    }
    json_object_set_new(data, "draws", list);
    return rc;
}

int xc_notice_draws(struct xc_notice_work *work, json_t *data) {
    struct xc_form_work *form = &work->form;
    struct xc_public gathered = {0};
    struct drawing to = {.work = work, .gathered = &gathered};
    /* the day as it was asked for: it closes it once more, to the same moment */
    int rc = xc_public_gather(&form->session, work->options->programme, work->day,
                              &gathered, form->error);
    if (rc == XC_OK) {
        to.reg = gathered.report.reg;
        rc = put_draws(&to, data);
    }
    if (rc == XC_OK) {
        rc = put_ledger(&to, data);
    }
    if (rc == XC_OK) {
        rc = xc_notice_office(work, to.reg, data);
    }
    xc_public_free(&gathered);
    return rc;
}
