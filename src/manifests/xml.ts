import type { Place, ValueCollector } from './values.ts';

const TOKEN =
  /<!--[^]*?(?:-->|$)|<!\[CDATA\[([^]*?)(?:\]\]>|$)|<[?!][^>]*>?|<\/\s*([\w:.-]+)[^>]*>?|<([A-Za-z_][\w:.-]*)/g;
const ATTRIBUTE = /([A-Za-z_][\w:.-]{0,100})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')/g;
const MAX_DEPTH = 100;

/**
 * Reads XML tolerantly: text of elements and attributes, with the path of elements. Maven settings, .NET configuration
 * (`<add key="x" value="y"/>`), Android resources (`<string name="x">`), Spring (`<property name="x" value="y"/>`).
 * Nothing is resolved, fetched or expanded.
 */
export function readXml(place: Place, collector: ValueCollector): void {
  const { text } = place.source;
  const stack: Element[] = [];
  let textStart = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [whole, cdata, close, open] = match;
    const at = match.index;
    let end = at + whole.length;
    if (close !== undefined) {
      addText(place, collector, stack, textStart, at);
      const index = stack.findLastIndex(({ name }) => name === close);
      if (index !== -1) stack.length = index;
    } else if (open !== undefined) {
      const from = end;
      end = tagEnd(text, from);
      if (end === -1) return;
      const empty = text[end - 2] === '/';
      const named = addAttributes(
        place,
        collector,
        stack,
        open,
        text.slice(from, end - (empty ? 2 : 1)),
        from,
      );
      if (!empty && stack.length < MAX_DEPTH) stack.push({ name: open, named });
    } else if (cdata !== undefined) {
      const start = at + '<![CDATA['.length;
      addValue(place, collector, stack, start, start + cdata.length, cdata, (next) =>
        /\]\]>/.test(next) ? undefined : next,
      );
    }
    textStart = end;
    TOKEN.lastIndex = end;
  }
}

/** Behind the `>` that ends a tag, quotes respected; -1 where there is none. */
function tagEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '>') return i + 1;
    if (c === '"' || c === "'") {
      i = text.indexOf(c, i + 1);
      if (i === -1) return -1;
    }
  }
  return -1;
}

interface Element {
  readonly name: string;
  readonly named: string | undefined;
  /** The text of a `<name>` or `<key>` in it. */
  label?: string;
}
type Stack = readonly Element[];

function addText(place: Place, collector: ValueCollector, stack: Stack, from: number, to: number): void {
  const raw = place.source.text.slice(from, to);
  const trimmed = raw.trim();
  if (trimmed === '' || stack.length === 0) return;
  const start = from + raw.indexOf(trimmed);
  const parent = stack.at(-2);
  if (parent !== undefined && /^(?:name|key)$/i.test(stack.at(-1)?.name ?? '') && trimmed.length < 200)
    parent.label ??= decode(trimmed);
  addValue(place, collector, stack, start, start + trimmed.length, decode(trimmed), escapeText);
}

function addValue(
  place: Place,
  collector: ValueCollector,
  stack: Stack,
  start: number,
  end: number,
  value: string,
  write: (text: string) => string | undefined,
): void {
  const last = stack.at(-1);
  const generic = /^(?:value|string|val|text|content)$/i.test(last?.name ?? '');
  const label = generic ? (stack.at(-2)?.named ?? stack.at(-2)?.label) : undefined;
  const path = stack.map(({ name, named }, i) => {
    const shown = named ?? (i === stack.length - 2 ? label : undefined);
    return shown === undefined ? name : `${name}[${shown}]`;
  });
  collector.add(place, {
    path,
    address: path.join('.'),
    // `<property name="x"><value>…`: what is named stands around it.
    name: last?.named ?? label ?? last?.name ?? '',
    start,
    end,
    value,
    class: 'literal',
    slot: { start, end, write },
  });
}

/** @returns the element's own name (`name`, `key`, `id`), which tells its value apart */
function addAttributes(
  place: Place,
  collector: ValueCollector,
  stack: Stack,
  element: string,
  attributes: string,
  offset: number,
): string | undefined {
  const found: { key: string; start: number; value: string; quote: string }[] = [];
  let named: string | undefined;
  for (const match of attributes.matchAll(ATTRIBUTE)) {
    const [whole, key = '', double, single] = match;
    const value = double ?? single ?? '';
    if (/^(?:name|key|id)$/i.test(key) && value.length < 200) named ??= decode(value);
    const start = offset + match.index + whole.length - 1 - value.length;
    found.push({ key, start, value, quote: double === undefined ? "'" : '"' });
  }
  const path = [
    ...stack.map(({ name, named: own }) => (own === undefined ? name : `${name}[${own}]`)),
    named === undefined ? element : `${element}[${named}]`,
  ];
  for (const { key, start, value, quote } of found) {
    if (/^(?:xmlns|xsi:|name$|key$|id$|class$|version$|encoding$)/i.test(key) || value === '') continue;
    const generic = /^(?:value|default|content)$/i.test(key);
    collector.add(place, {
      path: [...path, key],
      address: `${path.join('.')}@${key}`,
      name: generic ? (named ?? element) : key,
      start,
      end: start + value.length,
      value: decode(value),
      class: 'literal',
      slot: {
        start,
        end: start + value.length,
        write: (text) =>
          escapeText(text)
            ?.replaceAll(quote, quote === '"' ? '&quot;' : '&apos;')
            .replaceAll('\n', '&#10;'),
      },
    });
  }
  return named;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function escapeText(text: string): string | undefined {
  if (/[^\t\n\r\x20-\uFFFD]/.test(text) || text === '' || text !== text.trim()) return undefined;
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}
