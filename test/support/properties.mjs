// Loaded before every test. Property tests take the same inputs on each run, so that a commit passes or fails for good;
// long runs (SOAK=1), or FUZZ_SEED=random, look for new ones, and FUZZ_SEED=<number> looks at one seed again.
import { createRequire } from 'node:module';
import fc from 'fast-check';

const { SOAK, FUZZ_SEED } = process.env;
const random = Math.floor(Math.random() * 2 ** 31);
const seed = FUZZ_SEED === 'random' || (!FUZZ_SEED && SOAK) ? random : Number(FUZZ_SEED ?? 20_260_901);
if (!Number.isSafeInteger(seed)) throw new Error(`FUZZ_SEED is "${FUZZ_SEED}": give a whole number, or "random".`);
// Mocha loads some test files as modules and some as CommonJS: each kind has a fast-check of its own.
for (const one of [fc, createRequire(import.meta.url)('fast-check')]) one.configureGlobal({ seed });
