// SHA-256, tickets and Merkle trees, on @noble/hashes. A draw takes hundreds of thousands of
// short digests: one hasher is kept and started again instead of making one for each.
import { _SHA256, bytesToHex, hexToBytes, sha256 as digestOf } from './noble.js';
import { utf8 } from './text.js';

export { bytesToHex as hexOf, hexToBytes as bytesOf };

const START = digestOf.create().get();
const encoder = new TextEncoder();

class Hasher extends _SHA256 {
  restart() {
    this.finished = false;
    this.length = 0;
    this.pos = 0;
    this.set(...START);
    return this;
  }

  // The digest of what was added, at `offset` of `out`.
  end(out, offset = 0) {
    this.digestInto(this.buffer);
    out.set(this.buffer.subarray(0, 32), offset);
    return out;
  }
}

const hasher = new Hasher();

// The digest of parts one after another, each bytes or text.
export function sha256(...parts) {
  hasher.restart();
  for (const part of parts) hasher.update(typeof part === 'string' ? utf8(part) : part);
  return hasher.end(new Uint8Array(32));
}

export function sha256Hex(...parts) {
  return bytesToHex(sha256(...parts));
}

// Room for a text's bytes behind `head` bytes: ASCII is copied by hand, which is quicker for ids.
class Scratch {
  constructor() {
    this.bytes = new Uint8Array(1 << 12);
  }

  // The number of bytes used, `from` included.
  put(from, text) {
    const needed = from + text.length * 3;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(this.bytes.subarray(0, from));
      this.bytes = larger;
    }
    const { bytes } = this;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return from + i + encoder.encodeInto(text.slice(i), bytes.subarray(from + i)).written;
      bytes[from + i] = unit;
    }
    return from + text.length;
  }
}

const scratch = new Scratch();

// ticket(p, s) = SHA-256(key(p) ‖ s), key(p) = SHA-256("xuncha/" ‖ p ‖ "/" ‖ draw id ‖ LF ‖ seed).
export class Tickets {
  constructor(purpose, id, seed) {
    this.key = sha256(`xuncha/${purpose}/${id}\n`, seed);
  }

  // The ticket of a text, at `offset` of `out`.
  make(text, out, offset = 0) {
    const end = scratch.put(0, text);
    hasher.restart().update(this.key).update(scratch.bytes.subarray(0, end));
    return hasher.end(out, offset);
  }

  of(text) {
    return this.make(text, new Uint8Array(32));
  }
}

// The first 53 bits of the ticket at `offset`, as a number: orders all but a few.
export function topOf(tickets, offset) {
  const high = ((tickets[offset] << 24) | (tickets[offset + 1] << 16) | (tickets[offset + 2] << 8) | tickets[offset + 3]) >>> 0;
  const low = ((tickets[offset + 4] << 16) | (tickets[offset + 5] << 8) | tickets[offset + 6]) >>> 3;
  return high * 0x200000 + low;
}

// Order of two tickets of 32 bytes.
export function compareTickets(a, from, b, other) {
  for (let i = 0; i < 32; i++) if (a[from + i] !== b[other + i]) return a[from + i] - b[other + i];
  return 0;
}

// A ticket as one big-endian number, modulo w below 2^45.
export function ticketMod(ticket, w) {
  let rest = 0;
  for (const byte of ticket) rest = (rest * 256 + byte) % w;
  return rest;
}

// SHA-256(01 ‖ left ‖ right) of nodes in one array, into it.
const node = new Uint8Array(65);
node[0] = 1;
function join(peaks, left, right, to) {
  node.set(peaks.subarray(left, left + 32), 1);
  node.set(peaks.subarray(right, right + 32), 33);
  hasher.restart().update(node);
  hasher.end(peaks, to);
}

// The Merkle tree hash of RFC 6962 §2.1, leaf by leaf: peaks[k] is the root of a full tree of 2^k
// leaves wherever bit k of count is set.
export class MerkleTree {
  constructor() {
    this.peaks = new Uint8Array(33 * 32);
    this.count = 0;
  }

  add(line) {
    scratch.bytes[0] = 0;
    const end = scratch.put(1, line);
    const spare = 32 * 32;
    hasher.restart().update(scratch.bytes.subarray(0, end));
    hasher.end(this.peaks, spare);
    let level = 0;
    for (let rest = this.count; rest % 2 === 1; rest = (rest - 1) / 2, level++)
      join(this.peaks, level * 32, spare, spare);
    this.peaks.copyWithin(level * 32, spare, spare + 32);
    this.count++;
  }

  // The root in hex.
  root() {
    if (this.count === 0) return sha256Hex();
    const spare = 32 * 32;
    let started = false;
    for (let level = 0, rest = this.count; rest > 0; level++, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 0) continue;
      if (started) join(this.peaks, level * 32, spare, spare);
      else this.peaks.copyWithin(spare, level * 32, level * 32 + 32);
      started = true;
    }
    return bytesToHex(this.peaks.subarray(spare, spare + 32));
  }
}

export function leafHash(text) {
  return sha256(new Uint8Array([0]), text);
}

// The root that a path leads to (RFC 9162 §2.1.3.2); null where its length does not fit. index and
// count are BigInt.
export function rootOfPath(leaf, index, count, path) {
  if (index >= count) return null;
  const one = new Uint8Array([1]);
  let at = index;
  let last = count - 1n;
  let root = leaf;
  for (const hash of path) {
    if (last === 0n) return null;
    if (at % 2n === 1n || at === last) {
      root = sha256(one, hash, root);
      while (at % 2n === 0n && at !== 0n) {
        at /= 2n;
        last /= 2n;
      }
    } else {
      root = sha256(one, root, hash);
    }
    at /= 2n;
    last /= 2n;
  }
  return last === 0n ? root : null;
}
