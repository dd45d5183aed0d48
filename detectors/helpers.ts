/** What detectors are written with: shapes of tokens, builders of examples, offline checks. */
export * from './helpers/crypto.ts';
export * from './helpers/define.ts';
export * from './helpers/encoding.ts';
export * from './helpers/jwt.ts';
export * from './helpers/random.ts';
export * from './helpers/shape.ts';
