import { EmbeddedSource } from './source.ts';
import type { TextSource } from './source.ts';
import { itemsOf, textOf } from './tree.ts';
import { nameSays } from './value-name.ts';
import type { Place, ValueCollector } from './values.ts';
import { embed, valueRange } from './walk.ts';
import type { FoundScalar } from './walk.ts';

/** Words of one command: up to what ends it, over continued lines. */
const WORDS = String.raw`(?:[^\n;|&\\]|\\\r?\n|\\.){0,300}?[ \t]`;
const VALUE = String.raw`("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'\x60;|&)<>]{1,300})`;

/** Programs that take a password on their command line, where no long option names it. */
const COMMANDS: readonly (readonly [name: string, pattern: RegExp])[] = (
  [
    [
      'login -p',
      String.raw`\b(?:docker|podman|nerdctl|buildah|skopeo|crane|oras|helm|az|oc|cf|doctl|vault)\b${WORDS}login\b${WORDS}(?:-p|--password)(?:[ \t]+|=)${VALUE}`,
    ],
    [
      'mysql -p',
      String.raw`\b(?:mysql|mysqladmin|mysqldump|mysqlimport|mysqlcheck|mariadb(?:-\w{1,20})?)\b${WORDS}-p${VALUE}`,
    ],
    [
      'mongo -p',
      String.raw`\b(?:mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport)\b${WORDS}-p[ \t]+${VALUE}`,
    ],
    ['redis-cli -a', String.raw`\bredis-cli\b${WORDS}-a[ \t]+${VALUE}`],
    ['sshpass -p', String.raw`\bsshpass[ \t]+-p[ \t]{0,4}${VALUE}`],
    [
      'curl -u',
      String.raw`\bcurl\b${WORDS}(?:-u|--user)(?:[ \t]+|=)["']?[^\s:"'$]{1,100}:([^\s"'\x60;|&)<>]{1,300})`,
    ],
    ['ldap -w', String.raw`\bldap(?:search|modify|add|delete|passwd|whoami)\b${WORDS}-w[ \t]+${VALUE}`],
    ['nuget -k', String.raw`\bnuget\b${WORDS}push\b${WORDS}-k[ \t]+${VALUE}`],
    ['sqlcmd -P', String.raw`\b(?:sqlcmd|bcp)\b${WORDS}-P[ \t]{0,4}${VALUE}`],
    ['openssl pass', String.raw`\bopenssl\b${WORDS}-pass(?:in|out)?[ \t]+pass:${VALUE}`],
    [
      'keytool',
      String.raw`\b(?:keytool|jarsigner)\b${WORDS}-(?:storepass|keypass|srcstorepass|deststorepass)[ \t]+${VALUE}`,
    ],
    ['htpasswd -b', String.raw`\bhtpasswd[ \t]+-\w{0,5}b\w{0,5}[ \t]+\S{1,200}[ \t]+\S{1,100}[ \t]+${VALUE}`],
    [
      'mc alias',
      String.raw`\bmc[ \t]+(?:alias[ \t]+set|config[ \t]+host[ \t]+add)[ \t]+\S{1,200}[ \t]+\S{1,300}[ \t]+\S{1,200}[ \t]+${VALUE}`,
    ],
    [
      'sql password',
      String.raw`\b(?:CREATE|ALTER|create|alter)[ \t]+(?:USER|ROLE|LOGIN|user|role|login)\b[^;\n]{1,200}?\b(?:PASSWORD|password)[ \t]*=?[ \t]*('[^'\n]{1,300}')`,
    ],
    [
      'token header',
      String.raw`\bAuthorization:[ \t]{0,4}(?:token|ApiKey|Api-Key|OAuth|Key)[ \t]{1,4}${VALUE}`,
    ],
  ] as const
).map(([name, source]) => [name, new RegExp(source, 'dg')] as const);

/** Is there a program of the list? A cheap look before the patterns. */
const ANY =
  /\blogin\b|mysql|mariadb|mongo|redis-cli|sshpass|nuget|curl|ldap|sqlcmd|\bbcp\b|openssl|keytool|jarsigner|htpasswd|\bmc[ \t]|\b(?:USER|ROLE|LOGIN|user|role)[ \t]|Authorization:/;

