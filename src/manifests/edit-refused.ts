import type { EditRefusal } from './types.ts';

const MEANING: Readonly<Record<EditRefusal, string>> = {
  'not-found': 'there is no such place in the document',
  ambiguous: 'the address names more than one place',
  alias: 'other places share this node through an anchor',
  template: 'a template action stands here',
  'duplicate-key': 'a key on the way is written twice',
  tag: 'the node has a tag whose meaning is not known',
  syntax: 'the document does not parse',
  limit: 'the document is too large or nested too deep',
  encoding: 'the bytes are not text in a known encoding',
  style: 'the place cannot hold this value as it is written',
  conflict: 'two edits of one call overlap',
  format: 'this kind of file has no such edit',
  verify: 'the document, read again, did not show exactly the intended change',
};

/** Nothing was changed. The message never quotes the document or the new value. */
export class EditRefused extends Error {
  readonly code: EditRefusal;
  /** From 1, of the file. */
  readonly line: number;
  constructor(code: EditRefusal, line: number) {
    super(`line ${line}: ${MEANING[code]}`);
    this.name = 'EditRefused';
    this.code = code;
    this.line = line;
  }
}
