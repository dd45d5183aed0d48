import { readFile, readdir } from 'node:fs/promises';

const folder = new URL('../../detectors/', import.meta.url);

/** Paths of the files that hold detectors, relative to detectors/, in the order of the index. */
export async function detectorFiles(): Promise<string[]> {
  const list = async (inner: string): Promise<string[]> =>
    (await readdir(new URL(inner, folder)))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => inner + name)
      .sort();
  const own = (await list('')).filter((name) => name !== 'index.ts' && name !== 'helpers.ts');
  const generic: string[] = [];
  for (const name of await list('generic/')) {
    const text = await readFile(new URL(name, folder), 'utf8');
    if (/^export default /m.test(text)) generic.push(name);
  }
  return [...own, ...generic];
}
