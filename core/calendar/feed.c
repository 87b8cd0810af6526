#include "calendar/feed.h"

#include "calendar/line.h"
#include "calendar/zone.h"

#include <stdlib.h>

enum {
    HEAD_BYTES = 2048,  /* of everything but the texts */
    ENTRY_BYTES = 1536, /* likewise */
    UID_MAX = 255,
    NAME_MAX_BYTES = 64 * 1024, /* of the name behind a UID */
    DAY_MINUTES = 1440,
    SHORTEST_MINUTES = 15
};

/* Where an entry is being written: into the buffer itself, or beside it where the buffer
 * has less room than the entry could need at worst. */
struct room {
    struct xc_line line;
    char *begin;
    char *spare; /* owned */
};

static bool make_room(struct xc_buffer *out, size_t bytes, struct room *room) {
    *room = (struct room){0};
    if (out->failed) {
        return false;
    }
    if (bytes <= out->max - out->len) {
        room->begin = xc_buffer_reserve(out, bytes);
    } else {
        room->spare = malloc(bytes);
        room->begin = room->spare;
    }
    if (room->begin == NULL) {
        out->failed = true;
        return false;
    }
    room->line.at = room->begin;
    return true;
}

static void use_room(struct xc_buffer *out, struct room *room) {
    size_t len = (size_t)(room->line.at - room->begin);
    if (room->spare == NULL) {
        out->len += len;
        return;
    }
    (void)xc_buffer_append(out, room->spare, len);
    free(room->spare);
}

#define PUT_LINE(line, literal) xc_line_put((line), literal "\r\n"), (line)->column = 0

/* A property with text, unless the text is empty. Spaces at its ends are left out,
 * because some readers cut them and others do not. */
static inline void put_text(struct xc_line *line, const char *name, size_t name_len,
                            struct xc_str text) {
    text = xc_str_trim(text);
    if (text.len > 0) {
        xc_line_bytes(line, name, name_len);
        xc_line_text(line, text);
        xc_line_end(line);
    }
}

#define PUT_TEXT(line, name, text) put_text((line), name ":", sizeof(name), (text))

static void put_offset(struct xc_line *line, int minutes) {
    unsigned size = (unsigned)(minutes < 0 ? -minutes : minutes);
    char text[5] = {minutes < 0 ? '-' : '+', (char)('0' + size / 600),
                    (char)('0' + size / 60 % 10), (char)('0' + size % 60 / 10),
                    (char)('0' + size % 10)};
    xc_line_bytes(line, text, sizeof text);
}

static bool is_utc(struct xc_str zone) {
    return xc_str_is(zone, "UTC");
}

/* One observance for ever: the zones of xc_zone_known have kept their offset since 1992.
 */
static void put_zone(struct xc_line *line, struct xc_str zone, int offset) {
    PUT_LINE(line, "BEGIN:VTIMEZONE");
    PUT_TEXT(line, "TZID", zone);
    PUT_LINE(line, "BEGIN:STANDARD");
    PUT_LINE(line, "DTSTART:19700101T000000");
    xc_line_put(line, "TZOFFSETFROM:");
    put_offset(line, offset);
    xc_line_put(line, "\r\nTZOFFSETTO:");
    put_offset(line, offset);
    xc_line_end(line);
    PUT_TEXT(line, "TZNAME", xc_zone_short_name(zone));
    PUT_LINE(line, "END:STANDARD");
    PUT_LINE(line, "END:VTIMEZONE");
}

static void put_refresh(struct xc_line *line, unsigned minutes) {
    if (minutes == 0) {
        return;
    }
    xc_line_put(line, "REFRESH-INTERVAL;VALUE=DURATION:");
    xc_line_duration(line, minutes);
    xc_line_put(line, "\r\nX-PUBLISHED-TTL:");
    xc_line_duration(line, minutes);
    xc_line_end(line);
}

void xc_feed_begin(struct xc_buffer *out, const struct xc_feed_head *head) {
    struct room room;
    int offset = 0;
    bool english = xc_str_is(head->language, "en");
    size_t texts = 2 * head->name.len + 2 * head->description.len + head->color.len;
    if (!xc_zone_known(head->zone, &offset) || head->name.len == 0) {
        out->failed = true;
        return;
    }
    if (!make_room(out, HEAD_BYTES + XC_LINE_GROWTH * texts, &room)) {
        return;
    }
    struct xc_line *line = &room.line;
    PUT_LINE(line, "BEGIN:VCALENDAR");
    PUT_LINE(line, "VERSION:2.0");
    if (english) {
        PUT_LINE(line, "PRODID:-//xuncha//xuncha 1//EN");
    } else {
        PUT_LINE(line, "PRODID:-//xuncha//xuncha 1//ZH");
    }
    PUT_LINE(line, "CALSCALE:GREGORIAN");
    PUT_TEXT(line, "NAME", head->name);
    PUT_TEXT(line, "X-WR-CALNAME", head->name);
    PUT_TEXT(line, "DESCRIPTION", head->description);
    PUT_TEXT(line, "X-WR-CALDESC", head->description);
    put_refresh(line, head->refresh_minutes);
    PUT_TEXT(line, "X-WR-TIMEZONE", head->zone);
    PUT_TEXT(line, "COLOR", head->color);
    if (head->timed && !is_utc(head->zone)) {
        put_zone(line, head->zone, offset);
    }
    use_room(out, &room);
}

