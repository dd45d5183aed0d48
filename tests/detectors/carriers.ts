/** Ways in which a token stands in a file: each puts a name and a value into some text. */
export interface Carrier {
  readonly name: string;
  /** The value does not stand there as it is. */
  readonly encoded?: boolean;
  readonly write: (name: string, value: string) => string;
}

const camel = (name: string): string =>
  name.toLowerCase().replace(/[_.\s-]+([a-z0-9])/g, (_, c: string) => c.toUpperCase());

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
/** The tests' texts hold a byte a character. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

export const carriers: readonly Carrier[] = [
  { name: 'bare', write: (n, v) => `${n}=${v}` },
  { name: 'shell export', write: (n, v) => `#!/bin/sh\nexport ${n}="${v}"\n` },
  { name: 'JSON', write: (n, v) => `{\n  "id": 7,\n  "${n}": "${v}",\n  "on": true\n}\n` },
  { name: 'JSON within a string', write: (n, v) => `{"body":"{\\"${n}\\":\\"${v}\\"}"}` },
  { name: 'YAML', write: (n, v) => `app:\n  ${n}: ${v}\n  port: 80\n` },
  { name: 'YAML list of variables', write: (n, v) => `env:\n  - name: ${n}\n    value: "${v}"\n` },
  { name: 'Python', write: (n, v) => `import os\n${n.toLowerCase()} = '${v}'\n` },
  { name: 'JavaScript', write: (n, v) => `const ${camel(n)} = \`${v}\`;\nrun(${camel(n)});\n` },
  { name: 'Go', write: (n, v) => `func main() {\n\t${camel(n)} := "${v}"\n}\n` },
  { name: 'Java properties', write: (n, v) => `app.${n.toLowerCase()}=${v}\r\napp.port=80\r\n` },
  { name: 'XML', write: (n, v) => `<config>\n  <${n}>${v}</${n}>\n</config>\n` },
  { name: 'XML attribute', write: (n, v) => `<add key="${n}" value="${v}"/>` },
  { name: 'Terraform', write: (n, v) => `variable "${n}" {\n  default = "${v}"\n}\n` },
  { name: 'URL query', write: (n, v) => `https://h.test/?a=1&${n}=${v}&b=2` },
  { name: 'Markdown', write: (n, v) => `Set **${n}** to \`${v}\`, then go on.\n` },
  { name: 'Markdown sentence', write: (n, v) => `The ${n} is ${v}.\n` },
  { name: 'minified', write: (n, v) => `!function(){var a=1,b={${camel(n)}:"${v}",c:2};return b}();` },
  { name: 'call', write: (n, v) => `client.set('${n}', '${v}');` },
  { name: 'header', write: (n, v) => `curl -H '${n}: ${v}' https://h.test/` },
  { name: 'GitHub Actions', write: (n, v) => `jobs:\n  a:\n    env:\n      ${n}: '${v}'\n    steps: []\n` },
  { name: 'Secret in base64', encoded: true, write: (n, v) => `data:\n  env: ${base64(`${n}=${v}\n`)}\n` },
  { name: 'docker run', write: (n, v) => `docker run --rm -e "${n}=${v}" image\n` },
  { name: 'shell, traced', write: (n, v) => `+ export '${n}=${v}'\n+ run\n` },
  { name: 'shell, quoted with escapes', write: (n, v) => `X=$'a\\n${n}=${v}\\n'\n` },
  { name: 'Windows batch', write: (n, v) => `@echo off\r\nset ${n}=${v}\r\ncall run\r\n` },
  { name: 'PowerShell', write: (n, v) => `$env:${n} = "${v}"\r\n` },
  { name: 'PHP', write: (n, v) => `<?php\ndefine('${n}', '${v}');\n` },
  { name: 'Ruby heredoc', write: (n, v) => `X = <<~EOS\n  ${n}=${v}\nEOS\n` },
  { name: 'C# attribute', write: (n, v) => `[Setting("${n}", "${v}")]\npublic class A {}\n` },
  { name: 'Kotlin', write: (n, v) => `val ${camel(n)}: String = "${v}"\n` },
  { name: 'SQL', write: (n, v) => `INSERT INTO settings VALUES (1, '${n}', '${v}', NULL);\n` },
  { name: 'CSV', write: (n, v) => `7,"${n}","${v}",x\r\n` },
  { name: 'HTML attribute', write: (n, v) => `<input name="${n}" type="hidden" value="${v}">` },
  { name: 'diff', write: (n, v) => `@@ -1 +1 @@\n-${n}=\n+${n}=${v}\n` },
  { name: 'Markdown table', write: (n, v) => `| name | value |\n|--|--|\n| \`${n}\` | \`${v}\` |\n` },
  { name: 'notebook', write: (n, v) => `  "source": [\n    "${n} = '${v}'\\n",\n    "run()"\n  ]\n` },
  { name: 'log line', write: (n, v) => `2026-01-01T00:00:00Z INFO start ${n}="${v}" port=80\n` },
  { name: '.env with a comment', write: (n, v) => `A=1\n${n}=${v} # of the team\n` },
  { name: 'no blank', write: (n, v) => `${n}:${v}\n` },
  { name: 'Chinese', write: (n, v) => utf8(`令牌${n}：${v}。\n`) },
  { name: 'emoji', write: (n, v) => utf8(`🔑${n}=${v}🔑\n`) },
  {
    name: 'literals added up',
    encoded: true,
    write: (n, v) => `x = "${n}" + "=" + "${v.slice(0, 2)}" + "${v.slice(2, 9)}" + "${v.slice(9)}";\n`,
  },
  { name: 'escaped line ends', write: (n, v) => `"one\\n${n}=\\n${v}\\nthree"` },
];
