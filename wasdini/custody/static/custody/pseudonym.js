// The pseudonym of a covert source's phone: HMAC-SHA256 of the election's short name under the enrolment secret.
// Imported by the custodians' page, which makes the secret, and by the phone, which keeps it.
import "../nacl/nacl-fast.js";
import { hmac } from "../noble-hashes/hmac.js";
import { sha256 } from "../noble-hashes/sha2.js";
import { bytesOf, fromHex, hexOf } from "./encoding.js";
import { readCode, writeCode } from "./paper_code.js";

const MARK = "WSDS1:";

export const newSecret = () => self.nacl.randomBytes(32);

/** What the officer scans or types: capitals and digits only. */
export const enrolmentText = (secret) => MARK + writeCode(secret);

/** `{secret}` from what was scanned or typed, or `{group}`: which group is wrong. */
export const readEnrolment = readCode;

/** 64 hexadecimal digits, for `Authorization: Samaran …`. */
export const pseudonymOf = (secret, election) => hexOf(hmac(sha256, secret, bytesOf(election)));

/** All that the server is told of a pseudonym when it is registered. */
export const registeredDigest = (pseudonym) => hexOf(sha256(fromHex(pseudonym)));
