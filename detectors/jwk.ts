import type { CheckResult, Detector } from '../src/engine/types.ts';
import { Random, jsonObject, nodeCrypto } from './helpers.ts';
import { isPublishedExample, isPublishedKey } from './helpers/published-keys.ts';

const documentation = 'https://www.rfc-editor.org/rfc/rfc7517';

/** The whole object is parsed as a key. */
function check(value: string, groups: Readonly<Record<string, string | undefined>>): CheckResult {
  const jwk = jsonObject((groups['jwk'] ?? '').replace(/\\+(?=")/g, '').replace(/\\+[nrt]/g, ' '));
  if (jwk === undefined || typeof jwk['kty'] !== 'string') return { verdict: 'invalid' };
  if (isPublishedKey(jwk['n'] ?? jwk['x']) || isPublishedExample(value))
    return { verdict: 'published', note: 'a published example key' };
  if (jwk['kty'] === 'oct') return { verdict: 'unknown', note: 'a symmetric JWK' };
  try {
    const key = nodeCrypto().createPrivateKey({ key: jwk, format: 'jwk' });
    return { verdict: 'valid', note: `private JWK, ${key.asymmetricKeyType ?? 'unknown type'}` };
  } catch {
    return { verdict: 'unknown', note: 'the key does not parse as a whole' };
  }
}

/** Made once: keys cannot be made from a seed. */
let made: Record<string, unknown> | undefined;

export default [
  {
    id: 'private-json-web-key',
    title: 'Private JSON Web Key',
    vendor: 'generic',
    severity: 'critical',
    keywords: ['"kty', 'kty"'],
    pattern:
      /(?<jwk>\{[^{}]{0,2500}?\\?"[dk]\\?"\s{0,4}:\s{0,4}\\?"(?<secret>[A-Za-z0-9_-]{20,700}={0,2})\\?"[^{}]{0,2500}\})/,
    reach: { before: 2500, after: 2500 },
    check,
    documentation,
    examples() {
      made ??= nodeCrypto().generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
      const { d, ...rest } = made;
      const secret = String(d);
      const symmetric = new Random('jwk').base64url(43);
      return {
        hits: [
          { text: JSON.stringify({ kid: 'a', ...rest, d }), secret },
          { text: `{"keys": [${JSON.stringify({ d, ...rest }, null, 2)}]}`, secret },
          { text: `{"kty":"oct","k":"${symmetric}"}`, secret: symmetric },
        ],
        misses: [JSON.stringify(rest), `{"kty":"oct","kid":"${symmetric}"}`],
      };
    },
  },
] satisfies Detector[];
