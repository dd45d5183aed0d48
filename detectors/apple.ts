import type { Detector } from '../src/engine/types.ts';
import { Random, isPlaceholder } from './helpers.ts';

export default [
  {
    id: 'apple-app-specific-password',
    title: 'Apple app-specific password',
    vendor: 'apple',
    severity: 'critical',
    confidence: 'likely',
    keywords: ['apple', 'fastlane', 'altool', 'notarytool', 'app_specific', 'app-specific'],
    // Words joined by hyphens look alike: the name must say password.
    pattern:
      /(?:apple|fastlane|altool|notarytool|app[_-]specific)[^\n]{0,60}?(?:password|passwd|pass|pwd)[^\n]{0,16}?(?<![A-Za-z0-9-])(?<secret>[a-z]{4}-[a-z]{4}-[a-z]{4}-[a-z]{4})(?![A-Za-z0-9-])/i,
    check: (value) =>
      isPlaceholder(value) ? { verdict: 'example', note: 'placeholder' } : { verdict: 'unknown' },
    revoke: 'https://account.apple.com/',
    documentation: 'https://support.apple.com/102654',
    examples() {
      const random = new Random('apple');
      const value = Array.from({ length: 4 }, () => random.lower(4)).join('-');
      return {
        hits: [{ text: `APPLE_APP_SPECIFIC_PASSWORD=${value}`, secret: value }],
        misses: ['apple password xxxx-xxxx-xxxx-xxxx', 'apple-some-long-name'],
      };
    },
  },
] satisfies Detector[];
