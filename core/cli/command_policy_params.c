/* policy params: what of a policy can be set, as a form needs it, beside what the
 * workspace's newest plan of its programme was made with. */
#include "cli/command.h"

#include "cli/fields.h"
#include "register/json.h"
#include "report/text_table.h"

#include "base/file.h"

#include <stdlib.h>

enum { PARAMS_ARENA_BYTES = 256 << 20, DECIMALS = 6 };

struct params {
    struct xc_cli *cli;
    struct xc_arena *arena;
    struct xc_programme *programme;
    struct xc_programme *planned; /* the rules of the newest plan; NULL: there is none */
    struct xc_plan_head head;     /* of it */
    json_t *document, *planned_document;
    struct xc_buffer log;
};

/* ---- Values ---- */

/* "5%", "12.5%", else "1/3": as --set takes it. */
static json_t *share_json(const json_t *share) {
    int64_t a = json_integer_value(json_array_get(share, 0)) * 100;
    int64_t b = json_integer_value(json_array_get(share, 1));
    struct xc_buffer text = xc_buffer_make(64);
    int places = 0;
    int64_t scale = 1;
    while (places < DECIMALS && a % b != 0) {
        a *= 10;
        scale *= 10;
        places++;
    }
    if (a % b != 0) {
        xc_buffer_printf(&text, "%lld/%lld",
                         (long long)json_integer_value(json_array_get(share, 0)),
                         (long long)b);
    } else if (places == 0) {
        xc_buffer_printf(&text, "%lld%%", (long long)(a / b));
    } else {
        xc_buffer_printf(&text, "%lld.%0*lld%%", (long long)(a / b / scale), places,
                         (long long)(a / b % scale));
    }
    json_t *json = json_stringn(text.ptr, text.len);
    xc_buffer_free(&text);
    return json;
}

static json_t *value_json(const json_t *value) {
    return json_is_array(value) ? share_json(value) : json_deep_copy(value);
}

/* What the newest plan was made with; NULL: it had no such parameter of this type. */
static const json_t *planned_value(const struct params *p, const struct xc_param *param) {
    for (size_t i = 0; p->planned && i < p->planned->param_count; i++) {
        const struct xc_param *was = &p->planned->params[i];
        if (xc_str_equal(was->name, param->name) &&
            xc_str_equal(was->type, param->type)) {
            return was->value;
        }
    }
    return NULL;
}

static json_t *parameter_json(const struct params *p, const struct xc_param *param) {
    json_t *json = json_object();
    const json_t *planned = planned_value(p, param);
    xc_fields_text(json, "name", param->name);
    xc_fields_text(json, "title", param->title);
    xc_fields_text(json, "type", param->type);
    xc_fields_text(json, "unit", param->unit);
    json_object_set_new(json, "value", value_json(param->value));
    json_object_set_new(json, "default", value_json(param->fallback));
    json_object_set_new(json, "least",
                        param->least ? value_json(param->least) : json_null());
    json_object_set_new(json, "most",
                        param->most ? value_json(param->most) : json_null());
    json_object_set_new(json, "planned", planned ? value_json(planned) : json_null());
    json_t *choices = json_array();
    for (size_t i = 0; i < param->choice_count; i++) {
        json_array_append_new(choices, xc_json_text(param->choices[i]));
    }
    json_object_set_new(json, "choices", choices);
    return json;
}

/* ---- Loading ---- */

/* A policy can be looked at without a workspace. */
static int load_planned(struct params *p, struct xc_error *error) {
    struct xc_cli *cli = p->cli;
    struct xc_error ignored = {0};
    struct xc_str office;
    if (!xc_file_exists(cli->db)) {
        return XC_OK;
    }
    int rc = xc_cli_open(cli, error);
    if (rc != XC_OK || xc_session_office(&cli->session, p->programme, cli->office_named,
                                         &office, &ignored) != XC_OK) {
        return rc;
    }
    rc = xc_store_plan(cli->session.store, office, p->programme->id, 0, p->arena,
                       &p->head, &ignored);
    if (rc == XC_ENO) {
        return XC_OK;
    }
    return rc == XC_OK ? xc_session_stored_rules(p->head.rules, p->arena,
                                                 &p->planned_document, &p->planned, error)
                       : (*error = ignored, rc);
}

static int load(struct params *p, struct xc_error *error) {
    struct xc_cli *cli = p->cli;
    p->arena = xc_arena_new(PARAMS_ARENA_BYTES);
    p->log = xc_buffer_make(1 << 20);
    int rc = p->arena ? xc_session_rules(&cli->session, cli->args.operands[0], p->arena,
                                         &p->document, &p->programme, &p->log, error)
                      : xc_fail_memory(error);
    return rc == XC_OK ? load_planned(p, error) : rc;
}

/* ---- Answers ---- */

static json_t *stages_json(const struct params *p) {
    json_t *stages = json_array();
    for (size_t i = 0; i < p->programme->stage_count; i++) {
        const struct xc_stage *stage = &p->programme->stages[i];
        json_t *json = json_object();
        xc_fields_text(json, "id", stage->id);
        xc_fields_text(json, "title", stage->title);
        xc_fields_date(json, "opens", xc_stage_opens(p->programme, stage));
        xc_fields_date(json, "from", stage->window.from);
        xc_fields_date(json, "to", stage->window.to);
        json_array_append_new(stages, json);
    }
    return stages;
}

