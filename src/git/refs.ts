import { runGit } from './command.ts';
import type { Repository } from './repository.ts';

/** A name for an object. */
export interface Ref {
  /** `refs/heads/main`, `HEAD` when detached. */
  readonly name: string;
  readonly oid: string;
  readonly type: string;
  /** The commit behind an annotated tag, if it is one. */
  readonly peeled?: string;
}

/** All refs, through git itself, so that every ref storage works; HEAD too when it names no branch. */
export async function listRefs(repository: Repository): Promise<Ref[]> {
  const output = await runGit(repository, [
    'for-each-ref', '--format=%(objectname)%00%(objecttype)%00%(*objectname)%00%(*objecttype)%00%(refname)',
  ]); // prettier-ignore
  const refs: Ref[] = [];
  for (const line of (output ?? Buffer.alloc(0)).toString('utf8').split('\n')) {
    const [oid, type, peeled, peeledType, name] = line.split('\0');
    if (oid === undefined || type === undefined || name === undefined) continue;
    let commit = peeledType === 'commit' ? peeled : undefined;
    // A tag of a tag is peeled once by this format; ask for the rest.
    if (peeledType === 'tag')
      commit = (await runGit(repository, ['rev-parse', '--verify', '--quiet', `${oid}^{commit}`]))
        ?.toString('latin1')
        .trim();
    refs.push({ name, oid, type, ...(commit === undefined || commit === '' ? {} : { peeled: commit }) });
  }
  const symbolic = await runGit(repository, ['symbolic-ref', '--quiet', 'HEAD']);
  if (symbolic === undefined && repository.head !== undefined)
    refs.push({ name: 'HEAD', oid: repository.head, type: 'commit' });
  return refs;
}
