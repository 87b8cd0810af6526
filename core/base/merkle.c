#include "base/note.h"

static const uint8_t leaf_mark = 0;
static const uint8_t node_mark = 1;

struct xc_digest xc_merkle_leaf(struct xc_hasher *hasher, struct xc_str leaf) {
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, &leaf_mark, 1);
    xc_hasher_add(hasher, leaf.ptr, leaf.len);
    return xc_hasher_end(hasher);
}

void xc_merkle_start(struct xc_merkle *tree, struct xc_hasher *hasher) {
    tree->hasher = hasher;
    tree->count = 0;
}

static struct xc_digest node_hash(struct xc_hasher *hasher, const struct xc_digest *left,
                                  const struct xc_digest *right) {
    xc_hasher_start(hasher);
    xc_hasher_add(hasher, &node_mark, 1);
    xc_hasher_add(hasher, left->bytes, sizeof left->bytes);
    xc_hasher_add(hasher, right->bytes, sizeof right->bytes);
    return xc_hasher_end(hasher);
}

/* peaks[k] is the root of a full tree of 2^k leaves wherever bit k of count is set:
 * adding a leaf is a binary increment with carries. */
void xc_merkle_add_hash(struct xc_merkle *tree, const struct xc_digest *leaf) {
    struct xc_digest node = *leaf;
    unsigned level = 0;
    while (((tree->count >> level) & 1) != 0) {
        node = node_hash(tree->hasher, &tree->peaks[level], &node);
        level++;
    }
    tree->peaks[level] = node;
    tree->count++;
}

struct xc_digest xc_merkle_add(struct xc_merkle *tree, struct xc_str leaf) {
    struct xc_digest hash = xc_merkle_leaf(tree->hasher, leaf);
    xc_merkle_add_hash(tree, &hash);
    return hash;
}

struct xc_digest xc_merkle_end(const struct xc_merkle *tree) {
    struct xc_digest root;
    bool started = false;
    if (tree->count == 0) {
        xc_hasher_start(tree->hasher);
        return xc_hasher_end(tree->hasher);
    }
    for (unsigned level = 0; level < 64; level++) {
        if (((tree->count >> level) & 1) == 0) {
            continue;
        }
        root = started ? node_hash(tree->hasher, &tree->peaks[level], &root)
                       : tree->peaks[level];
        started = true;
    }
    return root;
}

/* The root of leaf hashes; count at least 1. */
static struct xc_digest root_of_leaves(struct xc_hasher *hasher,
                                       const struct xc_digest *leaves, uint64_t count) {
    struct xc_digest peaks[64], root;
    for (uint64_t i = 0; i < count; i++) {
        unsigned level = 0;
        struct xc_digest node = leaves[i];
        for (; ((i >> level) & 1) != 0; level++) {
            node = node_hash(hasher, &peaks[level], &node);
        }
        peaks[level] = node;
    }
    unsigned level = 0;
    while (((count >> level) & 1) == 0) {
        level++;
    }
    root = peaks[level++];
    for (; level < 64; level++) {
        if (((count >> level) & 1) != 0) {
            root = node_hash(hasher, &peaks[level], &root);
        }
    }
    return root;
}

/* The largest power of two below count, which is at least 2. */
static uint64_t split_of(uint64_t count) {
    uint64_t split = 1;
    while (split < count - split) {
        split *= 2;
    }
    return split;
}

int xc_merkle_proof(struct xc_hasher *hasher, const struct xc_digest *leaves,
                    uint64_t count, uint64_t index, struct xc_digest *path,
                    size_t *length) {
    *length = 0;
    if (index >= count) {
        return XC_EINPUT;
    }
    while (count > 1) { /* from the root down */
        uint64_t split = split_of(count);
        if (index < split) {
            path[(*length)++] = root_of_leaves(hasher, leaves + split, count - split);
            count = split;
        } else {
            path[(*length)++] = root_of_leaves(hasher, leaves, split);
            leaves += split;
            index -= split;
            count -= split;
        }
    }
    for (size_t i = 0; i < *length / 2; i++) {
        struct xc_digest other = path[i];
        path[i] = path[*length - 1 - i];
        path[*length - 1 - i] = other;
    }
    return XC_OK;
}

/* RFC 9162 §2.1.3.2. */
bool xc_merkle_root_of(struct xc_hasher *hasher, const struct xc_digest *leaf,
                       uint64_t index, uint64_t count, const struct xc_digest *path,
                       size_t length, struct xc_digest *root) {
    if (index >= count) {
        return false;
    }
    uint64_t node = index;
    uint64_t last = count - 1;
    *root = *leaf;
    for (size_t i = 0; i < length; i++) {
        if (last == 0) {
            return false;
        }
        if (node % 2 == 1 || node == last) {
            *root = node_hash(hasher, &path[i], root);
            while (node % 2 == 0 && node != 0) {
                node /= 2;
                last /= 2;
            }
        } else {
            *root = node_hash(hasher, root, &path[i]);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0;
}
