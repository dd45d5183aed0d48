import { readFileSync } from 'node:fs';

/** The version in the package's own package.json, wherever the program was bundled to. */
export function version(): string {
  for (const up of ['../', '../../', '../../../']) {
    try {
      const parsed = JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (parsed.name === 'unleak' && parsed.version !== undefined) return parsed.version;
    } catch {
      // Not there: look one folder further up.
    }
  }
  return '0.0.0';
}
