import { readDockerConfig } from './docker-config.ts';
import { readEmbedded } from './embedded.ts';
import { openHelmRelease } from './helm-release.ts';
import { DecodedSource } from './source.ts';
import type { ScalarNode } from './tree.ts';
import type { NodePath, ValueClass } from './types.ts';
import { nameSays } from './value-name.ts';
import { inside, nameOf } from './values.ts';
import type { Place, ValueCollector } from './values.ts';
import { addScalar, embed, valueRange } from './walk.ts';

/** Keys of a Secret that hold what is no secret by itself. */
const PUBLIC_KEY =
  /^(?:.{0,80}\.crt|ca\.pem|.{0,80}\.pub|token-id|usage-bootstrap-\w+|expiration|auth-extra-groups|account|bucket)$/i;
/** Ends of a key that say the same, in any spelling: `DB_USERNAME`, `databaseName`, `smtp-host`. */
const PUBLIC_END =
  /(?:^|[^a-z])(?:user|login|namespace|region|server|provider|db|type|description|enabled|debug|level|size|mode)$|(?:^|[^a-z]|(?<=[a-z]))(?:user-?_?name|(?:client|tenant|account|project|subscription|organi[sz]ation|org|zone)-?_?id|(?:account|db|database|bucket|container|host|file|realm|schema|queue|topic|cluster|project)-?_?name|host|hostname|port|database|email|endpoint|address|timeout|url|uri)$|^(?:name|user|login|db)$/i;

/** Is a Secret's key one for what stands beside the secret: the user, the host, the public half? */
export function isPublicKey(name: string): boolean {
  // iSCSI's CHAP asks both ways: `username` and `username_in`.
  const key = name.replace(/[._-](?:in|out)$/i, '');
  return PUBLIC_KEY.test(key) || (PUBLIC_END.test(key) && nameSays(key) !== 'password');
}

/** Settings that were put into a Secret with the rest. */
const SETTING = /^(?:true|false|yes|no|on|off|null|none|\d{1,5})$/i;

/** Adds an entry of `data` or `stringData`, and what lies in it when it is a file. */
export function addSecretValue(
  collector: ValueCollector,
  place: Place,
  at: { readonly node: ScalarNode; readonly path: NodePath },
  address: string,
  type: string,
): void {
  const { node, path } = at;
  const key = nameOf(path);
  // Base64 is taken off once; what is inside may be base64 again, and then that is the value.
  const bytes = path.at(-2) === 'data' ? fromBase64(node.text) : undefined;
  const text = bytes === undefined ? node.text : Buffer.from(bytes).toString();
  const says = nameSays(key);
  const setting = SETTING.test(text.trim()) && (says === 'other' || says === 'vague');
  const kind: ValueClass =
    setting || isPublicKey(key) || type === 'helm.sh/release.v1' ? 'literal' : 'secret';
  addScalar(
    collector,
    place,
    at,
    kind,
    bytes === undefined ? { address } : { address, value: bytes, decoded: ['base64'] },
  );
  if (type === 'helm.sh/release.v1' && key === 'release') {
    for (const [name, part] of Object.entries(openHelmRelease(text) ?? {})) {
      const inner = insideSecret(place, at, `${address} ${name}`, part);
      if (inner !== undefined)
        readEmbedded(name === 'config' ? 'config.json' : 'manifest.yaml', inner, collector);
    }
    return;
  }
  if (!/[\n{]/.test(text) || text.length > 200_000) return;
  const inner = insideSecret(place, at, address, bytes === undefined ? undefined : text);
  if (inner === undefined) return;
  if (/dockerc(?:onfigjson|fg)$/.test(key) && readDockerConfig(inner, collector)) return;
  readEmbedded(key, inner, collector);
}

function insideSecret(
  place: Place,
  { node, path }: { readonly node: ScalarNode; readonly path: NodePath },
  address: string,
  decoded: string | undefined,
): Place | undefined {
  const prefix = `${place.prefix}${address} `;
  if (decoded === undefined) {
    const source = embed(place, node);
    return source === undefined ? undefined : inside(place, source, path, prefix);
  }
  const { source } = place;
  const range = valueRange(source.text, node);
  const encoded = { start: source.toRoot(range.start), end: source.toRoot(range.end) };
  return { ...inside(place, new DecodedSource(source, decoded, node.start), path, prefix), encoded };
}

export function fromBase64(text: string): Uint8Array | undefined {
  const run = text.replaceAll(/[ \t\r\n]/g, '');
  if (run.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(run)) return undefined;
  return new Uint8Array(Buffer.from(run, 'base64'));
}
