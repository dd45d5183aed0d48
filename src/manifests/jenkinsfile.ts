import { readCommandLine } from './command-line.ts';
import { readEmbedded } from './embedded.ts';
import { EmbeddedSource } from './source.ts';
import { inside } from './values.ts';
import type { Place, ValueCollector } from './values.ts';

const GROOVY =
  /(?:^|[\s,([{])(?:def[ \t]+|String[ \t]+)?["']?([A-Za-z_][\w.-]{0,100})["']?[ \t]*[=:][ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')/g;

/** Reads string literals behind a name in a Jenkinsfile: `TOKEN = 'x'`, `password: "x"`. */
export function readJenkinsfile(place: Place, collector: ValueCollector): void {
  readSteps(place, collector);
  readPairs(place, collector);
  readParameters(place, collector);
  for (const match of place.source.text.matchAll(GROOVY)) {
    const [whole, name = '', double, single] = match;
    const value = double ?? single ?? '';
    const end = match.index + whole.length - 1;
    const start = end - value.length;
    const reference = /credentialsId|^credentials$|^(?:vaultKey|envVar|path|\w*Variable)$/i.test(name);
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

/** `withEnv(["KEY=value"])`. */
function readPairs(place: Place, collector: ValueCollector): void {
  for (const match of place.source.text.matchAll(/(["'])([A-Za-z_]\w{0,100})=([^"'\s\\]{1,1000})\1/g)) {
    const [whole, , name = '', value = ''] = match;
    const end = match.index + whole.length - 1;
    const start = end - value.length;
    const write = (next: string): string | undefined => (/^[\w./:@%+,=-]+$/.test(next) ? next : undefined);
    collector.add(place, { path: [name], start, end, value, class: 'literal', slot: { start, end, write } });
  }
}

/** `string(name: 'X', defaultValue: 'y')`, `[name: 'X', value: 'y']`: the name stands beside. */
function readParameters(place: Place, collector: ValueCollector): void {
  const pattern =
    /\bname:[ \t]*["']([\w.-]{1,100})["'][ \t]*,[ \t]*(?:defaultValue|value|password):[ \t]*(["'])([^"'\\\n]{1,1000})\2/g;
  for (const match of place.source.text.matchAll(pattern)) {
    const [whole, name = '', , value = ''] = match;
    const end = match.index + whole.length - 1;
    const start = end - value.length;
    const write = (next: string): string | undefined => (/["'\\$\r\n]/.test(next) ? undefined : next);
    collector.add(place, { path: [name], start, end, value, class: 'literal', slot: { start, end, write } });
  }
}

/** The scripts of `sh`, `bat` and their like. */
function readSteps(place: Place, collector: ValueCollector): void {
  const { text } = place.source;
  const opener = /\b(sh|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:script:[ \t]*)?("""|'''|"|')/g;
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const [, step = '', quote = ''] = match;
    const start = opener.lastIndex;
    const end = closing(text, start, quote);
    if (end === -1) return;
    opener.lastIndex = end + quote.length;
    const inner = inside(place, EmbeddedSource.slice(place.source, start, end), [step]);
    if (!readEmbedded('step.sh', inner, collector)) readCommandLine(inner, collector);
    collector.add(place, { path: [step], start, end, value: text.slice(start, end), class: 'literal' });
  }
}

function closing(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}