/** Adds the passwords that programs get on a command line or in a script. */
export function readCommandLine(place: Place, collector: ValueCollector, prefix = ''): void {
  const { text } = place.source;
  if (text.length > 100_000 || !ANY.test(text)) return;
  for (const [name, pattern] of COMMANDS) {
    for (const match of text.matchAll(pattern)) {
      const [from, to] = match.indices?.[1] ?? [0, 0];
      const quoted = /^["']/.test(text.slice(from, to)) && to - from > 2;
      const start = quoted ? from + 1 : from;
      const end = quoted ? to - 1 : to;
      collector.add(place, {
        path: [],
        address: prefix === '' ? name : `${prefix} ${name}`,
        name: name.includes('token') ? 'token' : 'password',
        start,
        end,
        value: text.slice(start, end),
        class: 'literal',
        slot: { start, end, write: word },
        part: true,
      });
    }
  }
}

function word(text: string): string | undefined {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : undefined;
}

/** The same for a scalar that holds a command or a script. */
export function addCommandParts(
  collector: ValueCollector,
  place: Place,
  found: FoundScalar,
  address: string,
): void {
  const { node } = found;
  if (addExecPassword(collector, place, found, address)) return;
  if (node.text.length < 10 || !/\s/.test(node.text) || !ANY.test(node.text)) return;
  const source: TextSource | undefined = embed(place, node);
  if (source !== undefined)
    readCommandLine({ ...place, source, outer: place.outer ?? found.path }, collector, address);
}

/** `["mysqladmin", "-pSECRET"]`: one word of a command that is written as a list. */
function addExecPassword(
  collector: ValueCollector,
  place: Place,
  found: FoundScalar,
  address: string,
): boolean {
  const index = found.path.at(-1);
  const text = found.node.text;
  if (typeof index !== 'number' || !/^-p\S/.test(text)) return false;
  const program = textOf(
    itemsOf(found.parents.at(-1))
      .slice(0, index)
      .find((item) => /mysql|mariadb/.test(textOf(item) ?? '')),
  );
  if (program === undefined) return false;
  const range = valueRange(place.source.text, found.node);
  if (place.source.text.slice(range.start, range.end) !== text) return false;
  const start = range.start + 2;
  collector.add(place, {
    path: found.path,
    address: `${address} mysql -p`,
    name: 'password',
    start,
    end: range.end,
    value: text.slice(2),
    class: 'literal',
    slot: { start, end: range.end, write: word },
    part: true,
  });
  return true;
}

/** Short options that stand before a password, by program. */
const SHORT: readonly (readonly [program: RegExp, flag: string])[] = [
  [/redis-cli$/, '-a'],
  [/(?:docker|podman|mongo\w*|sshpass)$/, '-p'],
  [/ldap\w+$/, '-w'],
  [/sqlcmd$/, '-P'],
];

/** The name of an item of an argument list: the option before it (`--requirepass`, `redis-cli … -a`). */
export function optionBefore({ path, parents }: Pick<FoundScalar, 'path' | 'parents'>): string | undefined {
  const index = path.at(-1);
  if (typeof index !== 'number' || index === 0) return undefined;
  const items = itemsOf(parents.at(-1));
  const before = textOf(items[index - 1]) ?? '';
  const long = /^--?([A-Za-z][\w.-]{2,60})$/.exec(before)?.[1];
  if (long !== undefined) return nameSays(long) === 'other' ? undefined : long;
  if (!/^-[A-Za-z]$/.test(before)) return undefined;
  const given = SHORT.some(
    ([program, flag]) =>
      flag === before && items.slice(0, index - 1).some((item) => program.test(textOf(item) ?? '')),
  );
  return given ? 'password' : undefined;
}

/** A range of a file in another format as a command line: a Dockerfile's RUN, a pipeline's `sh`. */
export function readCommandRange(
  place: Place,
  collector: ValueCollector,
  start: number,
  end: number,
  prefix: string,
): void {
  readCommandLine({ ...place, source: EmbeddedSource.slice(place.source, start, end) }, collector, prefix);
}
