import type { Secret } from './secret.ts';

/** What a leak of this kind would cost, worst first in reports. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** `certain`: an offline check passed; `likely`: most people would act on it; `possible`: worth a look. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Byte offsets into a buffer; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What an offline check says of a value. */
export interface CheckResult {
  /**
   * `valid`: a checksum or a parse succeeded, the match is `certain`. `invalid`: it cannot be a token of this kind, and
   * `example`: it stands in for one; the match is dropped. `published`: anyone can read it where its vendor or a standard
   * printed it, or it is made to be public; it is reported apart, the note says why. `unknown`: the check says nothing.
   */
  readonly verdict: 'valid' | 'invalid' | 'example' | 'published' | 'unknown';
  /** For the report's `why`: `checksum ok`, `RSA 2048 bit, not encrypted`. Never holds a part of the value. */
  readonly note?: string;
  /** When the credential stops working by its own words (JWT `exp`), in seconds since 1970. Judged in `scan`. */
  readonly expires?: number;
}

/**
 * An example for a detector's own test. A string is a bare token, which the test puts into many carriers. `name` and
 * `value` are for tokens that need a name on the left; the test writes `name<carrier>value`. `text` is used as it is
 * and must give `secret` (the secret's text).
 */
export type Example =
  | string
  | { readonly name: string; readonly value: string }
  | { readonly text: string; readonly secret: string };

/** What recognises one kind of secret. Data, not machinery; see CONTRIBUTING.md for how to add one. */
export interface Detector {
  /** kebab-case, vendor first: `github-personal-access-token`. Stable: baselines and ignores hold it. */
  readonly id: string;
  /** What a person calls it: `GitHub personal access token`. */
  readonly title: string;
  /** kebab-case; `generic` where there is none. */
  readonly vendor: string;
  readonly severity: Severity;
  /** Lower-case ASCII, at least 3 bytes each; compared case-folded. The pattern is tried only near one of them. */
  readonly keywords: readonly string[];
  /**
   * Runs over a latin-1 view of a window (one character a byte), with flag `g` added. The secret is the named group
   * `secret`, or the whole match. A named group `id` is a companion (a public id that belongs to the secret).
   * Must be linear or bounded; no nested or adjacent unbounded quantifiers.
   */
  readonly pattern: RegExp;
  /**
   * Bytes of the window before and after the keyword. Default 64 before, 320 after, and no more than one line before
   * and two after the keyword's. More than 512 before or 2000 after makes the detector a *block* detector (PEM): its
   * window is not cut at lines, and a changed line that looks armoured makes the engine look for a keyword further off.
   */
  readonly reach?: { readonly before?: number; readonly after?: number };
  /**
   * A quick look at the bytes around a keyword before the pattern is tried: `start` and `end` are the keyword's. For
   * keywords that are frequent in source text.
   */
  readonly quick?: (bytes: Uint8Array, start: number, end: number) => boolean;
  /** Length of the vendor's fixed public prefix that a mask may show; or a function of the value. Default 0. */
  readonly publicPrefix?: number | ((value: string) => number);
  /** The pattern begins where the keyword begins: it is tried there alone, not all over the window. */
  readonly anchored?: boolean;
  /** Offline check of the secret's text (latin-1). Pure and quick; no clock. */
  readonly check?: (value: string, groups: Readonly<Record<string, string | undefined>>) => CheckResult;
  /** Confidence without a check, or when it says `unknown`. Default `likely`. */
  readonly confidence?: Confidence;
  /**
   * The value has no shape of its own: beyond the pattern it must also look like a secret (rare text, no
   * placeholder), with the score deciding the confidence.
   */
  readonly generic?: boolean;
  /** With `generic`, where the form alone says what the value is (`curl -u user:…`): the name to judge it under. */
  readonly judgedAs?: 'password' | 'token' | 'secret' | 'key';
  /**
   * Of a detector without a vendor: under which name a match is reported, told by the text on the value's left and right
   * (latin-1, some lines of it). Gives the detector itself, or a copy with another vendor and title; the id stays.
   */
  readonly named?: (left: string, detector: Detector, right?: string) => Detector;
  /** The other half of a pair, looked for within `distance` bytes (default 400) of the secret, before or after. */
  readonly companion?: {
    readonly name: string;
    readonly pattern: RegExp;
    readonly distance?: number;
    readonly required?: boolean;
  };
  /** The id of a pair: alone it opens nothing, and a finding of its secret names it as the companion. */
  readonly publicId?: true;
  /** With `generic`: the match is a cell of a table, and the rows below it hold more of the kind in its column. */
  readonly rows?: true;
  /** Where to revoke or rotate it: a URL. */
  readonly revoke?: string;
  /** The vendor's own words on the format: a URL. */
  readonly documentation: string;
  /**
   * {@link markOf} of the detector, where it stands ready: reading it off the detector compiles its pattern. Not
   * enumerable, so that a changed copy has none.
   */
  readonly mark?: string;
  /** Built when asked for, by helpers, so that no file holds a token: at least one hit and one miss. */
  readonly examples: () => { readonly hits: readonly Example[]; readonly misses: readonly string[] };
}

