// libsodium sealed boxes (crypto_box_seal) in the browser: what PyNaCl's SealedBox opens and seals.
// Two functions, nothing else; used by custody's pages and by the phone's outbox.
import "../nacl/nacl-fast.js";
import { blake2b } from "../noble-hashes/blake2.js";

const nacl = self.nacl;
const KEY = nacl.box.publicKeyLength;

function nonceOf(ephemeral, publicKey) {
  const both = new Uint8Array(2 * KEY);
  both.set(ephemeral);
  both.set(publicKey, KEY);
  return blake2b(both, { dkLen: nacl.box.nonceLength });
}

/** Seal bytes to a public key: only the holder of its private half reads them. */
export function sealTo(publicKey, bytes) {
  const pair = nacl.box.keyPair();
  const box = nacl.box(bytes, nonceOf(pair.publicKey, publicKey), publicKey, pair.secretKey);
  pair.secretKey.fill(0);
  const sealed = new Uint8Array(KEY + box.length);
  sealed.set(pair.publicKey);
  sealed.set(box, KEY);
  return sealed;
}

/** Open sealed bytes; null when they were not sealed to this key or were changed. */
export function openWith(publicKey, secretKey, bytes) {
  if (bytes.length < KEY + nacl.box.overheadLength) return null;
  const ephemeral = bytes.subarray(0, KEY);
  return nacl.box.open(bytes.subarray(KEY), nonceOf(ephemeral, publicKey), ephemeral, secretKey);
}
