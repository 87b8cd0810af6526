/* Writes iCalendar feeds (RFC 5545, 7986): our own writer, about the speed of memcpy.
 *
 * Same input, same bytes. CRLF, lines folded at 75 octets on character borders, text
 * escaped, control characters dropped. It decides nothing about secrecy: it is given what
 * may be shown (rules/may_see.h decides). What a first-rate feed contains is argued in
 * docs/feeds.md. */
#ifndef XC_CALENDAR_FEED_H
#define XC_CALENDAR_FEED_H

#include "base/buffer.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/str.h"

enum xc_event_status { XC_EVENT_CONFIRMED = 0, XC_EVENT_TENTATIVE, XC_EVENT_CANCELLED };

enum xc_event_kind {
    XC_EVENT_VISIT = 0, /* busy time at an hour */
    XC_EVENT_DUE,       /* a due item: all-day and transparent, or at an hour */
    XC_EVENT_PHASE      /* an all-day span, transparent */
};

/* One entry. All texts are borrowed UTF-8 and may be empty, except uid and summary. */
struct xc_event {
    struct xc_str uid; /* ≤ 255 octets, reveals nothing */
    enum xc_event_kind kind;
    enum xc_event_status status;
    xc_date date;
    xc_date end_date;   /* last day, included; = date for one day */
    int start;          /* minutes since midnight in the feed's zone, or −1: all day */
    int end;            /* minutes on end_date; > start where timed on one day */
    xc_instant changed; /* DTSTAMP and LAST-MODIFIED: the last real change */
    unsigned sequence;
    struct xc_str summary;
    struct xc_str location;
    struct xc_str description; /* lines separated by LF */
    struct xc_str category;
    struct xc_str url;
    bool has_position;
    int32_t latitude_e6, longitude_e6; /* WGS-84, millionths of a degree */
    bool done; /* a due item that came in, on `done_at`: reminds nobody any more */
    xc_instant done_at;
    int alarm_minutes; /* before the start (all-day: before midnight, may be negative:
                          after it), XC_NO_ALARM: none */
};
enum { XC_NO_ALARM = INT32_MIN };

struct xc_feed_head {
    struct xc_str name;        /* NAME and X-WR-CALNAME */
    struct xc_str description; /* may be empty */
    struct xc_str zone;        /* IANA name; only zones of xc_zone_known */
    unsigned refresh_minutes;  /* REFRESH-INTERVAL and X-PUBLISHED-TTL; 0: neither */
    struct xc_str color;       /* CSS name, may be empty */
    struct xc_str language; /* "zh" or "en": the word before cancelled titles, PRODID */
    bool timed; /* some entry is at an hour: the zone is described. Entries at an hour
                   in a feed without it are written in UTC. */
};

/* Zones that can be written: fixed offset, no daylight saving since 1992: Asia/Shanghai,
 * Asia/Urumqi, Asia/Hong_Kong, Asia/Macau, Asia/Taipei, UTC. *offset_minutes east of UTC.
 */
bool xc_zone_known(struct xc_str zone, int *offset_minutes);

/* The head, then events in the order given, then the end. Errors collect in out->failed,
 * which the caller checks once: out of room, an unknown zone, an entry without uid or
 * title, a uid of more than 255 octets, dates outside 1900–2199. A cancelled event is
 * written with 【已取消】 (Cancelled:) before its title, transparent, without alarm. An
 * end that does not lie behind the start becomes 15 minutes after it. */
void xc_feed_begin(struct xc_buffer *out, const struct xc_feed_head *head);
void xc_feed_event(struct xc_buffer *out, const struct xc_feed_head *head,
                   const struct xc_event *event);
void xc_feed_end(struct xc_buffer *out);

/* A due item as VTODO, for a feed of tasks of its own: due on end_date, or on date at
 * start. */
void xc_feed_task(struct xc_buffer *out, const struct xc_feed_head *head,
                  const struct xc_event *event);

/* The UID of a thing in a workspace: HMAC-SHA-256(key, "xuncha-uid\n" name), its first 16
 * bytes in hex, "@xuncha". mac holds the workspace's key; name is for example
 * visit/programme/id. */
enum { XC_UID_BYTES = 40 };
int xc_feed_uid(struct xc_mac *mac, struct xc_str name, char out[XC_UID_BYTES],
                struct xc_error *error);

#endif
