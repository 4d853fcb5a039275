// The two nested boxes of `wasdini/custody/envelopes.py`, sealed and opened in the custodian's browser.
import { sha256 } from "../noble-hashes/sha2.js";
import { base64Of, bytesOf, fromBase64, hexOf, textOf } from "./encoding.js";
import { openWith, sealTo } from "./sealed_box.js";

const OUTER = "wasdini-outer-1";
const INNER = "wasdini-identity-1";
const PADDED_TO = 1024;

export class BoxRefused extends Error {}

export const digestOf = (bytes) => hexOf(sha256(bytes));

/** Sixteen hexadecimal digits by which a key is named. */
export function keyIdOf(publicKey) {
  const told = bytesOf("wasdini-custodian-key-1");
  const whole = new Uint8Array(told.length + publicKey.length);
  whole.set(told);
  whole.set(publicKey, told.length);
  return digestOf(whole).slice(0, 16);
}

/** Seal an identity to two public keys. */
export function seal(record, identity, outer, inner) {
  const plain = bytesOf(JSON.stringify({ format: INNER, record, identity }));
  const padded = new Uint8Array(Math.ceil(plain.length / PADDED_TO) * PADDED_TO).fill(0x20);
  padded.set(plain);
  const box = sealTo(inner, padded);
  const layer = { format: OUTER, record, inner_key: keyIdOf(inner), box: base64Of(box) };
  const ciphertext = sealTo(outer, bytesOf(JSON.stringify(layer)));
  return { ciphertext, innerDigest: digestOf(box), outerKeyId: keyIdOf(outer), innerKeyId: keyIdOf(inner) };
}

function opened(record, box, pair, format) {
  const plain = openWith(pair.publicKey, pair.secretKey, box);
  if (plain === null) throw new BoxRefused("box_not_for_this_key");
  const layer = JSON.parse(textOf(plain));
  if (layer.format !== format) throw new BoxRefused("box_not_this_layer");
  if (layer.record !== record) throw new BoxRefused("box_of_another_record");
  return layer;
}

/** The first custodian's half: the inner box, still sealed. */
export function openOuter(record, ciphertext, pair) {
  const layer = opened(record, ciphertext, pair, OUTER);
  return { innerKeyId: layer.inner_key, box: fromBase64(layer.box) };
}

/** The second custodian's half: the identity. */
export const openInner = (record, box, pair) => opened(record, box, pair, INNER).identity;
