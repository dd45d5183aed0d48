import type { Detector } from '../../src/engine/types.ts';
import { form } from './forms.ts';

/** Columns before the password's, at most. */
const mostBefore = 6;
const name = String.raw`(?:"[\w .-]{0,40}"?|[\w .-]{0,40})`;
const title = String.raw`${name}[,;\t]`;
const cell = String.raw`(?:"[^"\n]{0,120}"|[^,;\t"\n]{0,120})[,;\t]`;

/** A heading with so many columns before the password's, and the first row up to the password. */
const columns = Array.from({ length: mostBefore + 1 }, (_, before) => before);
const separated = columns.map(
  (before) =>
    String.raw`(?<=(?:^|\n)(?:${title}){${before}}"?[\w ]{0,20})password"?(?:[,;\t]${name}){0,20}\r?\n(?:${cell}){${before}}`,
);
const piped = columns.map(
  (before) =>
    String.raw`(?<=(?:^|\n)[ \t]{0,8}\|(?:[^|\n]{0,60}\|){${before}}[^|\n]{0,20})password[ \t*]{0,20}\|[^\n]{0,200}\n[ \t]{0,8}\|[-:| \t]{3,200}\r?\n[ \t]{0,8}\|(?:[^|\n]{0,120}\|){${before}}[ \t]{0,20}[\x60*]{0,2}`,
);

/** What may follow the heading's word: a quote, a separator, the line's end. */
function isHeading(bytes: Uint8Array, _start: number, end: number): boolean {
  let at = end;
  while (at < end + 24 && (bytes[at] === 0x20 || bytes[at] === 0x22 || bytes[at] === 0x2a)) at++;
  const byte = bytes[at];
  return byte === 0x2c || byte === 0x3b || byte === 0x09 || byte === 0x7c || byte === 0x0a || byte === 0x0d;
}

/** Tables whose heading names the column. The pattern finds the first row's password, the engine those below it. */
export default [
  form({
    id: 'table-password',
    title: 'Table with passwords',
    severity: 'high',
    keywords: ['password'],
    pattern: new RegExp(
      String.raw`(?:${[...separated, ...piped].join('|')})(?<secret>"[^"\n|]{3,200}"|[^,;\t"\n|\x60*\s]{3,200})(?=["\x60*\s,;|]|$)`,
      'i',
    ),
    quick: isHeading,
    rows: true,
    reach: { before: 0, after: 900 },
    documentation: 'https://www.rfc-editor.org/rfc/rfc4180',
    hits: [
      'username,password\nbob,@\n',
      'id,username,password,email\n1,bob,@,b@h.test\n',
      '"user";"password"\n"bob";"@"\n',
      'host\tlogin\tpassword\nh.test\tbob\t@\n',
      '| user | password |\n|---|---|\n| bob | @ |\n',
      '| user | Password | role |\n| --- | --- | --- |\n| bob | `@` | admin |\n',
    ],
    misses: [
      'username,password\nbob,\n',
      'name, password, and more\nthan that one needs\n',
      '| user | password |\n|---|---|\n| bob | your password |\n',
    ],
  }),
] satisfies Detector[];
