import type { Detector } from '../src/engine/types.ts';
import { base64url, contextual, hex, oneOf, seq, token, word } from './helpers.ts';

const documentation = 'https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/';

export default [
  token({
    id: 'sonarqube-token',
    title: 'SonarQube token',
    vendor: 'sonarqube',
    shape: seq('sq', word('u', 'p', 'a'), '_', hex(40)),
    keywords: ['squ_', 'sqp_', 'sqa_'],
    documentation,
  }),
  contextual({
    id: 'sonarqube-legacy-token',
    title: 'Sonar token',
    vendor: 'sonarqube',
    names: ['sonar'],
    shape: oneOf(hex(40), base64url(40)),
    example: 'SONAR_TOKEN',
    confidence: 'likely',
    documentation,
  }),
] satisfies Detector[];
