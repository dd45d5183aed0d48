import type { CheckResult, Detector } from '../src/engine/types.ts';
import {
  ALPHABET,
  Random,
  base62,
  base64,
  base64url,
  charset,
  contextual,
  fromBase64,
  hex,
  isPlaceholder,
  lowerAlnum,
  made,
  oneOf,
  seq,
  token,
  upperHex,
  uuid,
} from './helpers.ts';
import type { Shape } from './helpers.ts';

const storage = 'https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage';
const identifiable = 'https://learn.microsoft.com/purview/sit-defn-all-creds';
const revoke = 'https://portal.azure.com/';

/** 64 random bytes. */
const key88: Shape = {
  ...base64(86),
  source: '[A-Za-z0-9+/]{86}==',
  follow: '=',
  make: (r) => `${r.base64(85)}A==`,
};
const decodes =
  (length: number) =>
  (value: string): CheckResult =>
    fromBase64(value)?.length === length
      ? { verdict: 'unknown', note: `decodes to ${length} bytes` }
      : { verdict: 'invalid' };

/** Keys with a signature in the middle, which the service writes into every one of them. */
const signed = (id: string, title: string, shape: Shape, keyword: string): Detector =>
  token({
    id,
    title,
    vendor: 'azure',
    severity: 'critical',
    shape: { ...shape, prefix: '' },
    keywords: [keyword.toLowerCase()],
    publicPrefix: 0,
    reach: { before: 140, after: 160 },
    check: () => ({ verdict: 'valid', note: "carries the service's signature" }),
    revoke,
    documentation: identifiable,
  });

