#include "rules/read.h"

#include <string.h>

enum { YEAR_MIN = 1990, YEAR_MAX = 2199, RESOURCE_COUNT_MAX = 100000 };

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void read_stage(const struct xc_place *place, void *entry) {
    xc_rules_parse_stage(place, entry);
}

static void read_source(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {XC_STR_INIT("name"), XC_STR_INIT("digest")};
    struct xc_source *source = entry;
    uint8_t bytes[XC_DIGEST_BYTES];
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    xc_rules_require(place, "name");
    xc_rules_require(place, "digest");
    source->name = xc_rules_read_text_of(place, "name", XC_RULES_TITLE_BYTES);
    source->digest = xc_rules_read_text_of(place, "digest", XC_DIGEST_HEX);
    if (place->reader->code == XC_OK &&
        !xc_hex_parse(source->digest, bytes, sizeof bytes)) {
        struct xc_place digest = xc_rules_member(place, "digest");
        xc_rules_refuse(
            &digest,
            XC_MSG("a SHA-256 digest of 64 lower-case hex digits is expected here"));
    }
}

/* ---- Parameters ---- */

enum param_type { PARAM_INTEGER, PARAM_TEXT, PARAM_DATE, PARAM_SHARE, PARAM_BOOLEAN };
static const struct xc_str param_types[] = {
    XC_STR_INIT("integer"), XC_STR_INIT("text"),    XC_STR_INIT("date"),
    XC_STR_INIT("share"),   XC_STR_INIT("boolean"),
};

/* Refuses a value that is not of the type; the value itself stays in the document. */
static void check_value(const struct xc_place *place, enum param_type type) {
    switch (type) {
    case PARAM_INTEGER:
        (void)xc_rules_read_number(place, INT64_MIN, INT64_MAX, 0);
        break;
    case PARAM_TEXT:
        (void)xc_rules_read_text(place, XC_MAX_FIELD_BYTES);
        break;
    case PARAM_DATE:
        (void)xc_rules_read_date(place);
        break;
    case PARAM_SHARE: {
        struct xc_fraction share = xc_rules_read_fraction(place);
        if (share.a > share.b) {
            xc_rules_refuse(place, XC_MSG("a share is at most the whole"));
        }
        break;
    }
    case PARAM_BOOLEAN:
    default:
        (void)xc_rules_read_flag(place, false);
        break;
    }
}

static void read_choice(const struct xc_place *place, void *entry) {
    *(struct xc_str *)entry = xc_rules_read_text(place, XC_MAX_FIELD_BYTES);
}

/* The programme lends the document's own values; nobody changes them. */
static json_t *read_bound(const struct xc_place *place, const char *key,
                          enum param_type type) {
    struct xc_place bound = xc_rules_member(place, key);
    if (bound.json != NULL && (type == PARAM_TEXT || type == PARAM_BOOLEAN)) {
        xc_rules_refuse(&bound, XC_MSG("only whole numbers, dates and shares have one"));
    }
    if (bound.json != NULL) {
        check_value(&bound, type);
    }
    return (json_t *)bound.json;
}

static void read_param(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {
        XC_STR_INIT("name"),     XC_STR_INIT("title"), XC_STR_INIT("type"),
        XC_STR_INIT("value"),    XC_STR_INIT("unit"),  XC_STR_INIT("least"),
        XC_STR_INIT("fallback"), XC_STR_INIT("most"),  XC_STR_INIT("choices")};
    static const struct xc_word_list types = {param_types, COUNT(param_types)};
    struct xc_param *param = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    param->name = xc_rules_read_id(place, "name");
    param->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
    xc_rules_require(place, "type");
    struct xc_place type = xc_rules_member(place, "type");
    size_t number = xc_rules_read_word(&type, &types, 0);
    param->type = param_types[number];
    xc_rules_require(place, "value");
    struct xc_place value = xc_rules_member(place, "value");
    struct xc_place fallback = xc_rules_member(place, "fallback");
    check_value(&value, (enum param_type)number);
    check_value(&fallback, (enum param_type)number);
    param->value = (json_t *)value.json;
    param->fallback = (json_t *)(fallback.json != NULL ? fallback.json : value.json);
    param->unit = xc_rules_read_text_of(place, "unit", XC_RULES_TITLE_BYTES);
    param->least = read_bound(place, "least", (enum param_type)number);
    param->most = read_bound(place, "most", (enum param_type)number);
    param->choices =
        xc_rules_read_each(place, "choices", XC_RULES_MAX_LIST, sizeof *param->choices,
                           &param->choice_count, read_choice);
}

