/* From visits in memory to calendar bytes: what `export ics` does for each entry, without
 * the disk. Beside it: memcpy of the same bytes. (bench_feed compares the writer alone
 * with libical.) */
#include "base/file.h"
#include "publish/events.h"
#include "publish/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { VISITS = 200000, PEOPLE = 400, FEED_BYTES = 1 << 30, ROUNDS = 3 };

static const char rules[] =
    "{\"v\":1,\"id\":\"bench\",\"title\":\"定点医药机构全覆盖检查\",\"year\":2026,"
    "\"calendar\":\"cn\","
    "\"office\":\"990101\",\"stages\":[{\"id\":\"annual\",\"title\":\"年度现场检查\","
    "\"plugin\":\"full_coverage\",\"kind\":\"coverage\",\"window\":[\"2026-01-05\","
    "\"2026-11-30\"],"
    "\"nature\":\"enforcement\",\"method\":\"site\",\"basis\":"
    "\"医疗保障基金使用监督管理条例\","
    "\"obligations\":[{\"label\":\"annual/"
    "1\",\"targets\":{\"op\":\"all\",\"table\":\"targets\"},"
    "\"items\":[\"服务协议履行\",\"医保基金使用\",\"医药价格\"],"
    "\"crew\":{\"seats\":[{\"role\":\"lead\",\"count\":1},{\"role\":\"officer\","
    "\"count\":1}]}}]}]}";

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void must(int rc, const struct xc_error *error) {
    if (rc != XC_OK) {
        struct xc_buffer text = xc_buffer_make(65536);
        xc_error_render(error, NULL, &text);
        fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
        exit(1);
    }
}

static struct xc_str keep(struct xc_arena *arena, const char *format, int number) {
    char text[128];
    int len = snprintf(text, sizeof text, format, number);
    return xc_arena_copy(arena, (struct xc_str){text, (size_t)len});
}

static struct xc_register *make_register(struct xc_arena *arena, struct xc_error *error) {
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_register *reg = NULL;
    struct xc_area area = {
        .code = XC_STR("990101"), .name = XC_STR("样例县"), .level = XC_LEVEL_COUNTY};
    must(xc_register_add_area(builder, &area, error), error);
    for (int i = 0; i < VISITS; i++) {
        struct xc_target target = {.id = keep(arena, "H%011d", i),
                                   .name = keep(arena, "样例县城东一片区第%d村卫生室", i),
                                   .address =
                                       keep(arena, "城东一片区样例路%d号", i % 300),
                                   .area = area.code,
                                   .kind = XC_KIND_VILLAGE_CLINIC,
                                   .status = XC_STATUS_ACTIVE,
                                   .last_visit = XC_NO_DATE};
        must(xc_register_add_target(builder, &target, error), error);
    }
    for (int i = 0; i < PEOPLE; i++) {
        struct xc_person person = {.id = keep(arena, "R%05d", i),
                                   .name = keep(arena, "甲%d", i),
                                   .area = area.code,
                                   .roles = 1u << XC_ROLE_OFFICER | 1u << XC_ROLE_LEAD,
                                   .certificate = keep(arena, "样执%05d", i),
                                   .certificate_until = XC_NO_DATE,
                                   .status = XC_STATUS_ACTIVE};
        must(xc_register_add_person(builder, &person, error), error);
    }
    must(xc_register_build(builder, &reg, NULL, error), error);
    xc_register_builder_free(builder);
    return reg;
}

/* Visits as a plan leaves them: crews of two with a zone each, day after day. */
static struct xc_visit *make_visits(struct xc_arena *arena) {
    struct xc_visit *visits = xc_arena_array(arena, VISITS, sizeof *visits);
    int per_crew = VISITS / (PEOPLE / 2);
    for (int i = 0; i < VISITS; i++) {
        int crew = i / per_crew;
        struct xc_visit_task *task = xc_arena_alloc(arena, sizeof *task);
        struct xc_visit_person *people = xc_arena_array(arena, 2, sizeof *people);
        *task = (struct xc_visit_task){XC_STR("bench"), XC_STR("annual"),
                                       XC_STR("annual/1"), 1};
        people[0] =
            (struct xc_visit_person){keep(arena, "R%05d", 2 * crew), XC_ROLE_LEAD};
        people[1] =
            (struct xc_visit_person){keep(arena, "R%05d", 2 * crew + 1), XC_ROLE_OFFICER};
        visits[i] = (struct xc_visit){
            .id = keep(arena, "v%012d", i),
            .tasks = task,
            .task_count = 1,
            .target =
                keep(arena, "H%011d", crew * per_crew + i % per_crew * 7 % per_crew),
            .date = xc_date_make(2026, 1, 5) + i % per_crew / 4,
            .end_date = xc_date_make(2026, 1, 5) + i % per_crew / 4,
            .start = 540,
            .end = 630,
            .minutes = 90,
            .crew = keep(arena, "990101-%03d", crew),
            .people = people,
            .person_count = 2,
            .status = XC_VISIT_PUBLISHED,
            .changed = 1767578400,
            .embargo_until = XC_NO_INSTANT,
        };
    }
    return visits;
}

