/* libsodium's sealed box: the phone can close it, only the holder of the private key can open it. Loaded after first paint. */
import "../nacl/nacl-fast.min.js";
import { blake2b } from "../noble-hashes/blake2.js";

const { nacl } = self;

/** ephemeral public key || box(bytes), nonce = BLAKE2b-24(ephemeral public key || public key). */
export function sealTo(publicKey, bytes) {
  const pair = nacl.box.keyPair();
  const both = new Uint8Array(64);
  both.set(pair.publicKey);
  both.set(publicKey, 32);
  const box = nacl.box(bytes, blake2b(both, { dkLen: 24 }), publicKey, pair.secretKey);
  pair.secretKey.fill(0);
  const sealed = new Uint8Array(32 + box.length);
  sealed.set(pair.publicKey);
  sealed.set(box, 32);
  return sealed;
}
