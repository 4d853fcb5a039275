// A secret of 32 bytes on paper: the same writing as `wasdini/core/paper_code.py`, whose words explain it.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 13;
const SIZE = 5;

function timesPower(value, power) {
  for (let step = 0; step < power; step += 1) {
    value <<= 1;
    if (value & 32) value ^= 0b100101;
  }
  return value;
}

function checkOf(group, index) {
  return group.reduce((sum, value, place) => sum ^ timesPower(value, place + 1), timesPower(index, 6));
}

/** 32 bytes as `XXXXX-XXXXX-…`. */
export function writeCode(secret) {
  if (secret.length !== 32) throw new RangeError("32 bytes");
  const bits = Array.from(secret, (byte) => byte.toString(2).padStart(8, "0")).join("").padEnd(260, "0");
  const values = bits.match(/.{5}/g).map((five) => parseInt(five, 2));
  const groups = [];
  for (let index = 0; index < GROUPS; index += 1) {
    const group = values.slice(index * (SIZE - 1), (index + 1) * (SIZE - 1));
    groups.push([...group, checkOf(group, index)].map((value) => ALPHABET[value]).join(""));
  }
  return groups.join("-");
}

/** `{secret}` from what somebody typed, or `{group}`: which one is wrong (0: too much or too little). */
export function readCode(text) {
  const typed = text.toUpperCase().split(":").pop().replace(/[\s.–—-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (typed.length !== GROUPS * SIZE) return { group: 0 };
  let bits = "";
  for (let index = 0; index < GROUPS; index += 1) {
    const group = Array.from(typed.slice(index * SIZE, (index + 1) * SIZE), (letter) => ALPHABET.indexOf(letter));
    const check = group.pop();
    if (Math.min(check, ...group) < 0 || check !== checkOf(group, index)) return { group: index + 1 };
    bits += group.map((value) => value.toString(2).padStart(5, "0")).join("");
  }
  if (bits.slice(256) !== "0000") return { group: GROUPS };
  return { secret: Uint8Array.from(bits.slice(0, 256).match(/.{8}/g), (eight) => parseInt(eight, 2)) };
}