static void write_all(struct xc_event_maker *maker, const struct xc_loaded_plan *plan,
                      struct xc_buffer *feed, struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make(1 << 20);
    struct xc_feed_head head = {.name = XC_STR("bench"),
                                .zone = plan->programme->zone,
                                .refresh_minutes = 60,
                                .language = XC_STR("en"),
                                .timed = true};
    struct xc_viewer viewer = {XC_VIEWER_INSPECTOR, true};
    xc_buffer_clear(feed);
    xc_feed_begin(feed, &head);
    for (size_t i = 0; i < plan->visit_count; i++) {
        char uid[XC_UID_BYTES];
        struct xc_event event;
        xc_buffer_clear(&text);
        enum xc_sight sight =
            xc_visit_sight(maker->session, plan, &plan->visits[i], &viewer);
        must(xc_event_of_visit(maker, plan, &plan->visits[i], sight, uid, &text, &event,
                               error),
             error);
        xc_feed_event(feed, &head, &event);
    }
    xc_feed_end(feed);
    if (feed->failed) {
        fprintf(stderr, "the feed did not fit\n");
        exit(1);
    }
    xc_buffer_free(&text);
}

int main(void) {
    struct xc_error error = {0};
    struct xc_arena *arena = xc_arena_new((size_t)1 << 30);
    char db[] = "/tmp/xuncha-bench-XXXXXX/x.db";
    char *slash = strrchr(db, '/');
    *slash = '\0';
    if (!mkdtemp(db)) {
        return 1;
    }
    *slash = '/';
    uint8_t key[XC_KEY_BYTES] = {1};
    struct xc_session session = {.language = "en", .now = 1767600000};
    must(xc_store_create(db, key, &error), &error);
    must(xc_store_open(db, &session.store, &error), &error);
    struct xc_loaded_plan plan = {
        .head = {.status = XC_PLAN_APPROVED, .approved_until = XC_NO_DATE},
        .visit_count = VISITS};
    struct xc_loaded loaded = {.plans = &plan, .count = 1, .arena = arena};
    must(xc_session_stored_rules(xc_str_from(rules), arena, &plan.document,
                                 &plan.programme, &error),
         &error);
    loaded.reg = make_register(arena, &error);
    plan.visits = make_visits(arena);
    struct xc_event_maker maker;
    must(xc_event_maker_open(&maker, &session, &loaded, &error), &error);

    struct xc_buffer feed = xc_buffer_make(FEED_BYTES);
    double best = 1e9, copy = 1e9;
    write_all(&maker, &plan, &feed, &error); /* warms up and reserves the memory */
    char *other = malloc(feed.len);
    if (!other) {
        return 1;
    }
    memset(other, 1, feed.len);
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        write_all(&maker, &plan, &feed, &error);
        double middle = seconds();
        memcpy(other, feed.ptr, feed.len);
        double end = seconds();
        best = middle - start < best ? middle - start : best;
        copy = end - middle < copy ? end - middle : copy;
    }
    printf("%d visits become %.0f MB of calendar, check %d\n", VISITS,
           (double)feed.len / 1e6, other[feed.len / 2]);
    printf("%-34s %8.3f s %12.0f entries/s\n", "compose and write", best, VISITS / best);
    printf("%-34s %8.3f s\n", "memcpy of the same bytes", copy);
    printf("%-34s %8.1f\n", "ratio", best / copy);
    free(other);
    xc_buffer_free(&feed);
    xc_event_maker_close(&maker);
    xc_register_free(loaded.reg);
    json_decref(plan.document);
    xc_store_close(session.store);
    unlink(db);
    *slash = '\0';
    rmdir(db);
    xc_arena_free(arena);
    return 0;
}
