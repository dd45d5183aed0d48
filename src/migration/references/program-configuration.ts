import { posix } from 'node:path';
import type { Draft, Target } from '../draft.ts';
import { textOffset } from '../text.ts';
import { snake, type Placeholder } from './program-text.ts';

const spring = /^(?:application|bootstrap)(?:-[\w-]+)?\.(?:properties|ya?ml)$/;
const dotnet = /^appsettings(?:\.[\w-]+)?\.json$/i;

/** Files by whose name the program that reads them is known: Spring Boot and .NET. */
export function isConfiguration(path: string): boolean {
  const base = posix.basename(path);
  return spring.test(base) || dotnet.test(base);
}

/**
 * Spring reads `${NAME}` (https://docs.spring.io/spring-boot/reference/features/external-config.html). In .NET a variable
 * `Section__Key` wins over the file (https://learn.microsoft.com/aspnet/core/fundamentals/configuration/), which is left
 * with an empty string.
 */
export function placeholderOf(target: Target, draft: Draft): Placeholder {
  const { file, value, offset } = target;
  const { path } = file;
  const isDotnet = dotnet.test(posix.basename(path));
  const text = file.text ?? '';
  const end = textOffset(file.disk.bytes, value.span.end);
  // `${NAME:the default}`
  const [, outer] = /\$\{([A-Za-z_][\w.-]*):$/.exec(text.slice(0, offset).slice(-120)) ?? [];
  const steps = value.path.map(String);
  const stem = posix.basename(path).replace(/\.\w+$/, '');
  return {
    // Not the property's own variable, which would win in every profile.
    name: isDotnet ? steps.join('__') : snake(outer ?? `${stem}_${steps.join('_')}`),
    fixed: isDotnet || outer !== undefined,
    refused:
      outer === undefined && value.inner === true
        ? 'it is a part of a larger value'
        : outer !== undefined && text[end] !== '}'
          ? 'its default holds more'
          : undefined,
    read: (variable) => (isDotnet ? '""' : `\${${outer ?? variable}}`),
    apply(replacement) {
      if (outer !== undefined) {
        draft.edit(path, { start: offset - 1, end, text: '' });
        return undefined;
      }
      if (path.endsWith('.properties')) {
        draft.edit(path, { start: offset, end, text: replacement });
        return undefined;
      }
      return draft.rewrite(path, [
        {
          action: 'replace-node',
          document: value.document,
          path: value.path,
          text: isDotnet ? replacement : JSON.stringify(replacement),
        },
      ]);
    },
  };
}
