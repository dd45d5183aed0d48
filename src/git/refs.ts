import { runGit } from './command.ts';
import type { Repository } from './repository.ts';

/** A name for an object. */
export interface Ref {
  /** `refs/heads/main`, `HEAD` when detached. */
  readonly name: string;
  readonly oid: string;
  /** What an annotated tag leads to in the end, through tags of tags. */
  readonly peeled?: string;
}

/** All refs, through git itself, so that every ref storage works; HEAD too when it names no branch. */
export async function listRefs(repository: Repository): Promise<Ref[]> {
  const [refs, peeled] = await Promise.all([listRefNames(repository), peeledRefs(repository)]);
  return refs.map((ref) => {
    const end = peeled.get(ref.name);
    return end === undefined ? ref : { ...ref, peeled: end };
  });
}

/** The same without what tags lead to. */
export async function listRefNames(repository: Repository): Promise<Ref[]> {
  const [output, symbolic] = await Promise.all([
    // Asking for the type too would open every object: 1.1 s instead of 0.1 s for 50,000 refs.
    runGit(repository, ['for-each-ref', '--format=%(objectname) %(refname)']),
    runGit(repository, ['symbolic-ref', '--quiet', 'HEAD']),
  ]);
  const refs: Ref[] = [];
  for (const [oid, name] of pairs(output)) refs.push({ name, oid });
  if (symbolic === undefined && repository.head !== undefined)
    refs.push({ name: 'HEAD', oid: repository.head });
  return refs;
}

function* pairs(output: Buffer | undefined): Generator<[string, string]> {
  for (const line of (output ?? Buffer.alloc(0)).toString('utf8').split('\n')) {
    const space = line.indexOf(' ');
    if (space > 0) yield [line.slice(0, space), line.slice(space + 1)];
  }
}

/** What tags lead to. */
async function peeledRefs(repository: Repository): Promise<Map<string, string>> {
  const peeled = new Map<string, string>();
  const output = await runGit(repository, ['show-ref', '--dereference']);
  for (const [oid, name] of pairs(output)) if (name.endsWith('^{}')) peeled.set(name.slice(0, -3), oid);
  if (output !== undefined) return peeled;
  // It stops at a ref whose object is missing: ask for each tag then.
  const tags = await runGit(repository, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/tags']);
  for (const [oid, name] of pairs(tags)) {
    const end = await runGit(repository, ['rev-parse', '--verify', '--quiet', `${oid}^{}`]);
    if (end !== undefined) peeled.set(name, end.toString('latin1').trim());
  }
  return peeled;
}
