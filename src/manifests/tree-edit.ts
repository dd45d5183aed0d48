import { EditRefused } from './edit-refused.ts';
import { columnAt, lineEnd, lineStart, nextLine, readFragment } from './layout.ts';
import type { Fragment, Layout } from './layout.ts';
import { quoted, writeScalar } from './scalar-write.ts';
import { behindColon, entryEnd, isEmpty } from './tree-target.ts';
import type { Target, Trees } from './tree-target.ts';
import type { MappingNode, SequenceNode } from './tree.ts';
import { plainType } from './yaml-tree.ts';

/** A change of text, by indexes into it. */
export interface TextSplice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of insertions at one place, the deeper one comes first: it belongs to the node that ends there. */
  readonly column?: number;
}

/** Makes the splices of single edits of YAML and JSON. It plans; whoever calls it reads the result again and compares. */
export class TreeEditor {
  readonly #trees: Trees;
  readonly #text: string;
  readonly #layout: Layout;

  constructor(trees: Trees, layout: Layout) {
    this.#trees = trees;
    this.#text = trees.text;
    this.#layout = layout;
  }

  setValue(target: Target, value: string, as?: string): TextSplice[] {
    const { node } = target;
    if (node.kind === 'alias') throw this.#refuse('alias', node.start);
    if (node.kind !== 'scalar') throw this.#refuse('style', node.start);
    if (node.tag !== undefined) throw this.#refuse('tag', node.start);
    const indent = this.#ownColumn(target) + this.#layout.step;
    const written =
      as ?? writeScalar(this.#text, node, value, { eol: this.#layout.eol, flow: target.flow, indent });
    // Nothing at all (`key:`): the blank before the value goes too.
    if (as === '' && node.start > 0) return [{ start: this.#emptyPlace(target), end: node.end, text: '' }];
    if (!isEmpty(node)) return [{ start: node.start, end: node.end, text: written }];
    const at = this.#emptyPlace(target);
    return [{ start: at, end: at, text: ` ${written}` }];
  }

  replace(target: Target, text: string, key?: string): TextSplice[] {
    const fragment = this.#fragment(text, target.node.start);
    const splices = key === undefined ? [] : this.#rename(target, key);
    return [...splices, ...this.#replace(target, fragment)];
  }

  #replace(target: Target, fragment: Fragment): TextSplice[] {
    const { node, entry, parent } = target;
    if (target.flow) {
      if (isEmpty(node)) {
        const at = this.#emptyPlace(target);
        return [{ start: at, end: at, text: ` ${fragment.inline}` }];
      }
      return [{ start: node.start, end: node.end, text: this.#inline(fragment, target) }];
    }
    if (parent === undefined) return this.#replaceRoot(target, fragment);
    return entry === undefined ? this.#replaceItem(target, fragment) : this.#replaceValue(target, fragment);
  }

  #replaceRoot({ node, document }: Target, { lines }: Fragment): TextSplice[] {
    const text = lines.join(this.#layout.eol);
    const tail = this.#finalBreak(node.start, node.end);
    const sameLine = document.explicit && lineStart(this.#text, node.start) === document.start;
    const start = sameLine ? document.start + 3 : node.start;
    const more = isEmpty(node) && nextLine(this.#text, start) < this.#text.length ? '' : tail;
    return [{ start, end: node.end, text: (sameLine ? this.#layout.eol : '') + text + more }];
  }

  #replaceItem(target: Target, fragment: Fragment): TextSplice[] {
    const { node } = target;
    if (isEmpty(node)) {
      const dash = this.#dash(target.parent as SequenceNode, target.index);
      const text = ` ${this.#indent(fragment, columnAt(this.#text, dash) + 2)}`;
      return [{ start: dash + 1, end: dash + 1, text }];
    }
    const column = columnAt(this.#text, node.start);
    return [
      {
        start: node.start,
        end: node.end,
        text: this.#indent(fragment, column) + this.#finalBreak(node.start, node.end),
      },
    ];
  }

  #replaceValue(target: Target, fragment: Fragment): TextSplice[] {
    const { node } = target;
    const entry = target.entry as NonNullable<Target['entry']>;
    const colon = behindColon(this.#text, entry);
    if (colon === undefined) throw this.#refuse('style', entry.keyStart);
    const column = columnAt(this.#text, entry.keyStart);
    const tail = this.#finalBreak(node.start, node.end);
    const ownLines = lineStart(this.#text, node.start) > entry.keyStart;
    if (!fragment.block) {
      const inline = this.#indent(fragment, column);
      if (isEmpty(node)) return [{ start: colon, end: colon, text: ` ${inline}` }];
      if (!ownLines) return [{ start: node.start, end: node.end, text: inline + tail }];
      return [{ start: colon, end: colon, text: ` ${inline}` }, this.#removeLines(node.start, node.end)];
    }
    const width = fragment.list && this.#layout.flatLists ? column : column + this.#layout.step;
    const body = ' '.repeat(width) + this.#indent(fragment, width);
    if (ownLines && !isEmpty(node))
      return [{ start: lineStart(this.#text, node.start), end: node.end, text: body + tail }];
    if (tail !== '') return [{ start: colon, end: node.end, text: this.#layout.eol + body + tail }];
    const from = isEmpty(node) ? colon : node.end;
    const stop = lineEnd(this.#text, from);
    const splices: TextSplice[] = [{ start: stop, end: stop, text: this.#layout.eol + body, column: width }];
    // What follows on the line is a comment: it stays behind the key.
    if (!isEmpty(node))
      splices.unshift({
        start: colon,
        end: this.#text.slice(node.end, stop).trim() === '' ? stop : node.end,
        text: '',
      });
    return splices;
  }

  #rename({ entry }: Target, key: string): TextSplice[] {
    if (entry === undefined) throw this.#refuse('style', 0);
    const text = this.#key(key, this.#text[entry.keyStart]);
    return text === this.#text.slice(entry.keyStart, entry.keyEnd)
      ? []
      : [{ start: entry.keyStart, end: entry.keyEnd, text }];
  }

  #key(key: string, quote?: string): string {
    if (this.#trees.json || quote === '"') return quoted(key);
    return /^[\w./-]+$/.test(key) && plainType(key) === 'string' && !/^[-.]/.test(key) ? key : quoted(key);
  }

  /** Removes entries or items of one parent together; an emptied one becomes `{}` or `[]`. */
  remove(parent: Target, indexes: ReadonlySet<number>): TextSplice[] {
    const { node } = parent;
    if (node.kind !== 'mapping' && node.kind !== 'sequence') throw this.#refuse('not-found', node.start);
    const count = node.kind === 'mapping' ? node.entries.length : node.items.length;
    if (indexes.size === count) return this.#replace(parent, emptyFragment(node.kind === 'mapping'));
    if (node.flow) return this.#removeFlow(node, indexes);
    return node.kind === 'mapping' ? this.#removeEntries(node, indexes) : this.#removeItems(node, indexes);
  }

  #removeEntries(node: MappingNode, indexes: ReadonlySet<number>): TextSplice[] {
    const splices: TextSplice[] = [];
    let first = 0;
    const [head] = node.entries;
    if (head !== undefined && indexes.has(0) && !this.#opensLine(head.keyStart)) {
      // `- a: 1` loses `a`: what comes next moves up behind the dash.
      while (indexes.has(first)) first += 1;
      const last = node.entries[first - 1];
      const next = node.entries[first];
      if (last === undefined || next === undefined) throw this.#refuse('style', node.start);
      const between = this.#text.slice(entryEnd(this.#text, last), next.keyStart);
      if (between.trim() !== '') throw this.#refuse('style', last.keyStart);
      splices.push({ start: head.keyStart, end: next.keyStart, text: '' });
    }
    for (const [i, entry] of node.entries.entries())
      if (i >= first && indexes.has(i))
        splices.push(this.#removeLines(entry.keyStart, entryEnd(this.#text, entry)));
    return splices;
  }

  #removeItems(node: SequenceNode, indexes: ReadonlySet<number>): TextSplice[] {
    return [...indexes].map((i) => {
      const dash = this.#dash(node, i);
      if (!this.#opensLine(dash)) throw this.#refuse('style', dash);
      return this.#removeLines(dash, Math.max(node.items[i]?.end ?? dash, dash + 1));
    });
  }

  #removeFlow(node: MappingNode | SequenceNode, indexes: ReadonlySet<number>): TextSplice[] {
    const ranges =
      node.kind === 'mapping'
        ? node.entries.map((entry) => [entry.keyStart, entryEnd(this.#text, entry)] as const)
        : node.items.map((item) => [item.start, item.end] as const);
    const splices: TextSplice[] = [];
    for (const i of [...indexes].sort((a, b) => a - b)) {
      const [start, end] = ranges[i] ?? [0, 0];
      const next = ranges[i + 1];
      if (next !== undefined) {
        const comma = this.#text.indexOf(',', end) + 1;
        // A comment behind the comma stays.
        const blank = this.#text.slice(comma, next[0]).trim() === '';
        splices.push({ start, end: blank ? next[0] : comma, text: '' });
        continue;
      }
      // The last: the comma before it goes with it, from the last one that stays.
      let kept = i - 1;
      while (indexes.has(kept)) kept -= 1;
      const from = ranges[kept]?.[1] ?? start;
      while (splices.length > 0 && (splices.at(-1)?.start ?? 0) >= from) splices.pop();
      splices.push({ start: from, end, text: '' });
    }
    return splices;
  }

  removeDocument(target: Target): TextSplice[] {
    const { documents } = this.#trees;
    const { document } = target;
    const index = documents.indexOf(document);
    const next = documents[index + 1];
    if (documents.length < 2 || this.#trees.json) throw this.#refuse('format', document.start);
    if (document.explicit || next === undefined)
      return [{ start: document.start, end: document.end, text: '' }];
    // The next one becomes the first, without a mark as this one was.
    const line = this.#text.slice(next.start, lineEnd(this.#text, next.start));
    return [
      {
        start: document.start,
        end: line.trim() === '---' ? nextLine(this.#text, next.start) : next.start,
        text: '',
      },
    ];
  }

  /** Adds entries (`key: …` lines) to a map, or items (`- …` lines) to a list, or either to what is empty. */
  add(target: Target, text: string): TextSplice[] {
    const { node } = target;
    const fragment = this.#fragment(text, node.start);
    const size =
      node.kind === 'mapping' ? node.entries.length : node.kind === 'sequence' ? node.items.length : 0;
    if (size === 0 || node.kind === 'alias' || node.kind === 'scalar') return this.#replace(target, fragment);
    if (node.kind === 'mapping' ? fragment.list : !fragment.list) throw this.#refuse('style', node.start);
    if (node.flow) return [this.#addFlow(target, node, fragment)];
    const last = node.kind === 'mapping' ? node.entries.at(-1) : undefined;
    const start = node.kind === 'mapping' ? (node.entries[0]?.keyStart ?? node.start) : this.#dash(node, 0);
    const end =
      last === undefined
        ? Math.max(node.end, this.#dash(node as SequenceNode, size - 1) + 1)
        : Math.max(node.end, entryEnd(this.#text, last));
    const column = columnAt(this.#text, start);
    const body = ' '.repeat(column) + this.#indent(fragment, column);
    if (this.#text[end - 1] === '\n') return [{ start: end, end, text: body + this.#layout.eol, column }];
    const stop = lineEnd(this.#text, end);
    return [{ start: stop, end: stop, text: this.#layout.eol + body, column }];
  }

  #addFlow(target: Target, node: MappingNode | SequenceNode, fragment: Fragment): TextSplice {
    const last = node.kind === 'mapping' ? node.entries.at(-1) : undefined;
    const end =
      last === undefined
        ? Math.max(...(node as SequenceNode).items.map((item) => item.end))
        : entryEnd(this.#text, last);
    const first = node.kind === 'mapping' ? (node.entries[0]?.keyStart ?? 0) : (node.items[0]?.start ?? 0);
    const inline = this.#inline(fragment, target, first).trim();
    // What stands between the brackets.
    const inner = inline.slice(1, -1).trim();
    const broken = this.#opensLine(first) && lineStart(this.#text, first) > node.start;
    const gap = broken ? this.#layout.eol + ' '.repeat(columnAt(this.#text, first)) : ' ';
    return { start: end, end, text: `,${gap}${inner}` };
  }

  appendDocument(text: string): TextSplice[] {
    if (this.#trees.json) throw this.#refuse('format', 0);
    const fragment = this.#fragment(text, 0);
    const { eol } = this.#layout;
    const end = this.#text.length;
    const before = this.#text === '' || this.#text.endsWith('\n') ? '' : eol;
    const mark = this.#text.trim() === '' ? '' : `---${eol}`;
    return [{ start: end, end, text: `${before}${mark}${fragment.lines.join(eol)}${eol}` }];
  }

  #inline(fragment: Fragment, target: Target, at = target.node.start): string {
    if (!this.#trees.json) return fragment.inline;
    const { node, parent } = target;
    const multiline = [node, parent].some(
      (one) =>
        one !== undefined && one.kind !== 'scalar' && this.#text.slice(one.start, one.end).includes('\n'),
    );
    if (!multiline || !/^[{[]/.test(fragment.inline)) return fragment.inline;
    const line = this.#text.slice(lineStart(this.#text, at), at);
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    const step = indent.includes('\t') || /^\t/m.test(this.#text) ? '\t' : this.#layout.step;
    // Of an addition only what is between the brackets is used, one level further in.
    return JSON.stringify(JSON.parse(fragment.inline), undefined, step).replaceAll(
      '\n',
      `${this.#layout.eol}${at === node.start ? indent : indent.slice(typeof step === 'string' ? 1 : step)}`,
    );
  }

  /** Lines joined, all but the first indented. */
  #indent({ lines }: Fragment, column: number): string {
    const pad = ' '.repeat(column);
    return lines.map((line, i) => (i === 0 || line === '' ? line : pad + line)).join(this.#layout.eol);
  }

  #fragment(text: string, at: number): Fragment {
    const fragment = readFragment(text, this.#layout, this.#trees.json);
    if (fragment === undefined) throw this.#refuse('style', at);
    return fragment;
  }

  #emptyPlace(target: Target): number {
    const { entry, parent, node } = target;
    if (node.anchor !== undefined || node.tag !== undefined) throw this.#refuse('style', node.start);
    if (entry !== undefined) {
      const colon = behindColon(this.#text, entry);
      if (colon === undefined) throw this.#refuse('style', entry.keyStart);
      return colon;
    }
    if (parent?.kind === 'sequence' && !parent.flow) return this.#dash(parent, target.index) + 1;
    throw this.#refuse('style', node.start);
  }

  /** Column of the key or dash that a node belongs to. */
  #ownColumn({ entry, parent, index }: Target): number {
    if (entry !== undefined) return columnAt(this.#text, entry.keyStart);
    return parent?.kind === 'sequence' && !parent.flow ? columnAt(this.#text, this.#dash(parent, index)) : 0;
  }

  /** Where the `-` of a block item stands. */
  #dash(node: SequenceNode, index: number): number {
    let at =
      index === 0
        ? node.start
        : Math.max(
            node.items[index - 1]?.end ?? 0,
            index > 1 || node.items[0] === undefined ? 0 : node.start + 1,
          );
    for (;;) {
      while (at < this.#text.length && /[ \t\r\n]/.test(this.#text[at] ?? '')) at += 1;
      if (this.#text[at] !== '#') break;
      at = nextLine(this.#text, at);
    }
    if (this.#text[at] !== '-') throw this.#refuse('style', at);
    return at;
  }

  #opensLine(at: number): boolean {
    const start = lineStart(this.#text, at);
    return /^\uFEFF?[ \t]*$/.test(this.#text.slice(start, at));
  }

  #removeLines(start: number, end: number): TextSplice {
    const from = lineStart(this.#text, start);
    const to = this.#text[end - 1] === '\n' ? end : nextLine(this.#text, end);
    return { start: from === 0 && this.#text.startsWith('\uFEFF') ? 1 : from, end: to, text: '' };
  }

  /** The line break that a block scalar takes along. */
  #finalBreak(start: number, end: number): string {
    return /\r?\n$/.exec(this.#text.slice(Math.max(start, end - 2), end))?.[0] ?? '';
  }

  #refuse(code: EditRefused['code'], at: number): EditRefused {
    return new EditRefused(code, this.#trees.lineAt(at));
  }
}

function emptyFragment(map: boolean): Fragment {
  const text = map ? '{}' : '[]';
  return { lines: [text], inline: text, block: false, list: !map };
}
