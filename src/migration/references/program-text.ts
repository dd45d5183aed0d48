import { posix } from 'node:path';
import { literalsOf, languageOf, type Language, type Literal } from '../literals.ts';
import type { Draft, Target } from '../draft.ts';
import { lineStart, type TextEdit } from '../text.ts';
import { environmentFile, envRefusal } from './env-file.ts';
import { isConfiguration, placeholderOf } from './program-configuration.ts';
import { groupBy, type ReferenceStyle } from './style.ts';
import { syntaxRefusal } from './syntax-check.ts';
import { isSame } from './remote-value.ts';
import type { Secret } from '../../engine/index.ts';

/**
 * Program text, and the configuration that Spring and .NET read: the value is read from the environment. A proposal, unless
 * `--code` says that it is done: whoever starts the program must give it the variable.
 */
export const programText: ReferenceStyle = {
  id: 'program-text',
  async claim(targets, draft) {
    const mine = targets.filter(({ file }) => isProgram(file.path) || isConfiguration(file.path));
    if (mine.length === 0) return targets;
    const variables = new Map<string, Secret>();
    const moved: { readonly target: Target; readonly name: string }[] = [];
    const refused = await draft.tryOutAsync(async () => {
      for (const group of groupBy(mine, ({ file }) => file.path).values())
        moved.push(...(await rewrite(group, variables, draft)));
      if (variables.size === 0) return 'nothing is left to move';
      const made = await environmentFile(
        draft,
        variables,
        moved.map(({ target }) => target.file.path),
      );
      if (made.refused !== undefined) return made.refused;
      for (const { target, name } of moved)
        draft.change(target, `${name} from the environment (${made.path})`, made.entry);
      return undefined;
    });
    if (refused !== undefined)
      for (const { target, name } of moved) draft.leave(target, refused, `${name} in the environment`);
    return targets.filter((target) => !mine.includes(target));
  },
};

const isProgram = (path: string): boolean => languageOf(path) !== undefined;

/** One place of a file, and what is written there. */
interface Rewrite {
  readonly target: Target;
  readonly name: string;
  readonly text: string;
  apply(): string | undefined;
}

/** Rewrites a file, or leaves its values with the patch that would. */
async function rewrite(
  group: readonly Target[],
  variables: Map<string, Secret>,
  draft: Draft,
): Promise<Rewrite[]> {
  const file = group[0]?.file;
  if (file?.text === undefined) return [];
  const { path } = file;
  const language = languageOf(path);
  const what =
    language === undefined ? 'it is configuration of a program' : `it is program text (${language.title})`;
  const names = new Map(variables);
  const rewrites = group.flatMap((target): Rewrite[] => {
    const found =
      language === undefined ? placeholderOf(target, draft) : literalRewrite(target, language, draft);
    const name = freeName(found.name, target.value.value, names);
    const taken =
      found.fixed === true && name !== found.name
        ? `${found.name} has another value in another file, and one environment has one`
        : undefined;
    const reason = found.refused ?? envRefusal(found.name, target.value.value) ?? taken;
    const text = found.read(name);
    if (reason === undefined) {
      names.set(name, target.value.value);
      return [{ target, name, text, apply: () => found.apply(text) }];
    }
    draft.leave(target, `${what}; ${reason}`, `${text}, and ${name} in the environment from the store`);
    return [];
  });
  let patch = '';
  const refused = await draft.tryOutAsync(async () => {
    for (const one of rewrites) {
      const failed = one.apply();
      if (failed !== undefined) return failed;
    }
    if (language?.needs !== undefined && rewrites.length > 0) {
      const edit = importEdit(file.text ?? '', language);
      if (edit !== undefined) draft.edit(path, edit);
    }
    if (rewrites.length === 0) return 'nothing is left to move';
    const now = draft.preview(path);
    ({ patch } = now);
    if (draft.options.code !== true) return 'a patch is proposed, and --code applies it';
    return syntaxRefusal(path, file.text ?? '', now.text);
  });
  if (refused === undefined) {
    for (const { name, target } of rewrites) variables.set(name, target.value.value);
    return rewrites;
  }
  for (const [index, { target, name, text }] of rewrites.entries())
    draft.leave(
      target,
      `${what}; ${refused}`,
      `${text}, and ${name} in the environment from the store`,
      index === 0 && patch !== '' ? patch : undefined,
    );
  return [];
}

