// Find, for each puzzle, a number whose SHA-256 together with the challenge begins with enough zero bits.
// SHA-256 is written out (FIPS 180-4), because Web Crypto's answer comes through a promise, which costs more than the hash.
"use strict";

const K = new Uint32Array(64);
const START = new Uint32Array(8);
const w = new Uint32Array(64);

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

function compress(state, view, offset) {
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
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

// What does not change from one try to the next is hashed once: whole blocks of 64 bytes before the number.
function solve(stem, bits) {
  const whole = stem.length - (stem.length % 64);
  const begun = START.slice();
  const text = new Uint8Array(128);
  const view = new DataView(text.buffer);
  for (let block = 0; block < whole; block += 64) {
    compress(begun, new DataView(Uint8Array.from(stem.slice(block, block + 64)).buffer), 0);
  }
  const rest = stem.slice(whole);
  const state = new Uint32Array(8);
  for (let number = 0; ; number++) {
    const digits = String(number);
    const used = rest.length + digits.length;
    const size = used + 9 > 64 ? 128 : 64;
    text.fill(0);
    text.set(rest);
    for (let i = 0; i < digits.length; i++) text[rest.length + i] = digits.charCodeAt(i);
    text[used] = 0x80;
    view.setUint32(size - 4, (whole + used) * 8);
    state.set(begun);
    for (let offset = 0; offset < size; offset += 64) compress(state, view, offset);
    // The first 32 bits are all that is asked for; the difficulty is at most 24.
    if (state[0] >>> (32 - bits) === 0) return number;
  }
}

self.onmessage = (message) => {
  const challenge = message.data.challenge;
  const puzzles = message.data.puzzles;
  const numbers = [];
  for (let puzzle = 0; puzzle < puzzles; puzzle++) {
    const stem = Array.from(`${challenge}.${puzzle}.`, (sign) => sign.charCodeAt(0));
    numbers.push(solve(stem, message.data.bits));
    self.postMessage({ solved: puzzle + 1 });
  }
  self.postMessage({ solved: puzzles, solution: numbers.join(".") });
};
