#include "serve/site.h"

#include <stdlib.h>
#include <string.h>

enum { REPLY_BYTES = 1 << 20 };

void xc_reply_private(struct xc_http_exchange *exchange) {
    xc_http_set(exchange, "Cache-Control", XC_STR("private, no-cache"));
    xc_http_set(exchange, "Vary", XC_STR("Cookie, Authorization, Accept-Encoding"));
}

void xc_reply_json(const struct xc_site *site, struct xc_http_exchange *exchange,
                   int status, json_t *json) {
    char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    (void)site;
    json_decref(json);
    xc_reply_private(exchange);
    if (text) {
        xc_http_send(exchange, status, XC_STR("application/json"), xc_str_from(text));
    } else {
        xc_http_send(exchange, 503, XC_STR("text/plain"), XC_STR("out of memory\n"));
    }
    free(text);
}

static const struct xc_catalogue *catalogue(const struct xc_site *site,
                                            const struct xc_http_exchange *exchange) {
    return strcmp(xc_site_language(site, exchange), "zh") == 0 ? site->options->chinese
                                                               : NULL;
}

static json_t *rendered(const struct xc_message *message,
                        const struct xc_catalogue *language) {
    struct xc_buffer text = xc_buffer_make(REPLY_BYTES);
    json_t *json = NULL;
    if (!message->id || xc_message_render(message, language, &text) == XC_OK) {
        json = json_stringn(text.ptr ? text.ptr : "", text.len);
    }
    xc_buffer_free(&text);
    return json;
}

static void send_error(const struct xc_site *site, struct xc_http_exchange *exchange,
                       int status, const char *word, const struct xc_error *error) {
    const struct xc_catalogue *language = catalogue(site, exchange);
    json_t *json = json_pack(
        "{s:{s:s,s:s,s:i,s:i,s:o,s:o}}", "error", "code", word, "file", error->file,
        "line", (int)error->line, "column", (int)error->column, "message",
        rendered(&error->message, language), "hint", rendered(&error->hint, language));
    xc_reply_json(site, exchange, status, json);
}

void xc_reply_error(const struct xc_site *site, struct xc_http_exchange *exchange,
                    int status, const struct xc_error *error) {
    send_error(site, exchange, status, xc_code_word(error->code), error);
}

void xc_reply_refuse(const struct xc_site *site, struct xc_http_exchange *exchange,
                     int status, const char *word, const char *message,
                     const char *hint) {
    struct xc_error error = {0};
    error.message.id = message;
    error.hint.id = hint;
    send_error(site, exchange, status, word, &error);
}
