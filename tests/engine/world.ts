import { Random } from '../../detectors/helpers.ts';
import { createEngine, reveal } from '../../src/engine/index.ts';
import type { Detector, Engine } from '../../src/engine/index.ts';

const documentation = 'https://example.com/';

/** A token with a fixed prefix, as most vendors have. */
export const plain: Detector = {
  id: 'acme-token',
  title: 'Acme token',
  vendor: 'acme',
  severity: 'high',
  keywords: ['acme_'],
  pattern: /(?<![A-Za-z0-9])acme_[A-Za-z0-9]{24}(?![A-Za-z0-9])/,
  publicPrefix: 5,
  documentation,
  examples: () => ({ hits: [acmeToken('hit')], misses: ['acme_short'] }),
};

/** A value known by the vendor's name on its left, perhaps a line above. */
export const named: Detector = {
  id: 'globex-key',
  title: 'Globex key',
  vendor: 'globex',
  severity: 'high',
  keywords: ['globex'],
  pattern: /globex[^]{0,50}?(?<![A-Za-z0-9])(?<secret>[a-f0-9]{32})(?![A-Za-z0-9])/,
  confidence: 'possible',
  documentation,
  examples: () => ({ hits: [{ name: 'globex_key', value: new Random('hit').hex(32) }], misses: ['globex'] }),
};

/** A block of lines between two marks. */
export const block: Detector = {
  id: 'initech-block',
  title: 'Initech block',
  vendor: 'initech',
  severity: 'critical',
  keywords: ['initech block begin'],
  pattern: /INITECH BLOCK BEGIN\n(?<secret>(?:[A-Za-z0-9+/=]{1,80}\n){1,80})INITECH BLOCK END/,
  reach: { before: 8, after: 8000 },
  documentation,
  examples: () => ({ hits: [], misses: [] }),
};

export const world: readonly Detector[] = [plain, named, block];

/** `acme_` and 24 letters and digits, always the same for a seed. */
export function acmeToken(seed: string): string {
  return `acme_${new Random(seed).base62(24)}`;
}

export interface Seen {
  readonly id: string;
  readonly secret: string;
  readonly start: number;
  readonly end: number;
  readonly decoded: readonly string[];
}

/** Finds and judges; a match as plain values. */
export function search(engine: Engine, bytes: Uint8Array, path?: string): Seen[] {
  return engine.judge(bytes, engine.find(bytes), path === undefined ? {} : { path }).map((match) => ({
    id: match.detector.id,
    secret: Buffer.from(reveal(match.secret)).toString(),
    start: match.span.start,
    end: match.span.end,
    decoded: match.decoded,
  }));
}

export const engine = createEngine(world);