export default [
  signed(
    'azure-storage-signed-key',
    'Azure storage account key',
    {
      ...made(seq(base64(76), '+AStA', base64(4)), (r) => `${r.base64(76)}+ASt${r.base64(6)}==`),
      source: '[A-Za-z0-9+/]{76}\\+ASt[A-Za-z0-9+/]{5,6}={0,2}',
      follow: '=',
    },
    '+ast',
  ),
  contextual({
    id: 'azure-storage-account-key',
    title: 'Azure storage account key',
    vendor: 'azure',
    severity: 'critical',
    names: [
      'accountkey',
      'account key',
      'storage',
      'azure',
      'cosmos',
      'documents.azure.com',
      'workspace key',
      'shared key',
    ],
    shape: key88,
    example: 'AccountKey',
    confidence: 'likely',
    check: decodes(64),
    revoke,
    documentation: storage,
  }),
  signed(
    'azure-cosmos-signed-key',
    'Azure Cosmos DB key',
    {
      ...made(seq(base64(76), 'ACDb', base64(5)), (r) => `${r.base64(76)}ACDb${r.base64(6)}==`),
      source: '[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{5,6}={0,2}',
      follow: '=',
    },
    'acdb',
  ),
  signed(
    'azure-service-bus-signed-key',
    'Azure Service Bus key',
    {
      ...made(seq(base64(33), '+ASb', base64(6)), (r) => `${r.base64(33)}+ASb${r.base64(6)}=`),
      source: '[A-Za-z0-9+/]{33}\\+ASb[A-Za-z0-9+/]{5,6}={0,2}',
      follow: '=',
    },
    '+asb',
  ),
  signed(
    'azure-event-hubs-signed-key',
    'Azure Event Hubs key',
    {
      ...made(seq(base64(33), '+AEh', base64(6)), (r) => `${r.base64(33)}+AEh${r.base64(6)}=`),
      source: '[A-Za-z0-9+/]{33}\\+AEh[A-Za-z0-9+/]{5,6}={0,2}',
      follow: '=',
    },
    '+aeh',
  ),
  signed(
    'azure-relay-signed-key',
    'Azure Relay key',
    {
      ...made(seq(base64(33), '+ARm', base64(6)), (r) => `${r.base64(33)}+ARm${r.base64(6)}=`),
      source: '[A-Za-z0-9+/]{33}\\+ARm[A-Za-z0-9+/]{5,6}={0,2}',
      follow: '=',
    },
    '+arm',
  ),
  signed(
    'azure-iot-signed-key',
    'Azure IoT key',
    {
      ...made(seq(base64(33), 'AIoT', base64(6)), (r) => `${r.base64(33)}AIoT${r.base64(6)}=`),
      source: '[A-Za-z0-9+/]{33}AIoT[A-Za-z0-9+/]{5,6}={0,2}',
      follow: '=',
    },
    'aiot',
  ),
  signed(
    'azure-functions-signed-key',
    'Azure Functions key',
    {
      ...made(seq(base62(44), 'AzFu', base62(4)), (r) => `${r.base62(44)}AzFu${r.base62(4)}==`),
      source: '[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{4,5}={0,2}',
      follow: '=',
    },
    'azfu',
  ),
  signed(
    'azure-cache-for-redis-signed-key',
    'Azure Cache for Redis key',
    {
      ...made(seq(base62(33), 'AzCaA', base62(5)), (r) => `${r.base62(33)}AzCaA${r.base62(5)}=`),
      source: '[A-Za-z0-9]{33}AzCaA[A-Za-z0-9]{5}=',
      follow: '=',
    },
    'azcaa',
  ),
  signed(
    'azure-search-signed-key',
    'Azure AI Search key',
    { ...seq(base62(42), 'AzSe', base62(6)), source: '[A-Za-z0-9]{42}AzSe[A-Za-z0-9]{6}' },
    'azse',
  ),
  signed(
    'azure-container-registry-signed-key',
    'Azure Container Registry key',
    { ...seq(base62(42), '+ACR', base62(6)), source: '[A-Za-z0-9+/]{42}\\+ACR[A-Za-z0-9+/]{6}' },
    '+acr',
  ),
  signed(
    'azure-batch-signed-key',
    'Azure Batch key',
    {
      ...made(seq(base64(76), '+ABa', base64(6)), (r) => `${r.base64(76)}+ABa${r.base64(6)}==`),
      source: '[A-Za-z0-9+/]{76}\\+ABa[A-Za-z0-9+/]{5,6}={0,2}',
      follow: '=',
    },
    '+aba',
  ),
  signed(
    'azure-api-management-signed-key',
    'Azure API Management key',
    {
      ...made(seq(base64(76), 'APIM', base64(6)), (r) => `${r.base64(76)}APIM${r.base64(6)}==`),
      source: '[A-Za-z0-9+/]{76}APIM[A-Za-z0-9+/]{5,6}={0,2}',
      follow: '=',
    },
    'apim',
  ),
  signed(
    'azure-machine-learning-signed-key',
    'Azure Machine Learning key',
    { ...seq(base62(32), 'AMLs', base62(6)), source: '[A-Za-z0-9]{32,52}AMLs?[A-Za-z0-9]{5,7}' },
    'amls',
  ),
  signed(
    'azure-openai-signed-key',
    'Azure AI services key',
    {
      ...seq(base62(52), 'JQQJ99', base62(20)),
      source: '[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20}AC[A-Za-z0-9]{4}',
      make: (r) => `${r.base62(52)}JQQJ99${r.base62(20)}AC${r.base62(4)}`,
    },
    'jqqj99',
  ),
  signed(
    'azure-devops-token',
    'Azure DevOps personal access token',
    { ...seq(base62(76), 'AZDO', base62(4)), source: '[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}' },
    'azdo',
  ),
  contextual({
    id: 'azure-devops-legacy-token',
    title: 'Azure DevOps personal access token (old form)',
    vendor: 'azure',
    severity: 'critical',
    names: ['azure devops', 'azdo', 'vsts', 'dev azure', 'ado pat', 'system accesstoken', 'visualstudio'],
    shape: charset('2-7a-z', 'abcdefghijklmnopqrstuvwxyz234567', 52),
    example: 'AZURE_DEVOPS_PAT',
    confidence: 'likely',
    revoke,
    documentation:
      'https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
  }),
  token({
    id: 'azure-entra-client-secret',
    title: 'Microsoft Entra client secret',
    vendor: 'azure',
    severity: 'critical',
    shape: {
      ...seq(
        charset('A-Za-z0-9_~.-', ALPHABET.base62, 3),
        charset('0-9', '78', 1),
        'Q~',
        charset('A-Za-z0-9_~.-', ALPHABET.base62, 31, 34),
      ),
      prefix: '',
    },
    keywords: Array.from('0123456789', (digit) => `${digit}q~`),
    publicPrefix: 0,
    companion: {
      name: 'tenant or client id',
      pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/,
    },
    revoke,
    documentation: 'https://learn.microsoft.com/entra/identity-platform/quickstart-register-app',
  }),
  contextual({
    id: 'azure-client-secret',
    title: 'Azure client secret (old form)',
    vendor: 'azure',
    severity: 'critical',
    names: [
      'azure client secret',
      'arm client secret',
      'azure secret',
      'aad client secret',
      'ad client secret',
      'azuread',
      'azure ad',
      'entra id',
      'entra client',
      'entra secret',
      'msal',
      'microsoft client secret',
      'ms client secret',
      'graph client secret',
      'sp client secret',
    ],
    shape: charset('A-Za-z0-9_~.@?[\\]:=+/-', ALPHABET.base62, 32, 44),
    example: 'ARM_CLIENT_SECRET',
    revoke,
    documentation: 'https://learn.microsoft.com/entra/identity-platform/quickstart-register-app',
  }),
  {
    ...token({
      id: 'azure-sas-token',
      title: 'Azure shared access signature',
      vendor: 'azure',
      shape: seq('sig=', base62(40)),
      documentation: 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview',
    }),
    pattern:
      /(?<=(?:[?&;"']|SharedAccessSignature )(?:[\w-]{2,6}=[^&\s"']{1,80}&(?:amp;)?){1,14})sig=(?<secret>[A-Za-z0-9%+/]{43,63}(?:%3[Dd]|=)?)/,
    reach: { before: 700, after: 160 },
    check: () => ({ verdict: 'unknown', note: 'a signature among the parameters of a SAS' }),
    publicPrefix: 0,
    examples: () => ({
      hits: [
        {
          text: `https://acct.blob.core.windows.net/c?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2030-01-01T00:00:00Z&sig=${'q7'.repeat(3)}Zk81Lw0Pf3uVx2Bn9Mc4Tr5Yd6Hs7Ja8Gt0Qe1%3D`,
          secret: `${'q7'.repeat(3)}Zk81Lw0Pf3uVx2Bn9Mc4Tr5Yd6Hs7Ja8Gt0Qe1%3D`,
        },
      ],
      misses: ['https://acct.blob.core.windows.net/c?sv=2022-11-02&sig=REDACTED'],
    }),
  },
  contextual({
    id: 'azure-shared-access-key',
    title: 'Azure shared access key',
    vendor: 'azure',
    severity: 'critical',
    names: [
      'sharedaccesskey',
      'shared access key',
      'servicebus',
      'service bus',
      'eventhub',
      'event hub',
      'iothub',
      'iot hub',
      'event grid',
      'eventgrid',
      'signalr',
      'webpubsub',
      'notification hub',
      'redis cache windows',
      'azure redis',
      ';accesskey',
    ],
    shape: { ...base64(43), source: '[A-Za-z0-9+/]{43}=', follow: '=', make: (r) => `${r.base64(42)}A=` },
    example: 'SharedAccessKey',
    confidence: 'likely',
    misses: (random) => [`AccessKeyId=${random.upper(20)}, RawSecretAccessKey=${random.base64(42)}A=`],
    check: decodes(32),
    revoke,
    documentation: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas',
  }),
  contextual({
    id: 'azure-app-configuration-secret',
    title: 'Azure App Configuration secret',
    vendor: 'azure',
    severity: 'critical',
    names: ['azconfig'],
    gap: 120,
    shape: { ...base64(43), source: '[A-Za-z0-9+/]{43}=', follow: '=', make: (r) => `${r.base64(42)}A=` },
    example: 'https://x.azconfig.io;Secret',
    confidence: 'likely',
    revoke,
    documentation: 'https://learn.microsoft.com/azure/azure-app-configuration/',
  }),
  contextual({
    id: 'azure-cognitive-key',
    title: 'Azure AI services key (old form)',
    vendor: 'azure',
    names: ['azure', 'cognitive', 'ocp apim', 'subscription key', 'bing search'],
    words: ['key', 'subscription', 'token'],
    shape: { ...lowerAlnum(32), source: '[0-9a-f]{32}', make: (r) => r.hex(32) },
    example: 'AZURE_COGNITIVE_KEY',
    documentation: 'https://learn.microsoft.com/azure/ai-services/authentication',
  }),
  contextual({
    id: 'azure-function-url-key',
    title: 'Azure Functions key in a URL',
    vendor: 'azure',
    names: ['azurewebsites net', 'functions key', 'function key', 'azure function', 'host key', 'master key'],
    gap: 120,
    shape: { ...base64(54), source: '[A-Za-z0-9_/+-]{52,56}={0,2}', make: (r) => `${r.base62(54)}==` },
    example: 'https://x.azurewebsites.net/api/f?code',
    confidence: 'likely',
    documentation: 'https://learn.microsoft.com/azure/azure-functions/function-keys-how-to',
  }),
  contextual({
    id: 'azure-communication-key',
    title: 'Azure Communication Services key',
    vendor: 'azure',
    severity: 'critical',
    names: ['communication azure com', 'azure communication', 'communication services'],
    gap: 80,
    shape: {
      ...base64(84),
      source: '[A-Za-z0-9+/]{84,86}={0,2}',
      make: (r) => `${r.base64(86)}==`,
      follow: '=',
    },
    example: 'AZURE_COMMUNICATION_ACCESSKEY',
    confidence: 'likely',
    revoke,
    documentation: 'https://learn.microsoft.com/azure/communication-services/concepts/authentication',
  }),
  contextual({
    id: 'azure-search-admin-key',
    title: 'Azure AI Search key (old form)',
    vendor: 'azure',
    names: ['azure search', 'search.windows.net', 'search admin', 'azuresearch'],
    gap: 80,
    shape: upperHex(32),
    example: 'AZURE_SEARCH_ADMIN_KEY',
    revoke,
    documentation: 'https://learn.microsoft.com/azure/search/search-security-api-keys',
  }),
  contextual({
    id: 'azure-container-registry-password',
    title: 'Azure Container Registry password (old form)',
    vendor: 'azure',
    severity: 'critical',
    names: ['azurecr.io', 'acr password', 'acr pass', 'container registry'],
    gap: 90,
    shape: { ...base64(32), source: '(?:[A-Za-z0-9+/]{31}=|[A-Za-z0-9+/=]{32})', follow: '0-9A-Za-z+/=' },
    example: 'ACR_PASSWORD',
    revoke,
    documentation: 'https://learn.microsoft.com/azure/container-registry/container-registry-authentication',
  }),
  token({
    id: 'azure-refresh-token',
    title: 'Microsoft Entra refresh token',
    vendor: 'azure',
    severity: 'critical',
    shape: {
      ...made(
        seq('0.A', base64url(60), '.Ag', base64url(250)),
        (r) => `${r.below(2)}.A${r.base62(52)}.Ag${r.base62(300)}`,
      ),
      prefix: '',
      source:
        '[01]\\.A[0-9A-Za-z_-]{40,120}(?:\\.\\d)?\\.Ag[0-9A-Za-z_-]{200,1600}(?:\\.A[0-9A-Za-z_-]{20,800})?',
    },
    keywords: ['0.a', '1.a'],
    quick: (bytes, _start, end) => {
      for (let i = end; i < end + 40; i++) {
        const byte = bytes[i] ?? 0;
        if (byte < 0x2d || byte > 0x7a || byte === 0x2e || byte === 0x2f) return false;
      }
      return true;
    },
    publicPrefix: 0,
    reach: { before: 8, after: 1990 },
    revoke,
    documentation: 'https://learn.microsoft.com/entra/identity-platform/refresh-tokens',
  }),
  contextual({
    id: 'azure-static-web-apps-token',
    title: 'Azure Static Web Apps deployment token',
    vendor: 'azure',
    names: ['static web app', 'azure static', 'swa deployment', 'swa cli deployment', 'deployment token'],
    shape: {
      ...seq(hex(66), '-', uuid, hex(6)),
      source: '[0-9a-f]{64,68}(?:-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12,22})?',
      follow: '0-9a-f-',
    },
    example: 'AZURE_STATIC_WEB_APPS_API_TOKEN',
    documentation: 'https://learn.microsoft.com/azure/static-web-apps/deployment-token-management',
  }),
  contextual({
    id: 'azure-maps-key',
    title: 'Azure Maps key',
    vendor: 'azure',
    names: ['azure maps', 'atlas.microsoft.com', 'bing maps'],
    shape: oneOf(base64url(43), base64url(64)),
    example: 'AZURE_MAPS_KEY',
    documentation: 'https://learn.microsoft.com/azure/azure-maps/azure-maps-authentication',
  }),
  contextual({
    id: 'azure-application-insights-key',
    title: 'Application Insights instrumentation key',
    vendor: 'azure',
    severity: 'low',
    names: ['instrumentationkey', 'instrumentation key', 'appinsights', 'application insights'],
    shape: uuid,
    example: 'APPINSIGHTS_INSTRUMENTATIONKEY',
    documentation: 'https://learn.microsoft.com/azure/azure-monitor/app/connection-strings',
  }),
  {
    id: 'azure-logic-app-url',
    title: 'Azure Logic Apps or Power Automate URL with its signature',
    vendor: 'azure',
    severity: 'high',
    keywords: ['logic.azure.com', 'powerplatform.com'],
    pattern:
      /(?:logic\.azure\.com|api\.powerplatform\.com)(?::443)?\/[^\s"'<>]{10,500}?[?&](?:amp;)?sig=(?<secret>[A-Za-z0-9_%-]{40,64})(?![A-Za-z0-9_-])/,
    reach: { before: 40, after: 620 },
    check: (value) =>
      isPlaceholder(value) ? { verdict: 'example', note: 'placeholder' } : { verdict: 'unknown' },
    revoke,
    documentation: 'https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app',
    examples() {
      const random = new Random('azure-logic-app-url');
      const secret = random.base62(43);
      const url = `https://prod-12.westus.logic.azure.com:443/workflows/${random.hex(32)}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=`;
      return {
        hits: [{ text: `url: "${url}${secret}"`, secret }],
        misses: [`${url}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`, 'https://logic.azure.com/workflows/a'],
      };
    },
  },
  contextual({
    id: 'azure-publish-profile-password',
    title: 'Azure App Service deployment password',
    vendor: 'azure',
    names: ['userpwd', 'publish profile', 'deployment user'],
    shape: base62(60),
    example: 'userPWD',
    confidence: 'likely',
    revoke,
    documentation: 'https://learn.microsoft.com/azure/app-service/deploy-configure-credentials',
  }),
  contextual({
    id: 'azure-openai-key',
    title: 'Azure OpenAI key',
    vendor: 'azure',
    names: ['azure openai', 'openai.azure.com', 'cognitiveservices.azure.com', 'azure ai', 'azure cognitive'],
    shape: base62(84),
    example: 'AZURE_OPENAI_API_KEY',
    confidence: 'likely',
    revoke,
    documentation: 'https://learn.microsoft.com/azure/ai-foundry/openai/reference',
  }),
] satisfies Detector[];
