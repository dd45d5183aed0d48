import type { Model } from './model.ts';
import { quoted } from './scalar-write.ts';

type Node = Pending | { readonly text: string; readonly model: Model };

/** What is to be added below one node: a map of keys, or a list of items, with maps in between that have to be made. */
export class Pending {
  readonly #entries = new Map<string, Node>();
  readonly #items: { readonly text: string; readonly model: Model }[] = [];

  /**
   * @param keys - from the node that is there
   * @param item - the text is an item of the list at the end of the keys
   * @returns false when something else stands there already
   */
  add(keys: readonly string[], item: boolean, text: string, model: Model): boolean {
    const [key, ...rest] = keys;
    if (key === undefined) {
      if (!item || this.#entries.size > 0) return false;
      this.#items.push({ text, model });
      return true;
    }
    if (this.#items.length > 0) return false;
    const there = this.#entries.get(key);
    if (rest.length === 0 && !item) {
      if (there !== undefined) return false;
      this.#entries.set(key, { text, model });
      return true;
    }
    const below = there ?? new Pending();
    if (!(below instanceof Pending)) return false;
    this.#entries.set(key, below);
    return below.add(rest, item, text, model);
  }

  model(): Model {
    if (this.#items.length > 0)
      return { kind: 'list', items: this.#items.map(({ model }) => model), mark: '' };
    const entries = [...this.#entries].map(([key, node]) => ({
      key,
      value: node instanceof Pending ? node.model() : node.model,
    }));
    return { kind: 'map', entries, mark: '' };
  }

  /** As YAML from column 0, two spaces a level. */
  text(): string {
    if (this.#items.length > 0)
      return this.#items.map(({ text }) => `- ${indent(text).trimStart()}`).join('\n');
    return [...this.#entries]
      .map(([key, node]) => {
        const name =
          /^[A-Za-z_][\w./-]*$/.test(key) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(key)
            ? key
            : quoted(key);
        if (node instanceof Pending) return `${name}:\n${indent(node.text())}`;
        const own = node.text.replace(/\n$/, '');
        const collection = (node.model.kind === 'map' || node.model.kind === 'list') && !/^\s*[{[]/.test(own);
        return collection ? `${name}:\n${indent(own)}` : `${name}: ${own.trimStart()}`;
      })
      .join('\n');
  }
}

function indent(text: string): string {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