/* ---- Resources ---- */

static void read_resource(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {XC_STR_INIT("id"), XC_STR_INIT("title"),
                                         XC_STR_INIT("count")};
    struct xc_resource *resource = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    resource->id = xc_rules_read_id(place, "id");
    resource->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
    xc_rules_require(place, "count");
    struct xc_place count = xc_rules_member(place, "count");
    resource->count = (unsigned)xc_rules_read_number(&count, 1, RESOURCE_COUNT_MAX, 1);
}

/* ---- Due items, milestones, phases ---- */

/* Owed because of something; only its hour is the due item's own. */
static void read_since(const struct xc_place *object, struct xc_due_item_rule *due) {
    struct xc_place since = xc_rules_member(object, "since");
    struct xc_place when = xc_rules_member(object, "when");
    struct xc_place time = xc_rules_member(object, "time");
    xc_rules_parse_since(&since, &due->since);
    due->when = (struct xc_due_rule){.minutes = XC_NO_TIME};
    if (when.json != NULL) {
        xc_rules_refuse(&when, XC_MSG("'when' and 'since' exclude each other"));
    }
    if (time.json != NULL) {
        due->when.minutes = (int)xc_rules_read_time(&time, 0);
    }
}

static void read_when(const struct xc_place *object, struct xc_due_item_rule *due) {
    struct xc_place time = xc_rules_member(object, "time");
    if (json_object_get(object->json, "since") != NULL) {
        read_since(object, due);
        return;
    }
    xc_rules_require(object, "when");
    if (time.json != NULL) {
        xc_rules_refuse(&time, XC_MSG("'%s' means something only with 'since'"), "time");
        XC_RULES_HINT(&time, XC_MSG("write the time into 'when'"));
    }
    struct xc_place place = xc_rules_member(object, "when");
    struct xc_str text = xc_rules_read_text(&place, XC_RULES_LABEL_BYTES);
    if (place.reader->code == XC_OK) {
        int code = xc_due_parse(text, &due->when, place.reader->error);
        if (code != XC_OK) {
            xc_rules_adopt(&place, code);
        }
    }
}

/* Whether a selection reads nothing but the register. */
static bool is_plain(const struct xc_selection *node) {
    return node == NULL || (node->op != XC_SELECT_HISTORY && node->drawn.len == 0 &&
                            !xc_selection_field_is_history(node->field) &&
                            is_plain(node->left) && is_plain(node->right));
}

/* Who owes it. What is owed must not depend on what came in before. */
static void read_debtors(const struct xc_place *object, struct xc_due_item_rule *due) {
    struct xc_place targets = xc_rules_member(object, "targets");
    due->targets = xc_rules_read_selection(&targets, XC_TABLE_TARGETS);
    if (due->targets == NULL || object->reader->code != XC_OK) {
        return;
    }
    if (due->each.len == 0 && due->since.kind == 0) {
        xc_rules_refuse(&targets, XC_MSG("'targets' means something only with 'each' or "
                                         "'since'"));
    } else if (!is_plain(due->targets)) {
        xc_rules_refuse(&targets, XC_MSG("who owes a due item is known from the register "
                                         "alone, not from what happened"));
    }
}

static void read_due(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {
        XC_STR_INIT("id"),     XC_STR_INIT("title"), XC_STR_INIT("what"),
        XC_STR_INIT("when"),   XC_STR_INIT("from"),  XC_STR_INIT("to"),
        XC_STR_INIT("with"),   XC_STR_INIT("each"),  XC_STR_INIT("owners"),
        XC_STR_INIT("window"), XC_STR_INIT("since"), XC_STR_INIT("time"),
        XC_STR_INIT("targets")};
    static const struct xc_str each[] = {XC_STR_INIT(""), XC_STR_INIT("target"),
                                         XC_STR_INIT("area")};
    static const struct xc_word_list each_list = {each, COUNT(each)};
    struct xc_due_item_rule *due = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    due->id = xc_rules_read_id(place, "id");
    due->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
    due->what = xc_rules_read_id(place, "what");
    read_when(place, due);
    due->from = xc_rules_read_text_of(place, "from", XC_RULES_TITLE_BYTES);
    due->to = xc_rules_read_text_of(place, "to", XC_RULES_TITLE_BYTES);
    due->with = xc_rules_read_text_of(place, "with", XC_RULES_TITLE_BYTES);
    struct xc_place for_each = xc_rules_member(place, "each");
    due->each = each[xc_rules_read_word(&for_each, &each_list, 0)];
    read_debtors(place, due);
    struct xc_place owners = xc_rules_member(place, "owners");
    due->owners = xc_rules_read_texts(&owners, XC_RULES_MAX_LIST, XC_RULES_TITLE_BYTES,
                                      &due->owner_count);
    struct xc_place window = xc_rules_member(place, "window");
    due->window =
        xc_rules_read_window(&window, (struct xc_window){XC_NO_DATE, XC_NO_DATE});
}

