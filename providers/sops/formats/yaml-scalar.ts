import { formatFloat, text, type Value } from '../value.ts';

/** What a scalar is to SOPS; `unsupported` says why SOPS would refuse it. */
export type Resolved =
  Value | { readonly type: 'null' } | { readonly type: 'unsupported'; readonly why: string };

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const BOOLEANS = new Map([
  ...['true', 'True', 'TRUE'].map((word) => [word, 'True'] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, 'False'] as const),
]);
const SPECIAL_FLOATS = new Map([
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, 'NaN'] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, '+Inf'] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, '-Inf'] as const),
]);
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const CORE_TAG = /^(?:!!|tag:yaml\.org,2002:)(\w+)$/;

/**
 * Resolves a scalar exactly as go-yaml v3, which SOPS uses, does: YAML 1.2 with the octals, underscores and timestamps
 * of 1.1, but without its `yes` and `no`.
 * @param source - the scalar's text with quotes, escapes and folding undone
 * @param plain - was it written without quotes and not as a block?
 * @see https://github.com/yaml/go-yaml/blob/v3.0.4/resolve.go
 */
export function resolveScalar(source: string, plain: boolean, tag: string | undefined): Resolved {
  const core = tag === undefined ? undefined : CORE_TAG.exec(tag)?.[1];
  if (core === 'binary') {
    const clean = source.replaceAll(/\s/g, '');
    const bytes = Buffer.from(clean, 'base64');
    if (bytes.toString('base64') === clean) return { type: 'str', bytes };
    return { type: 'unsupported', why: 'a !!binary value that is not base64' };
  }
  const typed = core !== undefined && ['int', 'float', 'bool', 'null', 'timestamp'].includes(core);
  if (!typed && (!plain || tag !== undefined)) return text(source);
  const resolved = resolvePlain(source, core);
  const type = resolved.type === 'time' ? 'timestamp' : resolved.type;
  if (core === undefined || core === type || type === 'unsupported') return resolved;
  if (core === 'float' && resolved.type === 'int') {
    return { type: 'float', bytes: Buffer.from(formatFloat(Number(Buffer.from(resolved.bytes).toString()))) };
  }
  return { type: 'unsupported', why: `a value that its tag !!${core} does not fit` };
}

function resolvePlain(source: string, core: string | undefined): Resolved {
  if (NULLS.has(source)) return { type: 'null' };
  const bool = BOOLEANS.get(source);
  if (bool !== undefined) return { type: 'bool', bytes: Buffer.from(bool) };
  const special = SPECIAL_FLOATS.get(source);
  if (special !== undefined) return { type: 'float', bytes: Buffer.from(special) };
  const first = source.charCodeAt(0);
  if (source.startsWith('.')) return float(source) ?? text(source);
  if (!(first >= 48 && first <= 57) && first !== 43 && first !== 45) return text(source);
  if (core === undefined || core === 'timestamp') {
    const time = parseTimestamp(source);
    if (time !== undefined) return { type: 'time', bytes: Buffer.from(time) };
  }
  const digits = source.replaceAll('_', '');
  // Longer ones are no 64-bit integers, and a big integer of a megabyte would take seconds.
  const match = digits.length <= 70 ? INTEGER.exec(digits) : null;
  if (match !== null) {
    const [, sign = '', hex, binary, octal, decimal] = match;
    const magnitude =
      hex !== undefined
        ? BigInt(`0x${hex}`)
        : binary !== undefined
          ? BigInt(`0b${binary}`)
          : octal !== undefined
            ? BigInt(`0o${octal}`)
            : BigInt(decimal ?? '0');
    const value = sign === '-' ? -magnitude : magnitude;
    if (value === BigInt.asIntN(64, value)) return { type: 'int', bytes: Buffer.from(String(value)) };
    if (sign === '' && value === BigInt.asUintN(64, value)) {
      return { type: 'unsupported', why: 'an integer between 2^63 and 2^64, which SOPS refuses: quote it' };
    }
  }
  return float(digits) ?? text(source);
}

function float(source: string): Value | undefined {
  if (!FLOAT.test(source)) return undefined;
  const value = Number(source);
  return Number.isFinite(value) ? { type: 'float', bytes: Buffer.from(formatFloat(value)) } : undefined;
}

const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?(?:(Z)|([+-])(\d\d):(\d\d)))|(?: (\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?))?$/;

/** A timestamp in one of the forms go-yaml knows, as Go's `MarshalText` writes it back (RFC 3339). */
function parseTimestamp(source: string): string | undefined {
  const match = TIME.exec(source);
  if (match === null) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const hour = match[4] ?? match[12] ?? '0';
  const minute = match[5] ?? match[13] ?? '0';
  const second = match[6] ?? match[14] ?? '0';
  const fraction = (match[7] ?? match[15] ?? '').slice(0, 9).replace(/0+$/, '');
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const realDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!realDay || Number(month) < 1 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return undefined;
  }
  const [zoneHour = '00', zoneMinute = '00'] = [match[10], match[11]];
  if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return undefined;
  const utc = match[9] === undefined || `${zoneHour}${zoneMinute}` === '0000';
  const two = (part: string): string => part.padStart(2, '0');
  return (
    `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}` +
    (fraction === '' ? '' : `.${fraction}`) +
    (utc ? 'Z' : `${match[9]}${zoneHour}:${zoneMinute}`)
  );
}
