/**
 * A configuration, ignore file or baseline that cannot be used. The text names file, line and column and quotes nothing
 * but key names: the file may come with a repository that nobody trusts.
 */
export class ConfigError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'ConfigError';
    this.hint = hint;
  }
}
