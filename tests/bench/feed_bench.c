/* Events written per second, beside a memcpy of the same bytes and libical writing the
 * same events: bench_feed [EVENTS] */
#include "calendar/feed.h"

#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 5 };

static const struct xc_feed_head head = {
    .name = XC_STR_INIT("第一检查组"),
    .description = XC_STR_INIT("检查任务和报送节点"),
    .zone = XC_STR_INIT("Asia/Shanghai"),
    .refresh_minutes = 240,
    .language = XC_STR_INIT("zh"),
    .timed = true,
};

static double now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* An event of about 860 bytes; texts keeps the strings. */
struct texts {
    char uid[XC_UID_BYTES];
    char summary[96];
    char url[64];
};

static const char location[] = "江苏省宜兴市丁蜀镇解放东路 128 号";
static const char description[] =
    "检查组：组长 王芳，成员 "
    "李雷、韩梅梅\n依据：《医疗保障基金使用监督管理条例》第二十二条\n"
    "清单：门诊与住院收费；药品和耗材的进销存；限制用药；病历与处方；信息系统\nTel. "
    "0510-1234567";

static struct xc_event make_event(size_t i, struct texts *texts) {
    (void)snprintf(texts->uid, sizeof texts->uid, "%016zx%016zx@xuncha", i * 2654435761U,
                   i);
    (void)snprintf(texts->summary, sizeof texts->summary, "检查 德仁堂大药房第%zu分店",
                   i);
    (void)snprintf(texts->url, sizeof texts->url, "https://xuncha.example.org/visits/%zu",
                   i);
    return (struct xc_event){
        .uid = xc_str_from(texts->uid),
        .date = xc_date_make(2026, 1, 1) + (xc_date)(i % 365),
        .end_date = xc_date_make(2026, 1, 1) + (xc_date)(i % 365),
        .start = 9 * 60,
        .end = 10 * 60 + 30,
        .changed = 1767225600 + (xc_instant)i,
        .sequence = (unsigned)(i % 3),
        .summary = xc_str_from(texts->summary),
        .location = xc_str_from(location),
        .description = xc_str_from(description),
        .category = XC_STR("检查"),
        .url = xc_str_from(texts->url),
        .has_position = true,
        .latitude_e6 = 31364000 + (int32_t)i,
        .longitude_e6 = 119820000 + (int32_t)i,
        .alarm_minutes = 60,
    };
}

static void write_own(struct xc_buffer *out, const struct xc_event *events,
                      size_t count) {
    xc_feed_begin(out, &head);
    for (size_t i = 0; i < count; i++) {
        xc_feed_event(out, &head, &events[i]);
    }
    xc_feed_end(out);
}

static icalproperty *with_zone(icalproperty *property) {
    icalproperty_add_parameter(property, icalparameter_new_tzid("Asia/Shanghai"));
    return property;
}

static struct icaltimetype clock_time(xc_date date, int minutes) {
    struct xc_ymd ymd = xc_date_ymd(date);
    struct icaltimetype time = icaltime_null_time();
    time.year = ymd.year;
    time.month = (int)ymd.month;
    time.day = (int)ymd.day;
    time.hour = minutes / 60;
    time.minute = minutes % 60;
    return time;
}

