/**
 * How the public parts (`n` of RSA, `x` of the others, base64url) of key pairs begin that anyone can read: they open
 * nothing. RFC 7515, 7517, 7520 and 8037; the debugger of jwt.io; the insecure key of Vagrant.
 */
const published = [
  '0vx7agoebGcQSuuPiLJXZptN',
  'ofgWCuLjybRlzo0tZWJjNiuS',
  'sXchDaQebHnPiGvyDOAT4saG',
  'n4EPtAOCc9AlkeQHPzHStgAb',
  'MKBCTNIcKUSDii11ySs3526i',
  'f83OJ3D2xF1Bg8vub9tLe1gH',
  '11qYAYKxCrfVS_7TyWQHOg7h',
  'u1SU1LfVLPHCozMxH2Mo4lgO',
  '6NF8iallvQVp22WDkTkyrtvp',
];

/** Whether a key's public part (base64url) is that of a published pair. */
export function isPublishedKey(open: unknown): boolean {
  return typeof open === 'string' && published.some((start) => open.startsWith(start));
}

/** Whether a key file's bytes hold the public part of a published pair. */
export function holdsPublishedKey(bytes: Buffer): boolean {
  return published.some((start) => bytes.includes(Buffer.from(start, 'base64url')));
}

/**
 * Pieces of the example values of documentation: AWS, Stripe, Azurite and the Cosmos DB emulator, GitHub, Discord,
 * Telegram, Google, reCAPTCHA's test keys, the symmetric keys of RFC 7515 and 7520.
 */
const examples = [
  'wJalrXUtnFEMI',
  'IOSFODNN7EXAMPLE',
  'I44QH8DHBEXAMPLE',
  'je7MtGbClwBF',
  '4eC39HqLyjWD',
  'BQokikJOvBiI2HlWg',
  'tGN0bIwXnHdwOa85',
  'tR3PYbcVNZZ796tH',
  '26PHem9AhJZvU623',
  'Eby8vdM02xNOcqFl',
  'C2y6yDjf5/R+ob0N',
  '16C7e42F292c6912E77',
  '1B4a2e77838347a7E42',
  'ZnCjm1XVW7vRze4b',
  'hCwlrZcWQOpxTyZ5',
  'AAHdqTcvCH1vGWJx',
  'AAFD39kkdpWt3ywy',
  'ABC-DEF1234ghIkl',
  'SyDaGmWKa4JsXZ-H',
  '6LeIxAcTAAAAA',
  'AyM1SysPpbyDfgZl',
  'GawgguFyGrWKav7A',
  'hJtXIZ2uSN5kbQfb',
  'qC57l_uxcm7Nm3K-',
];

/** Whether a value is an example that its vendor or a standard published. */
export function isPublishedExample(value: string): boolean {
  return value.length >= 16 && examples.some((piece) => value.includes(piece));
}
