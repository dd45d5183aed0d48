import { EmbeddedSource } from './source.ts';
import type { Place, ValueCollector } from './values.ts';
import { inside } from './values.ts';
import { readEmbedded } from './embedded.ts';

/**
 * Reads HCL (Terraform, tfvars, Packer, Nomad) tolerantly: attributes with literal values, under the path of their
 * blocks. Expressions are passed over, a string with an interpolation and nothing else is a reference.
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function readTerraform(place: Place, collector: ValueCollector): void {
  new HclReader(place, collector).read();
}

const MAX_DEPTH = 100;
const WORD = /[A-Za-z_][\w-]*/y;
const NUMBER = /-?[0-9]+(?:\.[0-9]+)?/y;

/** Attributes whose value a provider keeps as a secret, by their address. */
const SECRET_ATTRIBUTES: readonly RegExp[] = [
  /^resource\.aws_ssm_parameter\.[^.]+\.(?:value|value_wo)$/,
  /^resource\.kubernetes_secret(?:_v1)?\.[^.]+\.(?:data|binary_data|string_data)\.[^.]+$/,
  /^resource\.azurerm_key_vault_secret\.[^.]+\.value$/,
  /^resource\.google_secret_manager_secret_version\.[^.]+\.secret_data$/,
  /^resource\.github_(?:actions|dependabot|codespaces)_(?:\w+_)?secret\.[^.]+\.plaintext_value$/,
  /^resource\.helm_release\.[^.]+\.set_sensitive\.value$/,
];

class HclReader {
  readonly #place: Place;
  readonly #collector: ValueCollector;
  readonly #text: string;
  #at = 0;
  /** Names of open blocks, objects and calls; undefined for brackets that hold nothing of their own. */
  readonly #stack: (string | undefined)[] = [];
  /** Of each open bracket: the `name` that was read in it, and how many items a list had so far. */
  readonly #frames: { named?: string; list: boolean; items: number }[] = [];

  constructor(place: Place, collector: ValueCollector) {
    this.#place = place;
    this.#collector = collector;
    this.#text = place.source.text;
  }

