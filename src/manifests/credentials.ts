import { nameSays } from './value-name.ts';
import type { Place, ValueCollector } from './values.ts';

const bareWord = (text: string): string | undefined => (/^[^\s"'#\\]+$/.test(text) ? text : undefined);

/**
 * Reads `.netrc`: tokens parted by blanks.
 * @see https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
 */
export function readNetrc(place: Place, collector: ValueCollector): void {
  const { text } = place.source;
  let machine = 'default';
  let key: string | undefined;
  let comment = -1;
  for (const match of text.matchAll(/#|\n|"[^"\n]*"|[^\s#]\S*/g)) {
    const [word] = match;
    if (word === '\n') comment = -1;
    else if (word === '#' && key === undefined) comment = match.index;
    if (comment !== -1 || word === '\n') continue;
    if (key === 'machine') machine = word;
    else if (key !== undefined) {
      const quote = word.length > 2 && word.startsWith('"') && word.endsWith('"') ? 1 : 0;
      const start = match.index + quote;
      const end = match.index + word.length - quote;
      const kind = key === 'password' ? 'secret' : 'literal';
      collector.add(place, {
        path: [machine, key],
        start,
        end,
        value: text.slice(start, end),
        class: kind,
        slot: { start, end, write: bareWord },
      });
    }
    key = key === undefined && /^(?:machine|login|password|account|macdef)$/.test(word) ? word : undefined;
  }
}

/**
 * Reads `.pgpass`: `host:port:database:user:password`, with `\:` and `\\`.
 * @see https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export function readPgpass(place: Place, collector: ValueCollector): void {
  const { text } = place.source;
  for (const match of text.matchAll(
    /^(?!#)((?:[^:\\\r\n]|\\.){0,500}):([^:\r\n]{0,20}):((?:[^:\\\r\n]|\\.){0,500}):((?:[^:\\\r\n]|\\.){0,500}):([^\r\n]+)/gm,
  )) {
    const [whole, host = '', , database = '', user = '', stored = ''] = match;
    const end = match.index + whole.length;
    const start = end - stored.length;
    const write = (next: string): string | undefined =>
      /[\r\n]/.test(next) || next === '' ? undefined : next.replaceAll(/[\\:]/g, String.raw`\$&`);
    collector.add(place, {
      path: [host, database, user, 'password'],
      start,
      end,
      value: stored.replaceAll(/\\([\\:])/g, '$1'),
      class: 'secret',
      slot: { start, end, write },
    });
  }
}

/**
 * Reads a file that is one value, as `docker secret create`, Compose's `secrets.<name>.file` and kustomize's `files` take
 * it: `db/password.txt`. More than one line is something else.
 * @param declared - what refers to the file says that it is a secret
 */
export function readSecretFile(
  path: string,
  place: Place,
  collector: ValueCollector,
  declared = false,
): boolean {
  const { text } = place.source;
  const value = text.trim();
  if (value === '' || value.length > 500 || /\s/.test(value) || value.startsWith('-----')) return false;
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w{1,8}$/, '');
  const start = text.indexOf(value);
  const end = start + value.length;
  const write = (next: string): string | undefined => (/^\S+$/.test(next) ? next : undefined);
  const kind = declared || nameSays(name) === 'password' ? 'secret' : 'literal';
  collector.add(place, { path: [name], start, end, value, class: kind, slot: { start, end, write } });
  return true;
}