void xc_feed_end(struct xc_buffer *out) {
    (void)xc_buffer_puts(out, "END:VCALENDAR\r\n");
}

static bool is_writable(const struct xc_event *event) {
    return event->uid.len > 0 && event->uid.len <= UID_MAX &&
           xc_str_trim(event->summary).len > 0 && event->date >= XC_DATE_MIN &&
           event->date <= XC_DATE_MAX && event->end_date <= XC_DATE_MAX &&
           event->start < DAY_MINUTES && event->end <= DAY_MINUTES &&
           event->changed >= (xc_instant)XC_DATE_MIN * 86400 &&
           event->changed <= (xc_instant)XC_DATE_MAX * 86400;
}

static size_t entry_bound(const struct xc_feed_head *head, const struct xc_event *event) {
    return ENTRY_BYTES + 2 * head->zone.len +
           XC_LINE_GROWTH *
               (event->uid.len + 2 * event->summary.len + event->location.len +
                event->description.len + event->category.len + event->url.len);
}

static bool make_entry_room(struct xc_buffer *out, const struct xc_feed_head *head,
                            const struct xc_event *event, struct room *room) {
    if (!is_writable(event)) {
        out->failed = true;
        return false;
    }
    return make_room(out, entry_bound(head, event), room);
}

/* ";TZID=…:" and the time, or ":" and the time in UTC. minutes: since 1970 in the feed's
 * zone. */
static void put_time(struct xc_line *line, const struct xc_feed_head *head,
                     int64_t minutes) {
    if (head->timed && !is_utc(head->zone)) {
        xc_line_put(line, ";TZID=");
        xc_line_bytes(line, head->zone.ptr, head->zone.len);
        xc_line_put(line, ":");
        xc_line_wall(line, minutes);
    } else {
        int offset = 0;
        (void)xc_zone_known(head->zone, &offset);
        xc_line_put(line, ":");
        xc_line_instant(line, (minutes - offset) * 60);
    }
    xc_line_end(line);
}

static void put_event_times(struct xc_line *line, const struct xc_feed_head *head,
                            const struct xc_event *event) {
    xc_date last = event->end_date > event->date ? event->end_date : event->date;
    if (event->start < 0) {
        xc_line_put(line, "DTSTART;VALUE=DATE:");
        xc_line_date(line, event->date);
        xc_line_put(line, "\r\nDTEND;VALUE=DATE:");
        xc_line_date(line, last + 1);
        xc_line_end(line);
        return;
    }
    int64_t start = (int64_t)event->date * DAY_MINUTES + event->start;
    int64_t end = (int64_t)last * DAY_MINUTES + event->end;
    if (end <= start) {
        end = start + SHORTEST_MINUTES;
    }
    xc_line_put(line, "DTSTART");
    put_time(line, head, start);
    xc_line_put(line, "DTEND");
    put_time(line, head, end);
}

static void put_due_time(struct xc_line *line, const struct xc_feed_head *head,
                         const struct xc_event *event) {
    if (event->start < 0) {
        xc_line_put(line, "DUE;VALUE=DATE:");
        xc_line_date(line, event->end_date > event->date ? event->end_date : event->date);
        xc_line_end(line);
        return;
    }
    xc_line_put(line, "DUE");
    put_time(line, head, (int64_t)event->date * DAY_MINUTES + event->start);
}

/* UID to SEQUENCE. */
static void put_identity(struct xc_line *line, const struct xc_event *event) {
    PUT_TEXT(line, "UID", event->uid);
    xc_line_put(line, "DTSTAMP:");
    xc_line_instant(line, event->changed);
    xc_line_put(line, "\r\nLAST-MODIFIED:");
    xc_line_instant(line, event->changed);
    xc_line_put(line, "\r\nSEQUENCE:");
    xc_line_number(line, event->sequence);
    xc_line_end(line);
}

