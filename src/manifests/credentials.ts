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
  for (const match of text.matchAll(/#|\n|[^\s#]\S*/g)) {
    const [word] = match;
    if (word === '\n') comment = -1;
    else if (word === '#' && key === undefined) comment = match.index;
    if (comment !== -1 || word === '\n') continue;
    if (key === 'machine') machine = word;
    else if (key !== undefined) {
      const start = match.index;
      const end = start + word.length;
      const kind = key === 'password' ? 'secret' : 'literal';
      collector.add(place, {
        path: [machine, key],
        start,
        end,
        value: word,
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

/** Reads headers and variables of `.http` and `.rest` files (`@token = …`, `Authorization: Bearer …`). */
export function readHttp(place: Place, collector: ValueCollector): void {
  const { text } = place.source;
  for (const match of text.matchAll(
    /^(?:@([\w.-]{1,100})[ \t]*=[ \t]*|([A-Za-z][\w-]{1,60}):[ \t]+)(\S[^\r\n]*)$/gm,
  )) {
    const [whole, variable, header, stored = ''] = match;
    const value = stored.trimEnd();
    const start = match.index + whole.length - stored.length;
    const end = start + value.length;
    const write = (next: string): string | undefined =>
      /[\r\n]/.test(next) || next !== next.trim() || next === '' ? undefined : next;
    collector.add(place, {
      path: [variable ?? header ?? ''],
      start,
      end,
      value,
      class: 'literal',
      slot: { start, end, write },
    });
  }
}

const GROOVY =
  /(?:^|[\s,([{])(?:def[ \t]+|String[ \t]+)?["']?([A-Za-z_][\w.-]{0,100})["']?[ \t]*[=:][ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/g;

/** Reads string literals behind a name in a Jenkinsfile: `TOKEN = 'x'`, `password: "x"`. */
export function readJenkinsfile(place: Place, collector: ValueCollector): void {
  for (const match of place.source.text.matchAll(GROOVY)) {
    const [whole, name = '', double, single] = match;
    const value = double ?? single ?? '';
    const end = match.index + whole.length - 1;
    const start = end - value.length;
    const reference = /credentialsId|^credentials$/i.test(name);
    const write = (next: string): string | undefined => (/["'\\$\r\n]/.test(next) ? undefined : next);
    collector.add(place, {
      path: [name],
      start,
      end,
      value,
      class: reference ? 'reference' : 'literal',
      slot: { start, end, write },
    });
  }
}
