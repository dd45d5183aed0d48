import type { Detector } from '../../src/engine/types.ts';
import { Random } from '../helpers.ts';
import { assignment } from './assignment.ts';

function examples(id: string, name: string): Detector['examples'] {
  return () => {
    const random = new Random(id);
    return {
      hits: [random.base62(20), random.base62(24)].map((secret, i) => ({
        text: i === 0 ? `${name.toUpperCase()}=${secret}` : `const x = { "${name}": "${secret}" };`,
        secret,
      })),
      misses: [
        `${name} = os.environ["${name.toUpperCase()}"]`,
        `${name}: \${${name.toUpperCase()}}`,
        `${name}=changeme`,
      ],
    };
  };
}

/** Order matters: a name that several words fit takes the first. */
export default [
  assignment({
    id: 'generic-password',
    title: 'Password',
    severity: 'high',
    keywords: ['password', 'passwd', 'passphrase', 'passwort', 'pwd', 'pass_', '_pass', 'pass:', 'pass=', 'pass"', 'pass '],
    words: 'pass(?:word|wd|phrase|wort)?|pwd',
    examples: examples('generic-password', 'db_password'),
  }),
  assignment({
    id: 'generic-token',
    title: 'Token',
    severity: 'high',
    keywords: ['token'],
    words: 'token',
    examples: examples('generic-token', 'auth_token'),
  }),
  assignment({
    id: 'generic-api-key',
    title: 'API or access key',
    severity: 'high',
    keywords: [
      'api_key', 'apikey', 'api-key', 'api key', 'access_key', 'accesskey', 'access-key', 'secret_key', 'secretkey', 'secret-key', 'private_key',
      'privatekey', 'private-key', 'encryption_key', 'encryptionkey', 'signing_key', 'signingkey', 'master_key', 'masterkey', 'auth_key', 'authkey',
      'consumer_key', 'consumerkey', 'license_key', 'licensekey', 'account_key', 'accountkey', 'app_key', 'appkey', 'service_key', 'shared_key',
      'sharedkey', 'webhook_key', 'session_key', 'storage_key', 'client_key', 'subscription-key', 'subscription_key', 'keypass', '_key=', '_key:', '_key"',
    ],
    words: '(?:api|access|secret|private|encryption|signing|master|auth|consumer|licen[sc]e|account|app|service|shared|webhook|session|storage|client|subscription|[a-z]{2,12}_)[-_ ]?key',
    examples: examples('generic-api-key', 'service_api_key'),
  }),
  assignment({
    id: 'generic-secret',
    title: 'Secret',
    severity: 'high',
    keywords: ['secret', 'credential', 'signature', 'auth"', "auth'", 'auth=', 'auth:', '_auth', 'authorization', 'hmac'],
    words: 'secret|credentials?|signature|auth|authorization|hmac',
    examples: examples('generic-secret', 'client_secret'),
  }),
] satisfies Detector[]; // prettier-ignore