/** A name that no other value has. */
function freeName(base: string, secret: Secret, names: ReadonlyMap<string, Secret>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}_${number}`;
    const other = names.get(name);
    if (other === undefined || isSame(other, secret)) return name;
  }
}

export interface Placeholder {
  readonly name: string;
  /** The program looks for this very name. */
  readonly fixed?: boolean;
  readonly refused?: string | undefined;
  read(name: string): string;
  /** @returns why it cannot be done */
  apply(text: string): string | undefined;
}

function literalRewrite(target: Target, language: Language, draft: Draft): Placeholder {
  const { file, offset } = target;
  const text = file.text ?? '';
  const literal = literalsOf(text, language.syntax).find(({ start, end }) => start < offset && offset < end);
  const before = text.slice(Math.max(0, (literal?.start ?? 0) - 160), literal?.start ?? 0);
  return {
    name: nameOf(before, target),
    read: (name) => language.read(name),
    refused:
      literal === undefined
        ? 'it is no string of its own'
        : contextRefusal(text, literal, language, file.path),
    apply(replacement) {
      if (literal === undefined) return 'it is no string of its own';
      draft.edit(file.path, { start: literal.start, end: literal.end, text: replacement });
      return undefined;
    },
  };
}

/** Why the literal is not a whole expression that a call may replace; undefined when it is. */
function contextRefusal(
  text: string,
  literal: Literal,
  language: Language,
  path: string,
): string | undefined {
  const line = text.slice(lineStart(text, literal.start), literal.start);
  if (language.constant?.test(line) === true || isInConstants(text, literal.start, path))
    return 'only a constant may stand there: make it a variable first';
  const before = text.slice(0, literal.start).trimEnd();
  const close = /(?:^|[^=!<>+*/%&|^-])=$|:=$|=>$|[([{,:]$|\breturn$/.test(before.slice(-8));
  const after = behind(text, literal.end, language);
  // In JSX and in calls with parentheses left out, what follows belongs to it.
  const whole =
    after === '' || /^[;,)\]}]/.test(after) || (after.startsWith('\n') && !/^\s*["'`.+%?\\]/.test(after));
  const markup = path.endsWith('x') && /\w=$/.test(text.slice(0, literal.start));
  return close && whole && !markup ? undefined : 'the string is a part of a larger expression';
}

/** What follows, comments passed over. */
function behind(text: string, offset: number, language: Language): string {
  let rest = text.slice(offset, offset + 2000).replace(/^[ \t\r]+/, '');
  for (let next = rest; language.comment.test(next.trimStart());) {
    const skipped = next.trimStart();
    next = skipped.startsWith('/*')
      ? skipped.replace(/^\/\*[^]*?\*\//, '').replace(/^[ \t\r]+/, '')
      : skipped.replace(/^[^\n]*/, '');
    if (next === skipped) return '?';
    rest = next;
  }
  return rest;
}

/** A block of constants in Go. */
function isInConstants(text: string, offset: number, path: string): boolean {
  if (!path.endsWith('.go')) return false;
  const open = Math.max(text.lastIndexOf('\nconst (', offset), text.startsWith('const (') ? 0 : -1);
  return open >= 0 && !/\n\)/.test(text.slice(open, offset));
}

const generic =
  /^(?:PASS(?:WORD|WD|PHRASE)?|PWD|TOKEN|SECRET|KEY|USER(?:NAME)?|HOME|PATH|NAME|VALUE|SHELL|LANG)$/;

/** The name that the program gives the value, as a variable of the environment. */
function nameOf(before: string, { file, selected }: Target): string {
  // The default beside a variable's name.
  const [, named] = /["']([A-Z][A-Z0-9_]{2,60})["'],\s*$/.exec(before) ?? [];
  const [, called] = /\.?[sS]et_?([A-Za-z]\w*)\(\s*$/.exec(before) ?? [];
  const [, assigned] =
    /([A-Za-z_$][\w$-]{0,60})["'\]]{0,3}\s*(?::\s*[\w.<>[\]| ?]{1,40})?\s*(?::=|=>|=|:)\s*$/.exec(before) ??
    [];
  const name = named ?? snake(called ?? assigned ?? selected.detector);
  return generic.test(name) || name === ''
    ? snake(`${posix.basename(file.path).replace(/\.\w+$/, '')}_${name}`)
    : name;
}

export function snake(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .toUpperCase();
}

/** The import that the read needs; undefined when it is there. */
function importEdit(text: string, { needs, syntax }: Language): TextEdit | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (needs === 'go-os') {
    const block = /^import \($/m.exec(text.replaceAll('\r', ' ').replaceAll(' \n', '\n'));
    if (/^(?:import\s+|[ \t]+)"os"\s*$/m.test(text)) return undefined;
    const anchor = /^import \(\r?\n/m.exec(text) ?? /^package \w+[^\n]*\n/m.exec(text);
    if (anchor === null) return undefined;
    const at = anchor.index + anchor[0].length;
    return { start: at, end: at, text: block === null ? `${eol}import "os"${eol}` : `\t"os"${eol}` };
  }
  if (/^import (?:[\w.]+(?: as \w+)?, *)*os *(?:,|\r?$|#)/m.test(text)) return undefined;
  // Before the first import that may have one before it, or behind the comments and the docstring.
  const inStrings = [...text.matchAll(syntax.tokens)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  const first = [...text.matchAll(/^(?:import|from) (?!__future__)/gm)].find(
    ({ index }) => !inStrings.some(([start, end]) => start < index && index < end),
  );
  const head =
    /^(?:\uFEFF)?(?:#[^\n]*\n|[ \t\r]*\n)*(?:[rRuU]?(?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*')[^\n]*\n)?(?:[ \t\r]*\n|from __future__[^\n]*\n)*/.exec(
      text,
    );
  const at = first?.index ?? head?.[0].length ?? 0;
  return { start: at, end: at, text: `import os${eol}` };
}
