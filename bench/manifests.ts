/**
 * Reading manifests as documents, and reading and judging them, beside parsing the same bytes with `yaml` alone, in one
 * run, turn about. `node bench/manifests.ts [count]`; ends with 1 when judging takes more than twice the parsing.
 */
import { parseAllDocuments } from 'yaml';
import { detectors } from '../detectors/index.ts';
import { createEngine } from '../src/engine/index.ts';
import { readDocument } from '../src/manifests/index.ts';
import { judgeFile } from '../src/scan/judge.ts';

const count = Number(process.argv[2] ?? 10_000);

function manifest(i: number): string {
  const name = `app-${i}`;
  const encoded = Buffer.from(`value number ${i}`).toString('base64');
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: team-${i % 50}
  labels: {app: ${name}, tier: backend}
spec:
  replicas: ${(i % 5) + 1}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: registry.example.com/${name}:1.${i}
          args: ["--port=8080", "--verbose"]
          env:
            - name: LOG_LEVEL
              value: info
            - name: DB_HOST
              value: db-${i}.internal
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: ${name}
                  key: password
          resources:
            limits: {cpu: "1", memory: 512Mi}
      volumes:
        - name: files
          secret:
            secretName: ${name}
---
apiVersion: v1
kind: Secret
metadata:
  name: ${name}
  namespace: team-${i % 50}
type: Opaque
data:
  username: ${encoded}
  password: ${encoded}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  application.properties: |
    server.port=8080
    spring.datasource.url=jdbc:postgresql://db-${i}/app
    spring.datasource.username=app
  feature: "on"
`;
}

const texts = Array.from({ length: count }, (_, i) => manifest(i));
const files = texts.map((text) => new TextEncoder().encode(text));
const decoder = new TextDecoder();
let parsing = 0;
let reading = 0;
let judging = 0;
let values = 0;
let matches = 0;
const engine = createEngine(detectors);

function seconds(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

// Turn about in small lots, so that both see the same machine.
const lot = 200;
for (let from = 0; from < count; from += lot) {
  const some = files.slice(from, from + lot);
  parsing += seconds(() => {
    for (const bytes of some) parseAllDocuments(decoder.decode(bytes), { logLevel: 'silent' });
  });
  reading += seconds(() => {
    for (const bytes of some) values += readDocument('deploy.yaml', bytes)?.values.length ?? 0;
  });
  judging += seconds(() => {
    for (const bytes of some) matches += judgeFile(engine, bytes, engine.find(bytes), 'deploy.yaml').length;
  });
}
const times = (one: number): string => `${one.toFixed(2)} s (${(one / parsing).toFixed(2)} x)`;
console.log(
  `${count} manifests: yaml alone ${parsing.toFixed(2)} s; read as documents ${times(reading)}, ${values} values; read and judged ${times(judging)}, ${matches} matches`,
);
process.exitCode = judging / parsing > 2 ? 1 : 0;
