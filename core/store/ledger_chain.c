/* Whether entries follow one another as they must. */
#include "store/ledger_internal.h"

#include <stdlib.h>

void xc_ledger_chain_start(struct xc_ledger_chain *chain, struct xc_hasher *hasher,
                           const uint8_t public_key[XC_KEY_BYTES],
                           const struct xc_checkpoint *checkpoint) {
    *chain = (struct xc_ledger_chain){
        .hasher = hasher,
        .public_key = public_key,
        .checkpoint = checkpoint,
        .last = XC_NO_INSTANT,
        .line = xc_buffer_make(XC_LEDGER_LINE_BYTES),
        .unsigned_line = xc_buffer_make(XC_LEDGER_LINE_BYTES),
    };
    xc_merkle_start(&chain->tree, hasher);
    chain->root = xc_merkle_end(&chain->tree);
    xc_hasher_start(hasher);
    chain->previous = xc_hasher_end(hasher);
}

void xc_ledger_chain_free(struct xc_ledger_chain *chain) {
    xc_buffer_free(&chain->line);
    xc_buffer_free(&chain->unsigned_line);
}

static bool in_its_place(const struct xc_ledger_chain *chain,
                         const struct xc_ledger_entry *entry,
                         struct xc_message *message) {
    unsigned long long here = entry->index, next = chain->next;
    if (entry->index > chain->next) {
        xc_message_set(message, "entry %llu is missing: entry %llu stands in its place",
                       next, here);
    } else if (entry->index < chain->next) {
        xc_message_set(message, "entry %llu stands in the place of entry %llu", here,
                       next);
    }
    return entry->index == chain->next;
}

/* Without memory it is looked at again the next time. */
static void remember(struct xc_ledger_seen *seen, uint64_t index,
                     const struct xc_digest *line) {
    if (index < seen->count) {
        seen->digests[index] = *line;
        return;
    }
    if (index > seen->count) {
        return;
    }
    if (seen->count == seen->capacity) {
        size_t capacity = seen->capacity ? seen->capacity * 2 : 256;
        struct xc_digest *digests = realloc(seen->digests, capacity * sizeof *digests);
        if (!digests) {
            return;
        }
        seen->digests = digests;
        seen->capacity = capacity;
    }
    seen->digests[seen->count++] = *line;
}

static bool is_signed(struct xc_ledger_chain *chain, const struct xc_ledger_entry *entry,
                      const struct xc_digest *line) {
    struct xc_ledger_seen *seen = chain->seen;
    if (seen && entry->index < seen->count &&
        xc_digest_equal(&seen->digests[entry->index], line)) {
        return true;
    }
    xc_buffer_clear(&chain->unsigned_line);
    (void)xc_ledger_unsigned_line(entry, &chain->unsigned_line);
    bool valid =
        !chain->unsigned_line.failed &&
        xc_signature_valid(chain->public_key, xc_buffer_view(&chain->unsigned_line),
                           entry->signature);
    if (valid && seen) {
        remember(seen, entry->index, line);
    }
    return valid;
}

/* line: the digest of the whole one. */
static bool is_sound(struct xc_ledger_chain *chain, const struct xc_ledger_entry *entry,
                     const struct xc_digest *line, struct xc_message *message) {
    if (!in_its_place(chain, entry, message)) {
        return false;
    }
    if (!xc_ledger_text_fits(entry->text)) {
        xc_message_set(message, "its text is not one that can be entered");
        return false;
    }
    if (entry->at == XC_NO_INSTANT || entry->at < chain->last) {
        xc_message_set(message, "its time lies before that of the entry before it");
        return false;
    }
    if (!xc_digest_equal(&entry->previous, &chain->previous)) {
        xc_message_set(message, "it does not continue the entry before it");
        return false;
    }
    struct xc_digest leaf = xc_ledger_leaf(chain->hasher, entry->at, entry->text);
    if (!xc_digest_equal(&leaf, &entry->leaf)) {
        xc_message_set(message, "its stored hash is not that of its time and text");
        return false;
    }
    if (chain->line.failed || !is_signed(chain, entry, line)) {
        xc_message_set(message, "its signature is not one of this ledger's key");
        return false;
    }
    return true;
}

static struct xc_digest digest_of(const struct xc_ledger_chain *chain,
                                  struct xc_str line) {
    xc_hasher_start(chain->hasher);
    xc_hasher_add(chain->hasher, line.ptr, line.len);
    return xc_hasher_end(chain->hasher);
}

void xc_ledger_chain_skip(struct xc_ledger_chain *chain, struct xc_str line) {
    chain->previous = digest_of(chain, line);
    chain->next++;
}

bool xc_ledger_chain_add(struct xc_ledger_chain *chain,
                         const struct xc_ledger_entry *entry,
                         struct xc_message *message) {
    xc_buffer_clear(&chain->line);
    (void)xc_ledger_line(entry, &chain->line);
    struct xc_digest line = digest_of(chain, xc_buffer_view(&chain->line));
    bool sound = is_sound(chain, entry, &line, message);
    chain->last = entry->at > chain->last ? entry->at : chain->last;
    chain->next = entry->index + 1;
    chain->previous = line;
    xc_merkle_add_hash(&chain->tree, &entry->leaf);
    if (chain->checkpoint && chain->tree.count == chain->checkpoint->size) {
        chain->root = xc_merkle_end(&chain->tree);
    }
    return sound;
}

bool xc_ledger_chain_end(const struct xc_ledger_chain *chain, uint64_t *index,
                         struct xc_message *message) {
    const struct xc_checkpoint *checkpoint = chain->checkpoint;
    if (!checkpoint) {
        return true;
    }
    if (chain->tree.count < checkpoint->size) {
        *index = chain->tree.count;
        xc_message_set(message,
                       "entry %llu is missing: the checkpoint counts %llu entries",
                       (unsigned long long)*index, (unsigned long long)checkpoint->size);
        return false;
    }
    if (!xc_digest_equal(&chain->root, &checkpoint->root)) {
        *index = checkpoint->size ? checkpoint->size - 1 : 0;
        xc_message_set(message, "the first %llu entries are not those of the checkpoint",
                       (unsigned long long)checkpoint->size);
        return false;
    }
    return true;
}
