import { createPrivateKey } from 'node:crypto';
import { crcBase62, Random } from '../../detectors/helpers.ts';

/** The shop's secrets, made from a seed when the example is built: no file of this project holds one. */
export interface ShopSecrets {
  readonly databasePassword: string;
  readonly stripeKey: string;
  readonly sendgridKey: string;
  readonly sessionSecret: string;
  readonly reportsUrl: string;
  readonly redisPassword: string;
  readonly composePassword: string;
  readonly awsKeyId: string;
  readonly awsSecretKey: string;
  readonly npmToken: string;
  readonly slackToken: string;
  readonly deployKey: string;
  readonly mergeToken: string;
  readonly stashToken: string;
  readonly messageToken: string;
  readonly tagToken: string;
  readonly windowsToken: string;
}

/** Makes all values from one seed. */
export function makeSecrets(random: Random): ShopSecrets {
  const github = (): string => {
    const body = random.base62(30);
    return `ghp_${body}${crcBase62(body)}`;
  };
  const npm = (): string => {
    const body = random.base62(30);
    return `npm_${body}${crcBase62(body)}`;
  };
  return {
    databasePassword: password(random),
    stripeKey: `sk_live_${random.base62(24)}`,
    sendgridKey: `SG.${random.base62(22)}.${random.base62(43)}`,
    sessionSecret: random.base62(40),
    reportsUrl: `postgres://reports:${random.base62(18)}@reports-db.shop.internal:5432/reports`,
    redisPassword: password(random),
    composePassword: password(random),
    awsKeyId: `AKIA${random.chars('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
    awsSecretKey: `${random.base62(12)}/${random.base62(13)}+${random.base62(13)}`,
    npmToken: npm(),
    slackToken: `xoxb-${random.digits(12)}-${random.digits(12)}-${random.base62(24)}`,
    deployKey: privateKey(random),
    mergeToken: github(),
    stashToken: github(),
    messageToken: `glpat-${random.base62(20)}`,
    tagToken: npm(),
    windowsToken: github(),
  };
}

/** What a password manager makes: letters, digits and a few signs that need no quotes in YAML. */
function password(random: Random): string {
  return `${random.base62(7)}-${random.base62(6)}.${random.base62(7)}`;
}

/** An Ed25519 key in PKCS #8 (RFC 8410): the seed is the key. */
function privateKey(random: Random): string {
  const header = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({
    key: Buffer.concat([header, random.bytes(32)]),
    format: 'der',
    type: 'pkcs8',
  })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}
