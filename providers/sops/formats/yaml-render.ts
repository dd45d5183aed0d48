import type { MetadataNode } from '../tree.ts';

/** Plain scalars that no YAML parser takes for anything but text: keys, recipients, `ENC[…]`. */
const PLAIN = /^(?:[A-Za-z_/^$(][\w/.:^$()|*+@=\\-]*|ENC\[[^\s#]+\])$/;
const TYPED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const VERSION = /^\d+\.\d+\.\d+$/;

/** The metadata block as YAML in block style, each line ended with `eol`. */
export function renderYaml(node: MetadataNode, unit: number, base: number, eol: string): string {
  return lines(node, unit, base)
    .map((line) => line + eol)
    .join('');
}

function lines(node: MetadataNode, unit: number, indent: number): string[] {
  const pad = ' '.repeat(indent);
  if (Array.isArray(node)) {
    return (node as readonly MetadataNode[]).flatMap((item) => {
      const inner = lines(item, unit, indent + 2);
      return [`${pad}- ${(inner[0] ?? '').trimStart()}`, ...inner.slice(1)];
    });
  }
  if (typeof node !== 'object') return [pad + scalar(node)];
  return Object.entries(node).flatMap(([key, value]) => {
    const name = PLAIN.test(key) && !TYPED.test(key) ? key : JSON.stringify(key);
    if (typeof value === 'object') return [`${pad}${name}:`, ...lines(value, unit, indent + unit)];
    if (typeof value === 'string' && isArmor(value)) {
      const body = value.trimEnd().split('\n');
      return [`${pad}${name}: |`, ...body.map((line) => ' '.repeat(indent + unit) + line)];
    }
    return [`${pad}${name}: ${scalar(value)}`];
  });
}

function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  if ((PLAIN.test(value) && !TYPED.test(value) && !value.endsWith(':')) || VERSION.test(value)) return value;
  return JSON.stringify(value);
}

/** Printable lines that survive a literal block with one line break at the end. */
function isArmor(value: string): boolean {
  return /^(?:[!-~][ -~]*\n)+$/.test(value);
}