/* SUMMARY to CATEGORIES, GEO and URL. */
static void put_texts(struct xc_line *line, const struct xc_feed_head *head,
                      const struct xc_event *event) {
    xc_line_put(line, "SUMMARY:");
    if (event->status == XC_EVENT_CANCELLED) {
        if (xc_str_is(head->language, "en")) {
            xc_line_put(line, "Cancelled: ");
        } else {
            xc_line_put(line, "【已取消】");
        }
    }
    xc_line_text(line, xc_str_trim(event->summary));
    xc_line_end(line);
    PUT_TEXT(line, "LOCATION", event->location);
    PUT_TEXT(line, "DESCRIPTION", event->description);
    PUT_TEXT(line, "CATEGORIES", event->category);
    if (event->has_position && event->latitude_e6 >= -90000000 &&
        event->latitude_e6 <= 90000000 && event->longitude_e6 >= -180000000 &&
        event->longitude_e6 <= 180000000) {
        xc_line_put(line, "GEO:");
        xc_line_degrees(line, event->latitude_e6);
        xc_line_put(line, ";");
        xc_line_degrees(line, event->longitude_e6);
        xc_line_end(line);
    }
    if (event->url.len > 0) {
        xc_line_put(line, "URL:");
        xc_line_uri(line, event->url);
        xc_line_end(line);
    }
}

/* A VTODO without DTSTART can only be reminded of in relation to its end. */
static void put_alarm(struct xc_line *line, const struct xc_event *event, bool task) {
    int64_t before = event->alarm_minutes;
    if (event->alarm_minutes == XC_NO_ALARM || event->status == XC_EVENT_CANCELLED ||
        event->done) {
        return;
    }
    PUT_LINE(line, "BEGIN:VALARM");
    PUT_LINE(line, "ACTION:DISPLAY");
    PUT_TEXT(line, "DESCRIPTION", event->summary);
    xc_line_put(line, "TRIGGER");
    if (task) {
        xc_line_put(line, ";RELATED=END");
    }
    xc_line_put(line, ":");
    if (before > 0) {
        xc_line_put(line, "-");
    }
    xc_line_duration(line, (uint64_t)(before < 0 ? -before : before));
    xc_line_end(line);
    PUT_LINE(line, "END:VALARM");
}

void xc_feed_event(struct xc_buffer *out, const struct xc_feed_head *head,
                   const struct xc_event *event) {
    struct room room;
    if (!make_entry_room(out, head, event, &room)) {
        return;
    }
    struct xc_line *line = &room.line;
    PUT_LINE(line, "BEGIN:VEVENT");
    put_identity(line, event);
    put_event_times(line, head, event);
    put_texts(line, head, event);
    if (event->status == XC_EVENT_CANCELLED) {
        PUT_LINE(line, "STATUS:CANCELLED");
    } else if (event->status == XC_EVENT_TENTATIVE) {
        PUT_LINE(line, "STATUS:TENTATIVE");
    } else {
        PUT_LINE(line, "STATUS:CONFIRMED");
    }
    if (event->kind == XC_EVENT_VISIT && event->status != XC_EVENT_CANCELLED) {
        PUT_LINE(line, "TRANSP:OPAQUE");
    } else {
        PUT_LINE(line, "TRANSP:TRANSPARENT");
    }
    put_alarm(line, event, false);
    PUT_LINE(line, "END:VEVENT");
    use_room(out, &room);
}

void xc_feed_task(struct xc_buffer *out, const struct xc_feed_head *head,
                  const struct xc_event *event) {
    struct room room;
    if (!make_entry_room(out, head, event, &room)) {
        return;
    }
    struct xc_line *line = &room.line;
    PUT_LINE(line, "BEGIN:VTODO");
    put_identity(line, event);
    put_due_time(line, head, event);
    put_texts(line, head, event);
    if (event->status == XC_EVENT_CANCELLED) {
        PUT_LINE(line, "STATUS:CANCELLED");
    } else if (event->done) {
        PUT_LINE(line, "STATUS:COMPLETED");
        xc_line_put(line, "COMPLETED:");
        xc_line_instant(line, event->done_at);
        xc_line_put(line, "\r\nPERCENT-COMPLETE:100");
        xc_line_end(line);
    } else {
        PUT_LINE(line, "STATUS:NEEDS-ACTION");
    }
    put_alarm(line, event, true);
    PUT_LINE(line, "END:VTODO");
    use_room(out, &room);
}

int xc_feed_uid(struct xc_mac *mac, struct xc_str name, char out[XC_UID_BYTES],
                struct xc_error *error) {
    static const char hex[] = "0123456789abcdef";
    struct xc_buffer message = xc_buffer_make(NAME_MAX_BYTES);
    (void)xc_buffer_puts(&message, "xuncha-uid\n");
    (void)xc_buffer_add(&message, name);
    int code = message.failed ? xc_fail_memory(error) : XC_OK;
    if (code == XC_OK) {
        struct xc_digest digest = xc_mac_make(mac, xc_buffer_view(&message));
        for (size_t i = 0; i < 16; i++) {
            out[2 * i] = hex[digest.bytes[i] >> 4];
            out[2 * i + 1] = hex[digest.bytes[i] & 15];
        }
        memcpy(out + 32, "@xuncha", 8);
    }
    xc_buffer_free(&message);
    return code;
}
