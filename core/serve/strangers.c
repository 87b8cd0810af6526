#include "serve/strangers.h"

#include "serve/keyed.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENTS = 1 << 14, MINUTE = 60000, SECOND = 1000, PEER_BYTES = 46, PREFIX = 8 };

struct client {
    uint64_t since; /* when its minute began */
    unsigned count; /* in this minute */
};

struct xc_strangers {
    struct xc_keyed *clients;
    unsigned most;
};

struct xc_strangers *xc_strangers_new(unsigned most) {
    struct xc_strangers *strangers = calloc(1, sizeof *strangers);
    if (strangers) {
        strangers->most = most;
        strangers->clients = xc_keyed_new(CLIENTS, sizeof(struct client), NULL);
        if (!strangers->clients) {
            free(strangers);
            strangers = NULL;
        }
    }
    return strangers;
}

void xc_strangers_free(struct xc_strangers *strangers) {
    if (strangers) {
        xc_keyed_free(strangers->clients);
        free(strangers);
    }
}

/* hold: PEER_BYTES. */
static struct xc_str client_of(struct xc_str peer, char *hold) {
    struct in6_addr address;
    if (peer.len >= PEER_BYTES) {
        return XC_STR("");
    }
    memcpy(hold, peer.ptr, peer.len);
    hold[peer.len] = '\0';
    if (inet_pton(AF_INET6, hold, &address) != 1 || IN6_IS_ADDR_V4MAPPED(&address)) {
        return peer;
    }
    memcpy(hold, &address, PREFIX);
    return (struct xc_str){hold, PREFIX};
}

static unsigned wait_of(const struct xc_strangers *strangers, const struct client *client,
                        uint64_t now) {
    return client->count >= strangers->most && now - client->since < MINUTE
               ? (unsigned)((client->since + MINUTE - now + SECOND - 1) / SECOND)
               : 0;
}

unsigned xc_strangers_wait(struct xc_strangers *strangers, struct xc_str peer,
                           uint64_t now) {
    char hold[PEER_BYTES];
    const struct client *client =
        xc_keyed_find(strangers->clients, client_of(peer, hold));
    return client ? wait_of(strangers, client, now) : 0;
}

unsigned xc_strangers_note(struct xc_strangers *strangers, struct xc_str peer,
                           uint64_t now) {
    char hold[PEER_BYTES];
    struct client *client = xc_keyed_take(strangers->clients, client_of(peer, hold));
    if (!client) {
        return MINUTE / SECOND; /* no memory: rather too careful */
    }
    if (client->count == 0 || now - client->since >= MINUTE) {
        *client = (struct client){.since = now};
    }
    unsigned wait = wait_of(strangers, client, now);
    client->count += wait == 0;
    return wait;
}
