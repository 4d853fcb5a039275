// A QR code drawn in the browser, because what it holds may not travel: version 4, level M, up to 90 characters of
// capitals, digits and ` $%*+-./:`. Steps as ISO/IEC 18004 names them; the tests compare it with another encoder.
const SIZE = 33;
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const DATA_WORDS = 64;
const BLOCK_WORDS = 32;
const CHECK_WORDS = 18;
const FORMAT = 0b101010000010010; // level M, mask 0, with its check bits

const EXP = [];
const LOG = [];
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = value;
  LOG[value] = power;
  value <<= 1;
  if (value & 256) value ^= 0x11d;
}
const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

function dataWords(text) {
  let bits = "0010" + text.length.toString(2).padStart(9, "0");
  for (let at = 0; at < text.length; at += 2) {
    const [first, second] = [...text.slice(at, at + 2)].map((letter) => LETTERS.indexOf(letter));
    bits += second === undefined ? first.toString(2).padStart(6, "0") : (first * 45 + second).toString(2).padStart(11, "0");
  }
  bits += "0000".slice(0, DATA_WORDS * 8 - bits.length);
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  const words = bits.match(/.{8}/g).map((eight) => parseInt(eight, 2));
  for (let pad = 0; words.length < DATA_WORDS; pad += 1) words.push(pad % 2 ? 0x11 : 0xec);
  return words;
}

function checkWords(block) {
  let generator = [1];
  for (let power = 0; power < CHECK_WORDS; power += 1) {
    const longer = [...generator, 0];
    generator.forEach((value, at) => { longer[at + 1] ^= times(value, EXP[power]); });
    generator = longer;
  }
  const rest = [...block, ...new Array(CHECK_WORDS).fill(0)];
  block.forEach((_, at) => {
    const lead = rest[at];
    generator.forEach((value, place) => { rest[at + place] ^= times(value, lead); });
  });
  return rest.slice(block.length);
}

function allBits(text) {
  const words = dataWords(text);
  const blocks = [words.slice(0, BLOCK_WORDS), words.slice(BLOCK_WORDS)];
  const checks = blocks.map(checkWords);
  const woven = [];
  for (let at = 0; at < BLOCK_WORDS; at += 1) woven.push(blocks[0][at], blocks[1][at]);
  for (let at = 0; at < CHECK_WORDS; at += 1) woven.push(checks[0][at], checks[1][at]);
  return woven.map((word) => word.toString(2).padStart(8, "0")).join("") + "0000000";
}

function square(grid, top, left, size, dark) {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const [y, x] = [top + row, left + column];
      if (y >= 0 && x >= 0 && y < SIZE && x < SIZE) grid[y][x] = dark(row, column);
    }
  }
}

function fixedParts() {
  const grid = Array.from({ length: SIZE }, () => new Array(SIZE).fill(null));
  const ring = (row, column, middle) => Math.max(Math.abs(row - middle), Math.abs(column - middle));
  for (const [top, left] of [[-1, -1], [-1, SIZE - 8], [SIZE - 8, -1]]) {
    square(grid, top, left, 9, (row, column) => [0, 1, 3].includes(ring(row, column, 4)));
  }
  square(grid, 24, 24, 5, (row, column) => ring(row, column, 2) !== 1);
  for (let at = 8; at < SIZE - 8; at += 1) grid[6][at] = grid[at][6] = at % 2 === 0;
  for (let bit = 0; bit < 15; bit += 1) {
    const dark = Boolean((FORMAT >> bit) & 1);
    grid[bit < 6 ? bit : bit < 8 ? bit + 1 : SIZE - 15 + bit][8] = dark;
    grid[8][bit < 8 ? SIZE - 1 - bit : bit === 8 ? 7 : 14 - bit] = dark;
  }
  grid[SIZE - 8][8] = true;
  return grid;
}

/** Rows of true (dark) and false. */
export function qrRows(text) {
  if (text.length > 90 || [...text].some((letter) => !LETTERS.includes(letter))) throw new RangeError("QR text");
  const grid = fixedParts();
  const bits = allBits(text);
  let next = 0;
  for (let right = SIZE - 1, up = true; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
    for (let step = 0; step < SIZE; step += 1) {
      const row = up ? SIZE - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (grid[row][column] !== null) continue;
        grid[row][column] = (bits[next] === "1") !== ((row + column) % 2 === 0);
        next += 1;
      }
    }
  }
  return grid;
}

/** An SVG element with the quiet zone around it. */
export function qrDrawing(text, label) {
  const name = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(name, "svg");
  drawing.setAttribute("viewBox", `-4 -4 ${SIZE + 8} ${SIZE + 8}`);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", label);
  drawing.setAttribute("class", "qr");
  const ground = document.createElementNS(name, "path");
  ground.setAttribute("d", `M-4-4h${SIZE + 8}v${SIZE + 8}h-${SIZE + 8}z`);
  ground.setAttribute("fill", "#fff");
  const dark = document.createElementNS(name, "path");
  dark.setAttribute("d", qrRows(text).flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join(""));
  dark.setAttribute("fill", "#000");
  drawing.append(ground, dark);
  return drawing;
}
