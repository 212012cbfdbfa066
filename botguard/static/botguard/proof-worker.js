// Find, for each puzzle, a number whose SHA-256 together with the challenge begins with enough zero bits.
// SHA-256 is written out (FIPS 180-4), because Web Crypto's answer comes through a promise, which costs more than the hash.
"use strict";

const K = new Uint32Array(64);
const START = new Uint32Array(8);

(() => {
  // The first 32 bits of the fractional parts of the cube and square roots of the first primes.
  const fraction = (x) => ((x - Math.floor(x)) * 0x100000000) | 0;
  let found = 0;
  for (let n = 2; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(n));
    K[found++] = fraction(Math.cbrt(n));
  }
})();

const w = new Uint32Array(64);

function compress(state, view, offset) {
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// The first 32 bits are all that is asked for; the difficulty is at most 24.
function firstWord(bytes) {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const padded = new Uint8Array(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  const state = START.slice();
  for (let i = 0; i < blocks; i++) compress(state, view, i * 64);
  return state[0];
}

self.onmessage = ({ data }) => {
  const { challenge, puzzles, bits } = data;
  const encoder = new TextEncoder();
  const numbers = [];
  for (let puzzle = 0; puzzle < puzzles; puzzle++) {
    let number = 0;
    while (firstWord(encoder.encode(`${challenge}.${puzzle}.${number}`)) >>> (32 - bits) !== 0) number++;
    numbers.push(number);
    self.postMessage({ solved: puzzle + 1 });
  }
  self.postMessage({ solved: puzzles, solution: numbers.join(".") });
};
