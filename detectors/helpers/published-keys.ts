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