static void read_milestone(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {XC_STR_INIT("id"), XC_STR_INIT("title"),
                                         XC_STR_INIT("date"), XC_STR_INIT("stage")};
    struct xc_milestone *milestone = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    milestone->id = xc_rules_read_id(place, "id");
    milestone->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
    xc_rules_require(place, "date");
    struct xc_place date = xc_rules_member(place, "date");
    milestone->date = xc_rules_read_date(&date);
    milestone->stage = xc_rules_read_text_of(place, "stage", XC_MAX_ID_BYTES);
}

static void read_phase(const struct xc_place *place, void *entry) {
    static const struct xc_str keys[] = {XC_STR_INIT("id"), XC_STR_INIT("title"),
                                         XC_STR_INIT("from"), XC_STR_INIT("to"),
                                         XC_STR_INIT("after")};
    struct xc_phase *phase = entry;
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    phase->id = xc_rules_read_id(place, "id");
    phase->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
    xc_rules_require(place, "from");
    xc_rules_require(place, "to");
    struct xc_place from = xc_rules_member(place, "from");
    struct xc_place to = xc_rules_member(place, "to");
    phase->window =
        (struct xc_window){xc_rules_read_date(&from), xc_rules_read_date(&to)};
    if (place->reader->code == XC_OK && phase->window.to < phase->window.from) {
        xc_rules_refuse(place, XC_MSG("the phase ends before it begins"));
    }
    phase->after = xc_rules_read_text_of(place, "after", XC_MAX_ID_BYTES);
}

/* ---- The programme ---- */

static bool is_zone(struct xc_str zone) {
    for (size_t i = 0; i < zone.len; i++) {
        char byte = zone.ptr[i];
        bool letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        bool digit = byte >= '0' && byte <= '9';
        if (!letter && !digit && strchr("_+-/", byte) == NULL) {
            return false;
        }
    }
    return zone.len > 0 && zone.ptr[0] != '/';
}

static void read_hours(const struct xc_place *object, struct xc_hours *hours) {
    struct xc_place list = xc_rules_member(object, "hours");
    if (list.json == NULL) {
        *hours = xc_hours_default;
        return;
    }
    *hours = xc_rules_read_hours(&list);
    if (hours->count == 0) {
        xc_rules_refuse(&list, XC_MSG("the list must not be empty"));
        XC_RULES_HINT(&list, XC_MSG("leave 'hours' out for the usual office hours"));
    }
}

static void read_head(const struct xc_place *place, struct xc_programme *programme) {
    static const struct xc_str seeds[] = {XC_STR_INIT(""), XC_STR_INIT("public"),
                                          XC_STR_INIT("sealed")};
    static const struct xc_word_list seed_list = {seeds, COUNT(seeds)};
    xc_rules_require(place, "v");
    struct xc_place version = xc_rules_member(place, "v");
    int64_t v = xc_rules_read_number(&version, 0, INT64_MAX, XC_RULES_VERSION);
    if (v != XC_RULES_VERSION) {
        xc_rules_refuse(
            &version,
            XC_MSG("these rules have version %lld; this program reads version %d"),
            (long long)v, (int)XC_RULES_VERSION);
    }
    programme->id = xc_rules_read_id(place, "id");
    programme->title = xc_rules_read_text_of(place, "title", XC_RULES_TITLE_BYTES);
    xc_rules_require(place, "year");
    struct xc_place year = xc_rules_member(place, "year");
    programme->year = (int)xc_rules_read_number(&year, YEAR_MIN, YEAR_MAX, YEAR_MIN);
    struct xc_place calendar = xc_rules_member(place, "calendar");
    programme->calendar =
        calendar.json == NULL ? XC_STR("cn") : xc_rules_read_id(place, "calendar");
    struct xc_place office = xc_rules_member(place, "office");
    bool no_office = office.json == NULL || (json_is_string(office.json) &&
                                             json_string_length(office.json) == 0);
    programme->office = no_office ? XC_STR("") : xc_rules_read_id(place, "office");
    struct xc_place zone = xc_rules_member(place, "zone");
    programme->zone = zone.json == NULL ? XC_STR("Asia/Shanghai")
                                        : xc_rules_read_text(&zone, XC_MAX_ID_BYTES);
    if (!is_zone(programme->zone)) {
        xc_rules_refuse(&zone,
                        XC_MSG("a time zone like 'Asia/Shanghai' is expected here"));
    }
    read_hours(place, &programme->hours);
    struct xc_place seed = xc_rules_member(place, "seed");
    programme->seed = seeds[xc_rules_read_word(&seed, &seed_list, 0)];
}