  read(): void {
    /** Words and labels since the last separator: a block's header, or an attribute's key. */
    let words: string[] = [];
    while (this.#at < this.#text.length && this.#stack.length < MAX_DEPTH) {
      const c = this.#text[this.#at] ?? '';
      if (this.#skipComment()) continue;
      if (c === '\n' || c === ',' || c === ';') {
        words = [];
        this.#at += 1;
      } else if (c === '{' || c === '[' || c === '(') {
        this.#stack.push(words.length > 0 ? words.join('.') : undefined);
        this.#frames.push({ list: c === '[', items: 0 });
        words = [];
        this.#at += 1;
      } else if (c === '}' || c === ']' || c === ')') {
        this.#stack.pop();
        this.#frames.pop();
        words = [];
        this.#at += 1;
      } else if (
        (c === '=' && this.#text[this.#at + 1] !== '=' && this.#text[this.#at + 1] !== '>') ||
        c === ':'
      ) {
        this.#at += 1;
        const key = words.at(-1);
        if (key !== undefined && !this.#value(key)) {
          // An expression or an object: its header is the key.
          words = [key];
          continue;
        }
        words = [];
      } else if (c === '"') {
        const end = this.#stringEnd(this.#at);
        this.#item(end);
        words.push(unescape(this.#text.slice(this.#at + 1, end - 1)));
        this.#at = end;
      } else {
        WORD.lastIndex = this.#at;
        const word = WORD.exec(this.#text)?.[0];
        if (word !== undefined) words.push(word);
        this.#at += word?.length ?? 1;
      }
    }
  }

  /** @returns true when a literal was read */
  #value(key: string): boolean {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at += 1;
    const start = this.#at;
    const c = this.#text[start];
    const path = [...this.#stack.filter((name) => name !== undefined), key];
    if (c === '"') {
      const end = this.#stringEnd(start);
      this.#at = end;
      // `"a" + …`, `"x" == y ? …`: a part of an expression, still a literal.
      const value = unescape(this.#text.slice(start + 1, end - 1));
      const slot = { start, end, write: (text: string) => `"${escape(text)}"` };
      this.#add(key, path, start + 1, end - 1, value, slot);
      return true;
    }
    if (c === '<' && this.#text[start + 1] === '<') return this.#heredoc(key, path);
    NUMBER.lastIndex = start;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) return false;
    const end = start + number.length;
    this.#at = end;
    const write = (text: string): string | undefined =>
      /^-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?$/.test(text) ? text : undefined;
    this.#add(key, path, start, end, number, { start, end, write });
    return true;
  }

  /** A string of a list: `tokens = ["…"]`. */
  #item(end: number): void {
    const frame = this.#frames.at(-1);
    if (frame?.list !== true) return;
    const start = this.#at;
    const path = this.#stack.filter((name) => name !== undefined);
    const key = path.at(-1)?.split('.').at(-1);
    if (key === undefined) return;
    const address = `${path.join('.')}[${frame.items}]`;
    frame.items += 1;
    const value = unescape(this.#text.slice(start + 1, end - 1));
    const slot = { start, end, write: (text: string) => `"${escape(text)}"` };
    this.#add(key, path, start + 1, end - 1, value, slot, address);
  }

  #add(
    key: string,
    path: string[],
    start: number,
    end: number,
    value: string,
    slot: { start: number; end: number; write: (text: string) => string | undefined },
    address = path.join('.'),
  ): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined && (key === 'name' || key === 'key')) frame.named = value;
    // In `variable "db_password" { default = "…" }` the label is the name, in `{ name = "X", value = "…" }` the name.
    const label =
      key === 'value'
        ? (frame?.named ?? path.at(-2)?.split('.').at(-1))
        : key === 'default'
          ? path.at(-2)?.split('.').at(-1)
          : undefined;
    this.#collector.add(this.#place, {
      path,
      address,
      name: label ?? key,
      start,
      end: Math.max(start, end),
      value,
      class: /^\$\{[^{}]*\}$/.test(this.#text.slice(start, end))
        ? 'reference'
        : this.#isDeclared(path, start)
          ? 'secret'
          : 'literal',
      // `$${x}` is the text `${x}`, which elsewhere would be a reference.
      certain: /[$%]{2}\{/.test(this.#text.slice(start, end)),
      slot,
    });
  }

  /** Is it the attribute that a resource stores as a secret? */
  #isDeclared(path: readonly string[], at: number): boolean {
    const where = path.join('.');
    const found = SECRET_ATTRIBUTES.find((pattern) => pattern.test(where));
    if (found === undefined) return false;
    return (
      !where.includes('.aws_ssm_parameter.') ||
      this.#text.slice(Math.max(0, at - 400), at + 400).includes('SecureString')
    );
  }

  #heredoc(key: string, path: string[]): boolean {
    const match = /^<<-?([A-Za-z_]\w{0,60})[ \t]*\r?\n/.exec(this.#text.slice(this.#at, this.#at + 100));
    if (match === null) return false;
    const start = this.#at + match[0].length;
    const close = new RegExp(`^[ \\t]*${match[1] ?? ''}[ \\t]*\\r?$`, 'm').exec(this.#text.slice(start));
    const end = close === null ? this.#text.length : start + close.index;
    this.#at = end + (close?.[0].length ?? 0);
    const source = EmbeddedSource.slice(this.#place.source, start, end);
    if (!readEmbedded(key, inside(this.#place, source, path), this.#collector))
      this.#collector.add(this.#place, {
        path,
        start,
        end,
        value: this.#text.slice(start, end),
        class: 'literal',
      });
    return true;
  }

  #skipComment(): boolean {
    const two = this.#text.slice(this.#at, this.#at + 2);
    if (two === '/*') {
      const end = this.#text.indexOf('*/', this.#at + 2);
      this.#at = end === -1 ? this.#text.length : end + 2;
      return true;
    }
    if (two !== '//' && !two.startsWith('#')) return false;
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end;
    return true;
  }

  /** Behind the closing quote; quotes within `${…}` belong to the interpolation. */
  #stringEnd(start: number): number {
    let depth = 0;
    for (let i = start + 1; i < this.#text.length; i++) {
      const c = this.#text[i];
      if (c === '\\') i += 1;
      else if ((c === '$' || c === '%') && this.#text[i + 1] === '{' && this.#text[i - 1] !== c) {
        depth += 1;
        i += 1;
      } else if (c === '}' && depth > 0) depth -= 1;
      else if (c === '"' && depth === 0) return i + 1;
      else if (c === '\n') return i;
    }
    return this.#text.length;
  }
}

function unescape(text: string): string {
  return text
    .replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, hex?: string, c?: string) =>
      hex === undefined
        ? c === 'n'
          ? '\n'
          : c === 't'
            ? '\t'
            : c === 'r'
              ? '\r'
              : (c ?? '')
        : String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/([$%])\1\{/g, '$1{');
}

function escape(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\[bf]/g, (escape) => (escape === '\\b' ? '\\u0008' : '\\u000c'))
    .replace(/([$%])\{/g, '$1$1{');
}