/** A place that the first, cheap step thinks worth judging. Holds no value, so that it may be remembered. */
export interface Candidate {
  /** Index into the engine's detectors; -1 for a document's marker. */
  readonly detector: number;
  /** The secret's range in the bytes as stored (of the encoded run if it was decoded). */
  readonly start: number;
  readonly end: number;
  /** How the value is wrapped, outermost first: `['base64', 'gzip']`. Empty if it stands as it is. */
  readonly decoded: readonly string[];
  /** The text around it says that it is no secret, at whatever path. Only a document can know better. */
  readonly hopeless?: true;
}

/** What is known about the bytes being judged. */
export interface JudgeContext {
  /** Path with `/`; says what kind of file it is. */
  readonly path?: string;
}

/** One place of one secret, judged. */
export interface Match {
  readonly detector: Detector;
  readonly secret: Secret;
  /** The secret's range in the bytes as stored. */
  readonly span: Span;
  readonly decoded: readonly string[];
  readonly confidence: Confidence;
  /** 0 to 1. */
  readonly score: number;
  readonly why: readonly string[];
  readonly expires?: number;
  /** The public half of the pair, if it was found. */
  readonly companion?: Companion;
  /** Why it is none although it has the form: a published example, a key made to be public. */
  readonly harmless?: string;
}

/** The other half of a pair: `client id`, with its place in the bytes as stored. */
export interface Companion {
  readonly name: string;
  readonly secret: Secret;
  readonly span: Span;
}

/** A value that a document reader found, with the name that it stands under. */
export interface NamedValue {
  /** `password`, `DB_PASSWORD`, `postgresql.auth.password`: the nearest key last. */
  readonly name: string;
  readonly secret: Secret;
  /** The document itself says that this is secret (a Kubernetes Secret's data). */
  readonly declaredSecret: boolean;
}

/** Which text held nothing, as keyed hashes; in shared memory, so that threads can share one. */
export interface SeenStore {
  readonly rows: Int32Array;
  /** 24 random bytes: text that is scanned must not be able to look like other text. */
  readonly key: Uint8Array;
}

/** The engine: bytes in, matches out. Pure; no file, no git, no clock. */
export interface Engine {
  readonly detectors: readonly Detector[];
  /** Changes when the detectors or the engine's own rules change: part of the cache's key. */
  readonly version: string;
  /**
   * First step: places worth judging. With `ranges` only these (widened to lines or to a multi-line block by the
   * engine itself) are looked at; candidates that only touch bytes outside of them may be left out. A marker that says
   * that the bytes are a document whose values must be judged by their addresses is among them.
   * So is one over all the bytes when more is encoded in them than may be decoded.
   * With `seen` also text is left out that was looked at with the same store and held none that has hope.
   */
  find(bytes: Uint8Array, ranges?: readonly Span[], seen?: SeenStore): Candidate[];
  /** Second step: candidates in the whole bytes, with context. Overlaps are resolved: the most specific one stays. */
  judge(bytes: Uint8Array, candidates: readonly Candidate[], context: JudgeContext): Match[];
  /** A single value without surrounding text: the best match of it as a whole, or of a token within it. */
  judgeValue(value: NamedValue, context: JudgeContext): Omit<Match, 'span' | 'companion'> | undefined;
}