/* What a due item's window is where the policy does not say: the year of the programme,
 * and for a single date also the year of that date. */
static void default_windows(struct xc_programme *programme) {
    xc_date first = xc_date_make(programme->year, 1, 1);
    xc_date last = xc_date_make(programme->year, 12, 31);
    for (size_t i = 0; i < programme->due_count; i++) {
        struct xc_due_item_rule *due = &programme->dues[i];
        if (due->window.from != XC_NO_DATE) {
            continue;
        }
        due->window = (struct xc_window){first, last};
        if (due->when.kind != XC_DUE_DATE) {
            continue;
        }
        xc_date from = xc_date_period_first(due->when.date, XC_PERIOD_YEAR);
        xc_date to = xc_date_period_last(due->when.date, XC_PERIOD_YEAR);
        due->window.from = from < first ? from : first;
        due->window.to = to > last ? to : last;
    }
}

static void read_programme(const struct xc_place *place, struct xc_programme *programme) {
    static const struct xc_str keys[] = {
        XC_STR_INIT("v"),       XC_STR_INIT("id"),       XC_STR_INIT("title"),
        XC_STR_INIT("year"),    XC_STR_INIT("calendar"), XC_STR_INIT("office"),
        XC_STR_INIT("zone"),    XC_STR_INIT("hours"),    XC_STR_INIT("seed"),
        XC_STR_INIT("sources"), XC_STR_INIT("params"),   XC_STR_INIT("resources"),
        XC_STR_INIT("stages"),  XC_STR_INIT("dues"),     XC_STR_INIT("milestones"),
        XC_STR_INIT("phases"),  XC_STR_INIT("ladder")};
    if (!xc_rules_read_object(place, keys, COUNT(keys))) {
        return;
    }
    read_head(place, programme);
    programme->sources = xc_rules_read_each(place, "sources", XC_RULES_MAX_LIST,
                                            sizeof *programme->sources,
                                            &programme->source_count, read_source);
    programme->params =
        xc_rules_read_each(place, "params", XC_RULES_MAX_LIST, sizeof *programme->params,
                           &programme->param_count, read_param);
    programme->resources = xc_rules_read_each(place, "resources", XC_RULES_MAX_PARTS,
                                              sizeof *programme->resources,
                                              &programme->resource_count, read_resource);
    programme->stages =
        xc_rules_read_each(place, "stages", XC_MAX_STAGES, sizeof *programme->stages,
                           &programme->stage_count, read_stage);
    programme->dues =
        xc_rules_read_each(place, "dues", XC_RULES_MAX_LIST, sizeof *programme->dues,
                           &programme->due_count, read_due);
    programme->milestones = xc_rules_read_each(
        place, "milestones", XC_RULES_MAX_PARTS, sizeof *programme->milestones,
        &programme->milestone_count, read_milestone);
    programme->phases =
        xc_rules_read_each(place, "phases", XC_RULES_MAX_PARTS, sizeof *programme->phases,
                           &programme->phase_count, read_phase);
    struct xc_place ladder = xc_rules_member(place, "ladder");
    xc_rules_parse_ladder(&ladder, &programme->ladder);
    if (place->reader->code == XC_OK) {
        default_windows(programme);
    }
}

int xc_rules_parse(const json_t *json, struct xc_arena *arena,
                   struct xc_programme **programme, struct xc_error *error) {
    struct xc_rules_reader reader = {arena, error, XC_OK, false};
    struct xc_place document = {&reader, NULL, NULL, 0, json};
    *programme = NULL;
    struct xc_programme *made = xc_arena_alloc(arena, sizeof *made);
    if (made == NULL) {
        return xc_fail_memory(error);
    }
    xc_rules_read_shape(&document);
    read_programme(&document, made);
    if (reader.code == XC_OK) {
        xc_rules_check(&document, made);
    }
    if (reader.code == XC_OK) {
        made->document = json;
        *programme = made;
    }
    return reader.code;
}
