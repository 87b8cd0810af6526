// Signed checkpoints of a ledger: C2SP signed notes (tlog-checkpoint) with Ed25519.
import { edwards, sha512 } from './noble.js';
import { hexOf, sha256 } from './hash.js';
import { NoRecord, differ } from './problem.js';
import { utf8 } from './text.js';

const ED25519 = 1;
const HASH_BYTES = 4;
const NAME_BYTES = 256;
const NOTE_BYTES = 1 << 16;
const SIGNATURES_MOST = 100;
const SIZE_MOST = 2n ** 63n - 1n;
const BLANK = /[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isKeyName(name) {
  return name !== '' && utf8(name).length <= NAME_BYTES && !BLANK.test(name);
}

// The bytes; null where the text is not the one way in which an encoder writes them.
function fromBase64(text) {
  if (text === '' || !BASE64.test(text)) return null;
  const binary = atob(text);
  return btoa(binary) === text ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : null;
}

// The text up to the separator and what is behind it; rest null: there is none.
function cut(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}

// {name, hash: hex, publicKey}. Throws NoRecord.
export function readKey(text) {
  const [name, behind] = cut(text, '+');
  const [hash, base64] = cut(behind ?? '', '+');
  const data = fromBase64(base64 ?? '');
  if (!isKeyName(name) || !/^[0-9a-f]{8}$/.test(hash) || data?.length !== 33 || data[0] !== ED25519)
    throw new NoRecord('', 'this is not a verifier key (expected NAME+HASH+BASE64, Ed25519)');
  if (hexOf(sha256(name, '\n', data).subarray(0, HASH_BYTES)) !== hash)
    throw new NoRecord('', 'the verifier key of “{name}” is damaged: its hash does not fit it', { name });
  return { name, hash, publicKey: data.subarray(1) };
}

// edwards25519 (RFC 8032 §5.1).
const Point = edwards({
  p: 2n ** 255n - 19n,
  n: 2n ** 252n + 27742317777372353535851937790883648493n,
  h: 8n,
  a: -1n + 2n ** 255n - 19n,
  d: 37095705934669439343138083508754565189542113879843219016388785533085940283555n,
  Gx: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
  Gy: 46316835694926478169428394003475163141307993866256225615783033603165251855960n,
});

function littleEndian(bytes) {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

// Ed25519 as libcrypto takes it: s below the order, and R is exactly the encoding of sB − kA. The
// curve is the library's; the equation stands here because verifiers differ in what they forgive.
function isSigned(publicKey, text, signature) {
  const order = Point.Fn.ORDER;
  const commitment = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= order) return false;
  try {
    const key = Point.fromBytes(publicKey, true);
    const k = littleEndian(sha512(new Uint8Array([...commitment, ...publicKey, ...text]))) % order;
    const found = Point.BASE.multiplyUnsafe(s).subtract(key.multiplyUnsafe(k)).toBytes();
    return found.every((byte, i) => byte === commitment[i]);
  } catch {
    return false; // the key is no point of the curve
  }
}

function noNote() {
  differ('this is not a signed checkpoint (expected three lines, an empty one, and signature lines)');
}

// True: the line is the key's, and valid.
function readSignature(line, text, key) {
  if (!line.startsWith('— ')) noNote();
  const [name, base64] = cut(line.slice('— '.length), ' ');
  const data = fromBase64(base64 ?? '');
  if (!isKeyName(name) || data === null || data.length <= HASH_BYTES) noNote();
  if (name !== key.name || hexOf(data.subarray(0, HASH_BYTES)) !== key.hash) return false;
  if (data.length !== HASH_BYTES + 64 || !isSigned(key.publicKey, utf8(text), data.subarray(HASH_BYTES)))
    differ('the signature of “{name}” is not valid', { name: key.name });
  return true;
}

function readText(text) {
  const [origin, size = '', root = '', rest] = text.split('\n');
  const lines = text.split('\n').length;
  const bytes = fromBase64(root);
  if (lines !== 4 || rest !== '' || !isKeyName(origin) || !/^(?:0|[1-9][0-9]{0,18})$/.test(size) ||
      BigInt(size) > SIZE_MOST || bytes?.length !== 32)
    noNote();
  return { origin, size: BigInt(size), root: bytes };
}

// {origin, size, root} of a note that the key signed. Throws a Difference.
export function readCheckpoint(note, key) {
  const border = note.indexOf('\n\n');
  if (border < 0 || utf8(note).length > NOTE_BYTES || !note.endsWith('\n')) noNote();
  const text = note.slice(0, border + 1);
  const behind = note.slice(border + 2);
  const checkpoint = readText(text);
  const lines = behind === '' ? [] : behind.slice(0, -1).split('\n');
  let mine = false;
  lines.forEach((line, i) => {
    if (i === SIGNATURES_MOST) noNote();
    mine = readSignature(line, text, key) || mine;
  });
  if (lines.length === 0) noNote();
  if (!mine) differ('the checkpoint is not signed by “{name}”', { name: key.name });
  if (checkpoint.origin !== key.name)
    differ('the checkpoint is one of “{origin}”, not of “{name}”', { origin: checkpoint.origin, name: key.name });
  return checkpoint;
}
