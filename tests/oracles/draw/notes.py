"""What a verifier of draws takes from elsewhere: Ed25519 (RFC 8032), Merkle trees (RFC 6962, RFC 9162),
and signed checkpoints (C2SP signed-note, tlog-checkpoint)."""
import base64
import hashlib
import re
import unicodedata


def sha(*parts):
    return hashlib.sha256(b''.join(parts)).digest()


# ---- Ed25519 (RFC 8032), verification only ----
P, L = 2 ** 255 - 19, 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        result = add(result, point) if number & 1 else result
        point, number = add(point, point), number >> 1
    return result


def point_of(raw):
    y, sign = int.from_bytes(raw, 'little') & (1 << 255) - 1, raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def signed(key, message, signature, known={}):
    a, s = point_of(key), int.from_bytes(signature[32:], 'little')
    if (key, message, signature) not in known and a is not None and s < L:
        h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), 'little') % L
        x, y, z, _ = add(times(s, point_of(b'\x58' + b'\x66' * 31)), times(h, (P - a[0], a[1], 1, P - a[3])))
        z = pow(z, P - 2, P)
        raw = (y * z % P | (x * z % P & 1) << 255).to_bytes(32, 'little')
        known[key, message, signature] = raw == signature[:32]
    return known.get((key, message, signature), False)

# ---- Merkle trees (RFC 6962, RFC 9162) and signed notes (C2SP) ----

def tree(leaves):
    peaks = []  # (size, hash), as in binary addition
    for leaf in leaves:
        size, node = 1, sha(b'\0', leaf)
        while peaks and peaks[-1][0] == size:
            node, size = sha(b'\1', peaks.pop()[1], node), size * 2
        peaks.append((size, node))
    root = peaks.pop()[1] if peaks else sha()
    while peaks:
        root = sha(b'\1', peaks.pop()[1], root)
    return root


def root_of(leaf, node, last, path):
    root = sha(b'\0', leaf)
    for step in path if node <= last else []:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = sha(b'\1', step, root)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            root = sha(b'\1', root, step)
        node, last = node >> 1, last >> 1
    return root if last == 0 and node == 0 else None


def unbase64(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return b''
    return raw if base64.b64encode(raw).decode() == text else b''


def plain(text):
    return all(unicodedata.category(c) != 'Cc' for c in text)


def is_name(text):
    return 0 < len(text.encode()) <= 256 and plain(text) and not any(c.isspace() or c == '+' for c in text)


def read_key(text):
    """Name, public key and hash of a verifier key; None: it is none."""
    name, _, rest = text.partition('+')
    code, _, rest = rest.partition('+')
    raw = unbase64(rest)
    if is_name(name) and len(raw) == 33 and raw[0] == 1 and sha(name.encode(), b'\n', raw)[:4].hex() == code:
        return name, raw[1:], bytes.fromhex(code)
    return None


def read_checkpoint(note, key):
    """(size, root) of a signed note; raises ValueError with the reason."""
    body, border, rest = note.partition('\n\n')
    head, lines, mine = body.split('\n'), rest.split('\n'), 0
    root = unbase64(head[2]) if len(head) == 3 and re.fullmatch('0|[1-9][0-9]*', head[1], re.A) else b''
    if not border or lines.pop() or not 1 <= len(lines) <= 100 or len(root) != 32 or int(head[1]) >= 2 ** 63 or \
            len(note.encode()) > 65536:
        raise ValueError('no note')
    for line in lines:
        words = line.split(' ')
        raw = unbase64(words[2]) if len(words) == 3 else b''
        if len(raw) <= 4 or words[0] != '\u2014' or not is_name(words[1]):
            raise ValueError('signature line')
        if words[1] == key[0] and raw[:4] == key[2]:
            mine += 1
            if len(raw) != 68 or not signed(key[1], (body + '\n').encode(), raw[4:]):
                raise ValueError('signature')
    if not mine or head[0] != key[0]:
        raise ValueError('signer')
    return int(head[1]), root
