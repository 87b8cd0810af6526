"""Ed25519 (RFC 8032), Merkle trees (RFC 6962, 9162), checkpoints (C2SP tlog-checkpoint), from these texts alone."""
import base64, functools, hashlib, re
CONTROLS = r'\0-\x1f\x7f-\x9f'  # Unicode's category Cc
NAME = rf'[^+\s{CONTROLS}]+'  # of a key
def check(condition, what):
    if not condition:
        raise ValueError(what)
def sha(*parts):
    return hashlib.sha256(b''.join(parts)).digest()
# ---- Ed25519: points are (X, Y, Z, T), where x = X/Z, y = Y/Z and xy = T/Z ----
P, ORDER = 2 ** 255 - 19, 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P
def times(number, point):
    even = times(number >> 1, add(point, point)) if number else (0, 1, 1, 0)
    return add(even, point) if number & 1 else even
def point_of(raw):
    y, sign = int.from_bytes(raw, 'little') % 2 ** 255, raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    check(x * x % P == square and (x or not sign), 'no point of the curve')
    return (x, y, 1, x * y % P) if x & 1 == sign else (P - x, y, 1, -x * y % P)
@functools.lru_cache(maxsize=None)
def signed(key, message, signature):  # the signature is R and s; it is valid if R = s · base - h · key
    (x, y, _, xy), s = point_of(key), int.from_bytes(signature[32:], 'little')
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), 'little') % ORDER
    x, y, z, _ = add(times(s, point_of(b'\x58' + 31 * b'\x66')), times(h, (-x, y, 1, -xy)))
    x, y = x * pow(z, -1, P) % P, y * pow(z, -1, P) % P
    return s < ORDER and (y | (x & 1) << 255).to_bytes(32, 'little') == signature[:32]
# ---- Merkle trees: the largest power of two below their number is how many leaves are on the left ----
def left_of(size):
    return 1 << (size - 1).bit_length() - 1
def tree(leaves):  # the root over a list of hashed leaves
    if len(leaves) < 2:
        return leaves[0] if leaves else sha()
    left = left_of(len(leaves))
    return sha(b'\1', tree(leaves[:left]), tree(leaves[left:]))
def root_of(leaf, index, size, path):  # the root to which an inclusion path, leaf first, leads from a hashed leaf
    if size < 2 or not path:
        check(size == 1 and index == 0 and not path, 'the path is not of this tree')
        return leaf
    left = left_of(size)
    if index < left:
        return sha(b'\1', root_of(leaf, index, left, path[:-1]), path[-1])
    return sha(b'\1', path[-1], root_of(leaf, index - left, size - left, path[:-1]))
# ---- Signed notes ----
def unbase64(text):
    raw = base64.b64decode(text, validate=True)
    check(base64.b64encode(raw).decode() == text, 'base64')
    return raw
def read_key(text):  # (name, public key, hash) of a verifier key
    found = re.fullmatch(rf'({NAME})\+([0-9a-f]{{8}})\+(.+)', text)
    check(found and len(found[1].encode()) <= 256, 'key')
    raw, digest = unbase64(found[3]), bytes.fromhex(found[2])
    check(len(raw) == 33 and raw[0] == 1 and sha(found[1].encode(), b'\n', raw)[:4] == digest, 'key')
    return found[1], raw[1:], digest
def read_checkpoint(note, key):  # (size, root) of a checkpoint that this key signed
    found = re.fullmatch(rf'((.+)\n(0|[1-9][0-9]{{0,18}})\n(.{{44}})\n)\n((?:\u2014 {NAME} \S+\n){{1,100}})', note)
    check(found and len(note.encode()) <= 65536, 'no checkpoint')
    text, origin, size, root, lines = found.groups()
    signatures = [(signer, unbase64(data)) for _, signer, data in map(str.split, lines.split('\n')[:-1])]
    check(all(len(signer.encode()) <= 256 and len(raw) > 4 for signer, raw in signatures), 'a line of a signature')
    ours = [raw[4:] for signer, raw in signatures if (signer, raw[:4]) == (key[0], key[2])]
    check(ours and origin == key[0] and int(size) < 2 ** 63, 'checkpoint of another key')
    check(all(len(raw) == 64 and signed(key[1], text.encode(), raw) for raw in ours), 'signature')
    return int(size), unbase64(root)
