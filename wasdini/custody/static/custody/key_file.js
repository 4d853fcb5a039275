// A custodian's private key under a passphrase: the file of `wasdini/custody/key_files.py`. Made here, kept in this
// browser and wherever the custodian saves the file; the private half is in no request.
import "../nacl/nacl-fast.js";
import { scryptAsync } from "../noble-hashes/scrypt.js";
import { bytesOf, fromHex, hexOf } from "./encoding.js";
import { keyIdOf } from "./envelope.js";

const FORMAT = "wasdini-custodian-key-1";
const COST = { n: 32768, r: 8, p: 3 };
const SHELF = "wasdini-custody-";
const nacl = self.nacl;

export const newPair = () => nacl.box.keyPair();
export const pairOf = (secretKey) => nacl.box.keyPair.fromSecretKey(secretKey);

function stretched(passphrase, salt, { n, r, p }) {
  return scryptAsync(bytesOf(passphrase.normalize("NFKC")), salt, { N: n, r, p, dkLen: 32 });
}

/** The key file of a pair, as an object that JSON can hold. */
export async function closeKey(pair, passphrase) {
  const salt = nacl.randomBytes(16);
  const nonce = nacl.randomBytes(24);
  const box = nacl.secretbox(pair.secretKey, nonce, await stretched(passphrase, salt, COST));
  return {
    format: FORMAT, key_id: keyIdOf(pair.publicKey), public_key: hexOf(pair.publicKey),
    salt: hexOf(salt), ...COST, nonce: hexOf(nonce), box: hexOf(box),
  };
}

/** The pair in a key file, or null when the passphrase is not this file's. */
export async function openKey(file, passphrase) {
  const secretKey = nacl.secretbox.open(
    fromHex(file.box), fromHex(file.nonce), await stretched(passphrase, fromHex(file.salt), file),
  );
  return secretKey && pairOf(secretKey);
}

export const keepKey = (file) => localStorage.setItem(SHELF + file.key_id, JSON.stringify(file));
export const keptKey = (keyId) => JSON.parse(localStorage.getItem(SHELF + keyId) || "null");
