import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { readForeignReport, valueTag } from '../config/index.ts';
import type { ForeignFinding, ForeignReport, State } from '../config/index.ts';
import { readDocument } from '../manifests/index.ts';
import type { Document } from '../manifests/index.ts';
import { printable } from '../report/index.ts';
import type { LiveFinding } from '../scan/index.ts';
import type { Place } from './detection.ts';
import { UsageError } from './errors.ts';
import { readContents } from './suppression.ts';

const mostListed = 200;

/** Reads the report, baseline or ignore list of another scanner. */
export async function readReport(file: string): Promise<ForeignReport> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${file} (${error.code ?? 'failed'})`);
  });
  return readForeignReport(file, text);
}

/** A finding of another scanner that was not found again. */
interface Missing {
  readonly finding: ForeignFinding;
  readonly why: string;
}

/**
 * Finds what another scanner reported among our own findings: by value where the report has it, else by place, which is
 * the lines that it names, in a file or in the commit it names. What was not found again is listed on stderr.
 */
export async function locate(
  { tool, findings: foreign }: ForeignReport,
  findings: readonly LiveFinding[],
  place: Place,
  state: State | undefined,
): Promise<{ found: LiveFinding[]; missing: Missing[] }> {
  const byPath = new Map<string, LiveFinding[]>();
  const byTag = new Map<string, LiveFinding[]>();
  const add = (map: Map<string, LiveFinding[]>, key: string, finding: LiveFinding): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [finding]);
    else list.push(finding);
  };
  for (const finding of findings) {
    for (const path of new Set(finding.places.map((one) => one.path ?? ''))) add(byPath, path, finding);
    if (state !== undefined) add(byTag, valueTag(state, '', finding.value), finding);
  }
  const paths = new Paths(byPath.keys(), place.root);
  const found = new Set<LiveFinding>();
  const missing: Missing[] = [];
  for (const theirs of foreign) {
    const path = theirs.path === undefined ? undefined : paths.ours(theirs.path);
    const one = path === undefined ? theirs : { ...theirs, path };
    const sameValue =
      one.value === undefined || state === undefined ? [] : (byTag.get(valueTag(state, '', one.value)) ?? []);
    const inPath = byPath.get(one.path ?? '') ?? [];
    const samePlace = inPath.filter((finding) => finding.places.some((own) => fits(own, one)));
    const hits = sameValue.length > 0 ? sameValue : samePlace;
    for (const hit of hits) found.add(hit);
    if (hits.length === 0) missing.push({ finding: one, why: await whyNot(one, inPath.length > 0, place) });
  }
  tellMissing(tool, foreign.length, found.size, missing);
  return { found: findings.filter((finding) => found.has(finding)), missing };
}

function fits(place: LiveFinding['places'][number], finding: ForeignFinding): boolean {
  const { path, line, commit } = finding;
  if (place.path !== path) return false;
  if (commit !== undefined && place.commit === commit) return true;
  if (line === undefined) return true;
  // The line of another scanner is that of its match, which can begin before the value.
  const last = finding.endLine ?? line + 1;
  return place.line !== undefined && line <= (place.endLine ?? place.line) && last >= place.line;
}

/** Another scanner may have run elsewhere: in a container, in a folder of the repository, with absolute paths. */
class Paths {
  readonly #known: ReadonlySet<string>;
  readonly #root: string;

  constructor(known: Iterable<string>, root: string) {
    this.#known = new Set(known);
    this.#root = root;
  }

  ours(path: string): string {
    const inside = isAbsolute(path) ? relative(this.#root, path).split(sep).join('/') : path;
    const here = relative(this.#root, join(process.cwd(), path)).split(sep).join('/');
    for (const one of [inside, here]) if (!one.startsWith('../') && this.#exists(one)) return one;
    const parts = path.split('/').filter((part) => part !== '' && part !== '..');
    for (let from = 1; from < parts.length; from++) {
      const tail = parts.slice(from).join('/');
      if (this.#exists(tail)) return tail;
    }
    const below = [...this.#known].filter((one) => one.endsWith(`/${parts.join('/')}`));
    return below.length === 1 && below[0] !== undefined ? below[0] : inside;
  }

  #exists(path: string): boolean {
    return this.#known.has(path) || existsSync(join(this.#root, path));
  }
}

/** Why a place holds nothing that is a secret for us. */
async function whyNot(
  finding: ForeignFinding,
  others: boolean,
  { root, repository }: Place,
): Promise<string> {
  const { path, line } = finding;
  if (path === undefined)
    return finding.value === undefined ? 'it names no file' : 'the value is no secret here, or is gone';
  if (!existsSync(join(root, path)) && !others) return 'there is no such file, and nothing in its past';
  let document: Document | undefined;
  await readContents(root, repository, [{ kind: 'file', path }], (_, bytes) => {
    document = readDocument(path, bytes);
  });
  const last = finding.endLine ?? line ?? 0;
  const classes = new Set(
    document?.values
      .filter((value) => line !== undefined && value.line >= line && value.line <= last)
      .map((value) => value.class),
  );
  if (classes.size === 1) {
    if (classes.has('ciphertext')) return 'what stands there is encrypted';
    if (classes.has('reference')) return 'what stands there is a reference to a secret';
    if (classes.has('template')) return 'what stands there is a template';
  }
  return `nothing that we take for a secret stands in that ${others ? 'line' : 'file'}`;
}

function tellMissing(tool: string, all: number, found: number, missing: readonly Missing[]): void {
  process.stderr.write(
    `unleak: ${counted(all, 'finding')} of ${printable(tool)}: ${all - missing.length} found again as ${counted(found, 'secret')}, ${missing.length} not\n`,
  );
  for (const { finding, why } of missing.slice(0, mostListed))
    process.stderr.write(
      `  ${printable(`${finding.path ?? ''}${finding.line === undefined ? '' : `:${finding.line}`}  ${finding.rule}`)}: ${why}\n`,
    );
  if (missing.length > mostListed) process.stderr.write(`  and ${missing.length - mostListed} more\n`);
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
