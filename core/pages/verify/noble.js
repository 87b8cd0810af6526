// What the verifier takes from others: hashes and curves in JavaScript, because browsers give their
// own to pages of https only. The build puts the whole of it into this one file.
export { _SHA256, sha256, sha512 } from '@noble/hashes/sha2.js';
export { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
export { edwards } from '@noble/curves/abstract/edwards.js';
export { bls12_381 } from '@noble/curves/bls12-381.js';
