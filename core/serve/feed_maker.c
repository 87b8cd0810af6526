#include "serve/feed_maker.h"

#include "publish/feed_view.h"
#include "serve/gzip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_DIGITS = 32, PACKED_BYTES = 64 << 20 };

struct xc_feed_maker {
    const char *workspace;
    char *office;
    struct xc_session session;
    struct xc_store *store; /* NULL: not open; it keeps what it read, too */
    struct xc_feed_view *view;
    uint64_t data; /* that the view was read from */
    struct xc_buffer packed;
};

void xc_made_feed_clear(struct xc_made_feed *made) {
    xc_http_blob_free(made->plain);
    xc_http_blob_free(made->gzip);
    *made = (struct xc_made_feed){0};
}

struct xc_feed_maker *xc_feed_maker_new(const char *workspace, struct xc_str office,
                                        const struct xc_session *session) {
    struct xc_feed_maker *maker = calloc(1, sizeof *maker);
    char *hold = malloc(office.len + 1);
    if (!maker || !hold) {
        free(maker);
        free(hold);
        return NULL;
    }
    memcpy(hold, office.ptr, office.len);
    hold[office.len] = '\0';
    maker->workspace = workspace;
    maker->office = hold;
    maker->session = *session;
    maker->session.store = NULL;
    maker->session.office = (struct xc_str){hold, office.len};
    maker->packed = xc_buffer_make(PACKED_BYTES);
    return maker;
}

void xc_feed_maker_rest(struct xc_feed_maker *maker) {
    xc_feed_view_free(maker->view);
    xc_store_close(maker->store);
    xc_buffer_free(&maker->packed);
    maker->view = NULL;
    maker->store = NULL;
}

void xc_feed_maker_free(struct xc_feed_maker *maker) {
    if (maker) {
        xc_feed_maker_rest(maker);
        free(maker->office);
        free(maker);
    }
}

/* ---- Reading ---- */

static int read_office(struct xc_feed_maker *maker, uint64_t data, xc_instant now,
                       struct xc_error *error) {
    xc_feed_view_free(maker->view);
    maker->view = NULL;
    int rc = maker->store ? XC_OK : xc_store_open(maker->workspace, &maker->store, error);
    if (rc == XC_OK) {
        maker->session.store = maker->store;
        maker->session.now = now;
        maker->data = data;
        rc = xc_feed_view_load(&maker->session, &maker->view, error);
    }
    if (rc != XC_OK) {
        xc_feed_maker_rest(maker);
    }
    return rc;
}

/* ---- Making ---- */

/* Each representation has a tag of its own (RFC 9110 §8.8.3.3): a letter and the digest
 * of the packed bytes, which say all that the plain ones do, and are fewer. */
static void tag_of(const struct xc_digest *digest, char letter,
                   char tag[XC_FEED_TAG_BYTES]) {
    char hex[XC_DIGEST_HEX + 1];
    xc_digest_hex(digest, hex);
    (void)snprintf(tag, XC_FEED_TAG_BYTES, "\"%c%.*s\"", letter, (int)TAG_DIGITS, hex);
}

static int finish(struct xc_feed_maker *maker, const struct xc_feed *feed,
                  struct xc_feed_order *order, struct xc_error *error) {
    struct xc_made_feed *made = &order->made;
    struct xc_digest digest;
    made->changed = feed->changed;
    made->until = feed->until;
    order->same =
        order->known && xc_str_equal(xc_http_blob_bytes(order->known), feed->bytes);
    if (order->same) {
        return XC_OK;
    }
    xc_buffer_clear(&maker->packed);
    if (!xc_gzip(feed->bytes, XC_GZIP_FAST, &maker->packed)) {
        return xc_fail_memory(error);
    }
    struct xc_str packed = xc_buffer_view(&maker->packed);
    int rc = xc_sha256(packed, &digest, error);
    if (rc != XC_OK) {
        return rc;
    }
    tag_of(&digest, 'p', made->tag);
    made->plain = xc_http_blob_new(feed->bytes);
    if (packed.len < feed->bytes.len) {
        tag_of(&digest, 'z', made->gzip_tag);
        made->gzip = xc_http_blob_new(packed);
    }
    return made->plain && (made->gzip || made->gzip_tag[0] == '\0')
               ? XC_OK
               : xc_fail_memory(error);
}

int xc_feed_maker_make(struct xc_feed_maker *maker, uint64_t data, xc_instant now,
                       struct xc_feed_order *orders, size_t count,
                       struct xc_error *error) {
    struct xc_feed feed;
    int rc = XC_OK;
    if (!maker->view || maker->data != data || maker->session.now > now) {
        rc = read_office(maker, data, now, error);
    }
    for (size_t i = 0; i < count && rc == XC_OK; i++) {
        rc = xc_feed_view_write(maker->view, orders[i].by, orders[i].key, &feed, error);
        if (rc == XC_OK && feed.until != XC_NO_INSTANT && feed.until <= now) {
            rc = read_office(maker, data, now, error);
            if (rc == XC_OK) {
                rc = xc_feed_view_write(maker->view, orders[i].by, orders[i].key, &feed,
                                        error);
            }
        }
        if (rc == XC_OK) {
            rc = finish(maker, &feed, &orders[i], error);
        }
    }
    return rc;
}
