/** Ways in which a token stands in a file: each puts a name and a value into some text. */
export interface Carrier {
  readonly name: string;
  readonly write: (name: string, value: string) => string;
}

const camel = (name: string): string =>
  name.toLowerCase().replace(/[_.\s-]+([a-z0-9])/g, (_, c: string) => c.toUpperCase());

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
  { name: 'escaped line ends', write: (n, v) => `"one\\n${n}=\\n${v}\\nthree"` },
];
