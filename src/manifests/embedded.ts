import { readCommandLine } from './command-line.ts';
import { readDotenv } from './dotenv.ts';
import { readIni } from './ini.ts';
import { parseJson } from './json-tree.ts';
import { isKubernetesObject, readObjectValues } from './kubernetes.ts';
import { readPlainTree } from './plain-tree.ts';
import { readProperties } from './properties.ts';
import { readToml } from './toml.ts';
import { resolve } from './tree.ts';
import type { Place, ValueCollector } from './values.ts';
import { readXml } from './xml.ts';
import { parseYaml } from './yaml-tree.ts';

/** Depth of files inside files that is followed. */
const MAX_NESTING = 3;

/**
 * Reads a file that is the value of something else (a ConfigMap's key, a heredoc, a workflow's script).
 * @param fileName - what the key calls it; its extension decides, else the text
 * @returns false when it is no file of a kind we know: then the value is to be taken as a whole
 */
export function readEmbedded(fileName: string, place: Place, collector: ValueCollector, depth = 0): boolean {
  const { text } = place.source;
  if (depth > MAX_NESTING || text.length > 1_000_000) return false;
  const before = collector.values.length;
  const read = reader(fileName.toLowerCase(), text);
  if (read === undefined) return false;
  read(place, collector);
  return collector.values.length > before;
}

type Read = (place: Place, collector: ValueCollector) => void;

function reader(name: string, text: string): Read | undefined {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('-----BEGIN ')) return undefined;
  if (name.endsWith('.properties')) return readProperties;
  if (/\.(?:ini|cnf|cfg)$/.test(name)) return readIni;
  if (name.endsWith('.toml')) return readToml;
  if (/\.env$|^\.env/.test(name)) return readDotenv;
  if (/\.(?:xml|config)$/.test(name) && trimmed.startsWith('<')) return readXml;
  if (/^[{[]/.test(trimmed)) {
    const json = treeReader('json');
    if (json !== undefined && /[}\]]\s*$/.test(text) && /["[{]/.test(trimmed.slice(1, 200))) return json;
  }
  if (/\.(?:ya?ml)$/.test(name)) return treeReader('yaml');
  if (/\.(?:sh|bash)$/.test(name)) return readScript;
  // Fluentd, Redis: a key, a blank, a value.
  if (name.endsWith('.conf') && !/[;{][ \t]*$/m.test(text) && !/^\s*\[/m.test(text)) return readProperties;
  if (!text.includes('\n')) return undefined;
  if (trimmed.startsWith('<?xml')) return readXml;
  if (trimmed.startsWith('#!')) return readScript;
  return sniff(text);
}

/** What most lines of a text without a known name look like. */
function sniff(text: string): Read | undefined {
  let lines = 0;
  let equals = 0;
  let sections = 0;
  let colons = 0;
  for (const line of text.split('\n', 400)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    lines += 1;
    if (/^(?:export\s+)?[\w.-]+\s*=/.test(trimmed)) equals += 1;
    else if (/^\[[^\]]+\]$/.test(trimmed)) sections += 1;
    else if (/^\s*(?:- )?["']?[\w./-]+["']?:(?:\s|$)/.test(line) || /^\s*- /.test(line)) colons += 1;
  }
  if (lines === 0) return undefined;
  if (sections > 0 && equals + sections >= lines * 0.7) return readIni;
  if (equals >= lines * 0.7)
    return /^\s*(?:export\s+)?[A-Z][A-Z0-9_]*=|=\s*["']/m.test(text) ? readDotenv : readProperties;
  return colons >= lines * 0.8 && colons > 1 ? treeReader('yaml') : undefined;
}

function treeReader(format: 'yaml' | 'json'): Read {
  return (place, collector) => {
    const { documents, problems } = (format === 'json' ? parseJson : parseYaml)(place.source.text);
    if (problems.some(({ code }) => code === 'syntax' || code === 'limit')) return;
    for (const document of documents)
      if (isKubernetesObject(document.root)) readObjectValues(document.root, place, collector);
      else if (resolve(document.root)?.kind !== 'scalar') readPlainTree(document.root, place, collector);
  };
}

/** Assignments of a shell script. */
function readScript(place: Place, collector: ValueCollector): void {
  readDotenv(place, collector, '=');
  readCommandLine(place, collector);
}
