import type { Detector } from '../../src/engine/types.ts';
import { Random } from '../helpers.ts';

/**
 * A detector of a form that says what the value in it is without naming it: `curl -u user:…`, `IDENTIFIED BY '…'`.
 * The value has no shape of its own, so the score decides.
 */
export function form(
  spec: Pick<Detector, 'id' | 'title' | 'severity' | 'keywords' | 'pattern' | 'documentation'> &
    Partial<Pick<Detector, 'quick' | 'reach' | 'anchored' | 'check' | 'judgedAs' | 'rows'>> & {
      /** Texts with the value in place of `@`. */
      readonly hits: readonly string[];
      readonly misses: readonly string[];
    },
): Detector {
  const { hits, misses, ...rest } = spec;
  return {
    judgedAs: 'password',
    anchored: true,
    ...rest,
    vendor: 'generic',
    generic: true,
    confidence: 'possible',
    examples() {
      const random = new Random(spec.id);
      return {
        hits: hits.map((text) => {
          const secret = random.base62(18);
          return { text: text.replace('@', secret), secret };
        }),
        misses,
      };
    },
  };
}

/** A word of a shell: quoted, or up to the next blank or operator; not an option, not a variable. */
export const word = String.raw`(?<secret>"[^"$\x60\n]{3,200}"|'[^'\n]{3,200}'|(?![-$<{/.])[^\s"'\x60|;&<>()]{3,200})`;

/** What stands between a command's name and an option on its line, or on the lines that it goes on to. */
export const onward = String.raw`(?:[^\n\r\\;|]|\\(?:\r?\n|[^\r\n])){0,300}?`;
