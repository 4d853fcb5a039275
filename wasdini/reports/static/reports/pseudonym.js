/* The name a covert reporter goes by: HMAC-SHA256 of the enrolment secret over the election. The secret itself stays in a key
   that scripts can use but not read. */
import { forget, keep, kept } from "./store.js";

const NAME = "pseudonym-key";
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export async function enrol(bytes) {
  await keep(NAME, await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]));
  bytes.fill(0);
}
export const isEnrolled = async () => Boolean(await kept(NAME));
export const leave = () => forget(NAME);

export async function pseudonym() {
  const [key, election] = [await kept(NAME), await kept("election")];
  if (!key || !election) return null;
  return hex(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(election)));
}