static void add_libical(icalcomponent *calendar, const struct xc_event *event) {
    icalcomponent *entry = icalcomponent_new_vevent();
    icalcomponent *alarm = icalcomponent_new_valarm();
    struct icaltimetype changed = icaltime_from_timet_with_zone(
        (time_t)event->changed, 0, icaltimezone_get_utc_timezone());
    struct icalgeotype geo = {event->latitude_e6 / 1e6, event->longitude_e6 / 1e6};
    struct icaltriggertype trigger = icaltriggertype_from_int(-event->alarm_minutes * 60);
    icalcomponent_add_property(entry, icalproperty_new_uid(event->uid.ptr));
    icalcomponent_add_property(entry, icalproperty_new_dtstamp(changed));
    icalcomponent_add_property(entry, icalproperty_new_lastmodified(changed));
    icalcomponent_add_property(entry, icalproperty_new_sequence((int)event->sequence));
    icalcomponent_add_property(entry, with_zone(icalproperty_new_dtstart(
                                          clock_time(event->date, event->start))));
    icalcomponent_add_property(entry, with_zone(icalproperty_new_dtend(
                                          clock_time(event->end_date, event->end))));
    icalcomponent_add_property(entry, icalproperty_new_summary(event->summary.ptr));
    icalcomponent_add_property(entry, icalproperty_new_location(event->location.ptr));
    icalcomponent_add_property(entry,
                               icalproperty_new_description(event->description.ptr));
    icalcomponent_add_property(entry, icalproperty_new_categories(event->category.ptr));
    icalcomponent_add_property(entry, icalproperty_new_geo(geo));
    icalcomponent_add_property(entry, icalproperty_new_url(event->url.ptr));
    icalcomponent_add_property(entry, icalproperty_new_status(ICAL_STATUS_CONFIRMED));
    icalcomponent_add_property(entry, icalproperty_new_transp(ICAL_TRANSP_OPAQUE));
    icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
    icalcomponent_add_property(alarm, icalproperty_new_description(event->summary.ptr));
    icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
    icalcomponent_add_component(entry, alarm);
    icalcomponent_add_component(calendar, entry);
}

static double time_libical(const struct xc_event *events, size_t count, size_t *len) {
    double start = now();
    icalcomponent *calendar = icalcomponent_new_vcalendar();
    for (size_t i = 0; i < count; i++) {
        add_libical(calendar, &events[i]);
    }
    char *text = icalcomponent_as_ical_string_r(calendar);
    *len = strlen(text);
    icalmemory_free_buffer(text);
    icalcomponent_free(calendar);
    return now() - start;
}

static double time_own(struct xc_buffer *out, const struct xc_event *events,
                       size_t count) {
    double best = 1e9;
    for (int run = 0; run < RUNS; run++) {
        xc_buffer_clear(out);
        double start = now();
        write_own(out, events, count);
        double took = now() - start;
        best = took < best ? took : best;
    }
    return best;
}

static double time_memcpy(struct xc_str bytes, char *into) {
    double best = 1e9;
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        memcpy(into, bytes.ptr, bytes.len);
        double took = now() - start;
        best = took < best ? took : best;
    }
    return best;
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    struct xc_event *events = calloc(count, sizeof *events);
    struct texts *texts = calloc(count, sizeof *texts);
    struct xc_buffer out = xc_buffer_make((size_t)4 * 1024 * 1024 * 1024);
    struct xc_buffer fresh = xc_buffer_make(out.max);
    char *copy = NULL;
    int status = 1;
    if (events == NULL || texts == NULL || count == 0) {
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        events[i] = make_event(i, &texts[i]);
    }
    double start = now();
    write_own(&fresh, events, count);
    double cold = now() - start;
    double own = time_own(&out, events, count);
    copy = malloc(out.len);
    if (out.failed || copy == NULL) {
        goto done;
    }
    double copied = time_memcpy(xc_buffer_view(&out), copy);
    size_t library_len = 0;
    double library = time_libical(events, count, &library_len);
    double mega = (double)out.len / 1e6;
    printf("feed: %zu events, %.1f MB, %.0f bytes each\n", count, mega,
           (double)out.len / (double)count);
    printf("  own writer       %9.0f events/s  %7.0f MB/s  1\n", (double)count / own,
           mega / own);
    printf("  own, new memory  %9.0f events/s  %7.0f MB/s  %.2f times as long\n",
           (double)count / cold, mega / cold, cold / own);
    printf("  memcpy           %9.0f events/s  %7.0f MB/s  %.2f\n",
           (double)count / copied, mega / copied, copied / own);
    printf("  libical          %9.0f events/s  %7.0f MB/s  %.1f\n",
           (double)count / library, (double)library_len / 1e6 / library, library / own);
    status = (double)count / own < 300000;
done:
    free(copy);
    free(events);
    free(texts);
    xc_buffer_free(&out);
    xc_buffer_free(&fresh);
    return status;
}
