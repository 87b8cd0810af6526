// Signatures of drand rounds against their chain's public key: the one thing that this verifier
// looks at and `xuncha verify` does not.
//
// A round of quicknet signs its own number, so its signature can be checked by itself. A round of
// the default chain signs the round before it too, which no record holds.
import { bytesOf, sha256 } from './hash.js';
import { bls12_381 } from './noble.js';

const QUICKNET = '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971';
const DEFAULT = '8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce';
// The League of Entropy's, on G2; signatures are on G1 (bls-unchained-g1-rfc9380).
const QUICKNET_KEY = '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c' +
  '8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb' +
  '5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a';
const DOMAIN = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

function isSigned(round, signature) {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, round);
  const { shortSignatures } = bls12_381;
  try {
    return shortSignatures.verify(signature, shortSignatures.hash(sha256(number), DOMAIN), bytesOf(QUICKNET_KEY));
  } catch {
    return false; // the bytes are no point of the curve
  }
}

// "valid", "invalid", "chained" (cannot be checked by itself), "unknown" (the chain is), or null
// where the beacon is none of drand.
export function signatureOf(name, value) {
  if (name.kind !== 'drand') return null;
  if (name.chain === QUICKNET) return isSigned(name.round, value) ? 'valid' : 'invalid';
  return name.chain === DEFAULT ? 'chained' : 'unknown';
}
