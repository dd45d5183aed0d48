import { readEmbedded } from './embedded.ts';
import { EmbeddedSource } from './source.ts';
import { inside } from './values.ts';
import type { Place, ValueCollector } from './values.ts';

/** Reads headers and variables of `.http` and `.rest` files (`@token = …`, `Authorization: Bearer …`). */
export function readHttp(place: Place, collector: ValueCollector): void {
  const { text } = place.source;
  for (const match of text.matchAll(/^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ \t]+(\S{1,4000})/gm)) {
    const [whole, method = '', value = ''] = match;
    const end = match.index + whole.length;
    const start = end - value.length;
    collector.add(place, { path: [method], start, end, value, class: 'literal' });
    if (value.includes('?')) readFields(place, collector, [method], start, value);
  }
  for (const match of text.matchAll(
    /^(?:@([\w.-]{1,100})[ \t]*=[ \t]*|([A-Za-z][\w-]{1,60}):[ \t]+)(\S[^\r\n]*)$/gm,
  )) {
    const [whole, variable, header, stored = ''] = match;
    const value = stored.trimEnd();
    const start = match.index + whole.length - stored.length;
    const end = start + value.length;
    const write = (next: string): string | undefined =>
      /[\r\n]/.test(next) || next !== next.trim() || next === '' ? undefined : next;
    // Visual Studio Code's client encodes `Basic user password` itself.
    const basic = /^Basic[ \t]+\S+[ \t]+(?=\S+$)/.exec(value)?.[0].length;
    if (basic !== undefined && /^authorization$/i.test(header ?? ''))
      collector.add(place, {
        path: [header ?? '', 'password'],
        start: start + basic,
        end,
        value: value.slice(basic),
        class: 'secret',
        part: true,
      });
    collector.add(place, {
      path: [variable ?? header ?? ''],
      start,
      end,
      value,
      class: 'literal',
      slot: { start, end, write },
    });
  }
  readBodies(place, collector);
}

/** What is sent: JSON, or a form's fields. */
function readBodies(place: Place, collector: ValueCollector): void {
  const { text } = place.source;
  // From the blank line behind a request's headers to the next request.
  for (const match of text.matchAll(
    /\r?\n[ \t]*\r?\n([ \t]*(?:[{[]|[\w.-]{1,100}=)[^]{0,100000}?)(?=\r?\n###|\r?\n[ \t]*\r?\n(?![ \t"'}\]])|$(?![^]))/g,
  )) {
    const [whole, body = ''] = match;
    const start = match.index + whole.length - body.length;
    const source = EmbeddedSource.slice(place.source, start, start + body.length);
    const inner = inside(place, source, ['body']);
    if (/^[ \t]*[{[]/.test(body)) {
      readEmbedded('body.json', inner, collector);
      continue;
    }
    readFields(inner, collector, [], 0, body);
  }
}

/** `a=b&c=d` of a form or behind a URL's `?`. */
function readFields(
  place: Place,
  collector: ValueCollector,
  base: readonly string[],
  from: number,
  text: string,
): void {
  for (const field of text.matchAll(/(?<=^|[?&\s])([\w.-]{1,100})=([^&\s]{1,1000})/g)) {
    const [pair, name = '', value = ''] = field;
    const end = from + field.index + pair.length;
    collector.add(place, {
      path: [...base, name],
      start: end - value.length,
      end,
      value,
      class: 'literal',
      part: true,
    });
  }
}