static json_t *sources_json(const struct params *p) {
    json_t *sources = json_array();
    for (size_t i = 0; i < p->programme->source_count; i++) {
        const struct xc_source *source = &p->programme->sources[i];
        json_t *json = json_object();
        xc_fields_text(json, "name", source->name);
        xc_fields_text(json, "digest", source->digest);
        json_array_append_new(sources, json);
    }
    return sources;
}

static json_t *planned_json(const struct params *p) {
    if (!p->planned) {
        return json_null();
    }
    json_t *json = json_object();
    json_object_set_new(json, "number", json_integer(p->head.number));
    json_object_set_new(
        json, "status",
        json_string(p->head.status == XC_PLAN_APPROVED ? "approved" : "draft"));
    xc_fields_text(json, "policy", p->head.policy);
    xc_fields_date(json, "as_of", p->head.as_of);
    xc_fields_text(json, "rules", p->head.rules_digest);
    return json;
}

static int answer_json(const struct params *p, const char *digest,
                       struct xc_error *error) {
    const struct xc_programme *programme = p->programme;
    json_t *json = json_object(), *parameters = json_array();
    for (size_t i = 0; i < programme->param_count; i++) {
        json_array_append_new(parameters, parameter_json(p, &programme->params[i]));
    }
    xc_fields_text(json, "programme", programme->id);
    xc_fields_text(json, "title", programme->title);
    xc_fields_text(json, "office", programme->office);
    xc_fields_text(json, "rules", xc_str_from(digest));
    json_object_set_new(json, "year", json_integer(programme->year));
    json_object_set_new(json, "stages", stages_json(p));
    json_object_set_new(json, "sources", sources_json(p));
    json_object_set_new(json, "parameters", parameters);
    json_object_set_new(json, "planned", planned_json(p));
    return xc_cli_json(p->cli, json, error);
}

enum { COLUMNS = 7 };

static void put_value(const struct params *p, struct xc_text_table *table, size_t column,
                      const json_t *value) {
    json_t *json = value ? value_json(value) : NULL;
    char *text = json_is_string(json) ? NULL : json_dumps(json, JSON_ENCODE_ANY);
    struct xc_str shown = json_is_string(json) ? xc_json_str(json) : xc_str_from(text);
    struct xc_str kept = xc_arena_copy(p->arena, shown);
    xc_text_table_cell(table, column, kept.ptr ? kept : XC_STR(""));
    json_decref(json);
    free(text);
}

static void put_choices(const struct params *p, struct xc_text_table *table,
                        size_t column, const struct xc_param *param) {
    struct xc_buffer text = xc_buffer_make(1 << 20);
    for (size_t i = 0; i < param->choice_count; i++) {
        xc_buffer_puts(&text, i ? ", " : "");
        xc_buffer_add(&text, param->choices[i]);
    }
    struct xc_str kept = xc_arena_copy(p->arena, xc_buffer_view(&text));
    xc_text_table_cell(table, column, kept.ptr ? kept : XC_STR(""));
    xc_buffer_free(&text);
}

static void answer(const struct params *p) {
    static const char *const titles[COLUMNS] = {
        XC_MSG("name"),  XC_MSG("title"), XC_MSG("value"), XC_MSG("default"),
        XC_MSG("least"), XC_MSG("most"),  XC_MSG("one of")};
    struct xc_text_table table = xc_text_table_make(p->arena, COLUMNS, 0);
    xc_fields_titles(p->cli, &table, titles, COLUMNS);
    for (size_t i = 0; i < p->programme->param_count; i++) {
        const struct xc_param *param = &p->programme->params[i];
        xc_text_table_row(&table);
        xc_text_table_cell(&table, 0, param->name);
        xc_text_table_cell(&table, 1, param->title);
        put_value(p, &table, 2, param->value);
        put_value(p, &table, 3, param->fallback);
        put_value(p, &table, 4, param->least);
        put_value(p, &table, 5, param->most);
        put_choices(p, &table, 6, param);
    }
    if (p->programme->param_count == 0) {
        xc_cli_say(p->cli, "%s: nothing of it can be set", p->cli->args.operands[0]);
    } else {
        xc_text_table_write(&table, 0, &p->cli->out);
    }
}

int xc_command_policy_params(struct xc_cli *cli, struct xc_error *error) {
    struct params p = {.cli = cli};
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    int rc = load(&p, error);
    if (rc == XC_OK) {
        rc = xc_rules_digest(p.programme, &digest, error);
    }
    if (rc == XC_OK && cli->json) {
        xc_digest_hex(&digest, hex);
        rc = answer_json(&p, hex, error);
    } else if (rc == XC_OK) {
        answer(&p);
    }
    json_decref(p.document);
    json_decref(p.planned_document);
    xc_buffer_free(&p.log);
    xc_arena_free(p.arena);
    return rc;
}
