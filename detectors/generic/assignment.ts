import type { Detector } from '../../src/engine/types.ts';

/** What may stand between a name and its value: `=`, `:`, `=>`, `:=`, a type, a call's parenthesis, XML, a flag's blank. */
const separator = [
  // "name": | name = | name := | name => | name: Type = | name == | name != | ['name'] =
  String.raw`["'\x60\]\)]{0,3}[ \t]{0,20}(?::[ \t]{0,4}[A-Za-z_&*][\w<>\[\].|?]{0,30}[ \t]{0,4}=|:=|=>|->|[=!]==?|\?=|\|\|=|\?\?=|[:=])[ \t]{0,20}(?:\n[ \t]{1,40}(?=["']))?`,
  // name("value") | name, "value" | name "value"
  String.raw`["'\x60]?[ \t]{0,4}[(,][ \t]{0,8}(?=["'\x60])`,
  String.raw`["'\x60]?[ \t]{1,8}(?=["'\x60])`,
  // <name>value | name="…" value="value"
  String.raw`(?:[ \t][^<>\n]{0,80})?>`,
  String.raw`["'][ \t]{1,8}(?:[\w:-]{1,20}=["'][^"'\n]{0,60}["'][ \t]{1,8}){0,3}value[ \t]{0,4}=[ \t]{0,4}`,
  // --name value
  String.raw`(?<=--?[\w.-]{1,40})[ \t]{1,4}(?=[^ \t\-=:|&])`,
].join('|');

/** A quoted string, or what stands bare up to a blank or the markup around it. */
const literal = String.raw`(?:[brfuBRFUL@$]{1,2}(?=["'\x60]))?(?<secret>"(?:[^"\\\n]|\\.){1,400}"|'(?:[^'\\\n]|\\.){1,400}'|\x60[^\x60\n]{1,400}\x60|(?!["'\x60])[^\s"'\x60<>]{3,400})`;

/** Something that opens a value must follow the name soon; most mentions of a word have nothing of the kind. */
function quick(bytes: Uint8Array, _start: number, end: number): boolean {
  const stop = Math.min(bytes.length, end + 60);
  for (let at = end; at < stop; at++) {
    switch (bytes[at]) {
      case 0x3d: // =
      case 0x3a: // :
      case 0x28: // (
      case 0x3e: // >
      case 0x2c: // ,
        return true;
      case 0x22: // "
      case 0x27: // '
        if (at > end) return true;
        break;
      case 0x20: {
        // A flag: `--password value`.
        const before = bytes.lastIndexOf(0x2d, _start);
        if (before !== -1 && _start - before < 24) return true;
        break;
      }
      case 0x0a:
        return false;
      default:
    }
  }
  return false;
}

/** A generic detector: a name with one of `words` in it, then something that assigns, then a literal. */
export function assignment(
  spec: Pick<Detector, 'id' | 'title' | 'severity' | 'keywords' | 'examples'> & { readonly words: string },
): Detector {
  const { words, ...rest } = spec;
  return {
    ...rest,
    vendor: 'generic',
    generic: true,
    confidence: 'possible',
    pattern: new RegExp(`(?:${words})[\\w.$-]{0,40}?(?:${separator})${literal}`, 'i'),
    reach: { before: 0, after: 480 },
    quick,
    documentation: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
  };
}
