/* Draws, through the functions that the commands use: committed to before dice are
 * thrown, run, made void, and mended by substitutes. */
#include "simulate.h"

#include "drawing/drawing.h"
#include "drawing/substitute.h"

#include <string.h>

static const struct xc_str dice = XC_STR_INIT("dice 25");
static const struct xc_str secret = XC_STR_INIT("two custodians hold these 32 byt");

/* "1 6 3 …" as thrown. */
static struct xc_str throw_dice(struct chance *chance, char text[51]) {
    for (size_t i = 0; i < 25; i++) {
        text[2 * i] = (char)('1' + chance_below(chance, 6));
        text[2 * i + 1] = ' ';
    }
    return (struct xc_str){text, 49};
}

static struct xc_str secret_of(const struct year *year) {
    return year->sealed ? secret : XC_STR("");
}

bool office_commit(struct year *year, struct drawn_stage *stage) {
    struct xc_error error = {0};
    struct xc_committed committed = {0};
    char path[PATH_BYTES];
    struct xc_commit_options options = {.policy = path,
                                        .stage = xc_str_from(stage->id),
                                        .beacons = &dice,
                                        .beacon_count = 1,
                                        .secret = secret_of(year),
                                        .reason = XC_STR("上一次作废"),
                                        .by = XC_STR("监督人")};
    options.sealed = options.secret.len > 0;
    office_choose(year, SPOT, path);
    int rc = xc_draw_commit(&year->session, &options, &committed, &error);
    stage->state = COMMITTED;
    stage->since = year->today;
    xc_committed_free(&committed);
    return office_made(year, rc, "commit", &error);
}

bool office_void(struct year *year, struct drawn_stage *stage) {
    struct xc_error error = {0};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 26);
    struct xc_stored_draw *draws = NULL;
    size_t count = 0;
    int rc = arena ? xc_store_draws(year->store, year->session.office, XC_STR("spot"),
                                    xc_str_from(stage->id), false, arena, &draws, &count,
                                    &error)
                   : xc_fail_memory(&error);
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        if (draws[i].status == XC_DRAW_COMMITTED) {
            rc = xc_store_void_draw(year->store, year->session.office, draws[i].id,
                                    XC_STR("抽取现场中断"), XC_STR("监督人"),
                                    year->session.now, &error);
        }
    }
    stage->state = NOT_DRAWN;
    stage->since = year->today;
    stage->voided++;
    xc_arena_free(arena);
    return office_made(year, rc, "draw void", &error);
}

bool office_draw(struct year *year, struct drawn_stage *stage) {
    struct xc_error error = {0};
    struct xc_committed drawn = {0};
    char thrown[51];
    struct xc_draw_value value = {XC_STR("dice"), throw_dice(&year->chance, thrown)};
    int rc = xc_draw_stage_run(&year->session, XC_STR("spot"), xc_str_from(stage->id),
                               &value, 1, secret_of(year), &drawn, &error);
    stage->state = DRAWN;
    stage->since = year->today;
    year->draws_made++;
    xc_committed_free(&drawn);
    return office_made(year, rc, "draw run", &error);
}

/* ---- Substitutes ---- */

bool office_ask(struct year *year, const char *visit, const char *person) {
    struct xc_error error = {0};
    struct xc_substituted out = {0};
    struct xc_substitute_options options = {
        .visit = xc_str_from(visit),
        .person = xc_str_from(person ? person : ""),
        .reason = xc_str_from(person ? "recused" : "closed"),
        .beacons = &dice,
        .beacon_count = 1,
        .witnesses = {XC_STR("监督人甲"), XC_STR("监督人乙")},
        .witness_count = 2,
        .secret = secret_of(year)};
    int rc = xc_substitute_ask(&year->session, &options, &out, &error);
    if (rc == XC_OK) {
        (void)snprintf(year->leaving, sizeof year->leaving, "%s", visit);
    }
    if (year->options->verbose) {
        (void)printf("    substitute %s: %s %s\n", visit, person ? person : "target",
                     rc == XC_OK ? "asked for" : "refused");
    }
    xc_substituted_free(&out);
    /* A crew that somebody chose by hand is no business of the draw. */
    year->refused += rc == XC_ENO;
    return rc == XC_ENO || office_made(year, rc, "substitute", &error);
}

bool office_substitute(struct year *year) {
    struct xc_error error = {0};
    struct xc_substituted out = {0};
    char thrown[51];
    struct xc_draw_value value = {XC_STR("dice"), throw_dice(&year->chance, thrown)};
    struct xc_substitute_options options = {.visit = xc_str_from(year->leaving),
                                            .values = &value,
                                            .value_count = 1,
                                            .secret = secret_of(year)};
    int rc = xc_substitute_run(&year->session, &options, &out, &error);
    if (rc == XC_OK && year->options->verbose) {
        (void)printf("    substitute %s: %.*s comes in for %.*s\n", year->leaving,
                     XC_PRI(out.in), XC_PRI(out.leaves));
    }
    year->leaving[0] = '\0';
    year->substitutes += rc == XC_OK;
    year->dirty = true; /* whoever comes in may have no time then */
    xc_substituted_free(&out);
    return office_made(year, rc, "substitute run", &error);
}
