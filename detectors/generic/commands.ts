import type { Detector } from '../../src/engine/types.ts';
import { form, onward, word } from './forms.ts';

/** Commands that take a password by an option of one letter, or by position: what stands before it. */
const commands: readonly { readonly keywords: readonly string[]; readonly before: string }[] = [
  {
    keywords: ['sshpass'],
    before: String.raw`sshpass(?:[ \t]{1,4}-[vhe]){0,2}(?:[ \t]{1,4}|["'],[ \t]{0,4}["'])-p(?:[ \t]{0,4}|["'],[ \t]{0,4}(?=["']))`,
  },
  {
    keywords: ['mysql', 'mariadb'],
    before: String.raw`(?:mysql(?:dump|admin|import|show|check|sh|pump|binlog)?|mariadb(?:-dump|-admin)?)(?=[ \t])${onward}[ \t]-p(?!assword|ort\b|rotocol|lugin|ipe)(?=\S)`,
  },
  {
    keywords: ['redis-cli', 'keydb-cli', 'valkey-cli'],
    before: String.raw`(?:redis|keydb|valkey)-cli(?=[ \t])${onward}[ \t]-a[ \t]{1,4}`,
  },
  {
    keywords: ['mongo ', 'mongosh ', 'mongodump ', 'mongorestore ', 'mongoimport ', 'mongoexport '],
    before: String.raw`mongo(?:sh|dump|restore|import|export)?(?=[ \t])${onward}[ \t]-p[ \t]{0,4}`,
  },
  {
    keywords: ['cqlsh ', 'rdesktop ', 'psexec ', 'psexec.exe ', 'evil-winrm ', 'mcrcon '],
    before: String.raw`(?:cqlsh|rdesktop|psexec(?:\.exe)?|evil-winrm|mcrcon)(?=[ \t])${onward}[ \t]-p[ \t]{1,4}`,
  },
  {
    keywords: ['ldapsearch', 'ldapmodify', 'ldapadd', 'ldapdelete', 'ldappasswd', 'ldapwhoami'],
    before: String.raw`ldap(?:search|modify|add|delete|passwd|whoami)(?=[ \t])${onward}[ \t]-w[ \t]{0,4}`,
  },
  {
    keywords: ['sqlcmd', 'osql ', 'isql ', 'ipmitool', 'mosquitto_pub', 'mosquitto_sub', 'zip '],
    before: String.raw`(?:sqlcmd|osql|isql|ipmitool|mosquitto_[ps]ub|zip)(?=[ \t])${onward}[ \t]-P[ \t]{0,4}`,
  },
  {
    keywords: ['plink', 'pscp', 'psftp'],
    before: String.raw`(?:plink|pscp|psftp)(?:\.exe)?(?=[ \t])${onward}[ \t]-pw[ \t]{1,4}`,
  },
  { keywords: ['7z ', '7za ', '7zz '], before: String.raw`7z[az]?(?=[ \t])${onward}[ \t]-p(?=\S)` },
  {
    keywords: ['openssl enc', 'openssl aes', 'openssl des'],
    before: String.raw`openssl[ \t](?:enc|aes|des)${onward}[ \t]-k[ \t]{1,4}`,
  },
  {
    keywords: [' login ', '"login",', "'login',"],
    before: String.raw`(?<=\b(?:docker|podman|buildah|nerdctl|skopeo|crane|oras|registry|acr|az|cf|oc|argocd|ibmcloud)["',]{0,2}[ \t]{0,2})["' ]login["', ]${onward}[ \t"']-p(?:[ \t]{1,4}|["'],[ \t]{0,4}(?=["']))`,
  },
  {
    keywords: ['htpasswd'],
    before: String.raw`htpasswd(?=[^\n]{0,60}[ \t]-[A-Za-z]{0,5}b)(?:[ \t]{1,4}-[A-Za-z]{1,6}(?:[ \t]{1,4}\d{1,2}(?=[ \t]))?){1,4}(?:[ \t]{1,4}[^\s"'|;-][^\s"'|;]{0,120}){1,2}[ \t]{1,4}`,
  },
  {
    keywords: ['net user', 'net.exe user'],
    before: String.raw`net(?:\.exe)?[ \t]user[ \t]{1,4}[^\s/"]{1,40}[ \t]{1,4}(?=\S{3,80}[ \t]{1,4}/[a-z])`,
  },
  {
    keywords: ['net use '],
    before: String.raw`net[ \t]use[ \t][^\n]{0,40}?\\\\[^\s]{1,120}[ \t]{1,4}(?=\S{3,80}[ \t]{1,4}/user:)`,
  },
  {
    keywords: ['rabbitmqctl'],
    before: String.raw`rabbitmqctl[ \t](?:-\w{1,10}[ \t]\S{1,40}[ \t]){0,2}(?:add_user|change_password|authenticate_user)[ \t]{1,4}[^\s"']{1,60}[ \t]{1,4}`,
  },
  { keywords: ['nmcli'], before: String.raw`nmcli(?=[ \t])${onward}[ \t]password[ \t]{1,4}` },
  {
    keywords: ['unlock-keychain', 'create-keychain', 'security import', 'set-key-partition-list'],
    before: String.raw`(?:unlock-keychain|create-keychain|security[ \t]import|set-key-partition-list)(?=[ \t])${onward}[ \t]-[pPk][ \t]{1,4}`,
  },
];

const inPair = String.raw`(?<secret>[^\s"'\x60|<>;$(){}\\][^\s"'\x60|<>;\\]{2,200})`;

const sameAsUser: Detector['check'] = (value, { user }) =>
  user?.toLowerCase() === value.toLowerCase()
    ? { verdict: 'example', note: "the password is the user's name" }
    : { verdict: 'unknown' };

const mayStand = (byte: number | undefined): boolean =>
  byte === undefined || !/[\w$-]/.test(String.fromCharCode(byte));

/** The word begins here. */
const beginsWord = (bytes: Uint8Array, start: number): boolean =>
  bytes[start] === 0x20 || mayStand(bytes[start - 1]);

/** Passwords on command lines: in scripts, documents, pipelines and histories. */
export default [
  form({
    id: 'command-line-password',
    title: 'Password on a command line',
    severity: 'high',
    keywords: commands.flatMap(({ keywords }) => keywords),
    pattern: new RegExp(`(?:${commands.map(({ before }) => before).join('|')})${word}`),
    quick: beginsWord,
    reach: { before: 0, after: 560 },
    documentation: 'https://cwe.mitre.org/data/definitions/214.html',
    hits: [
      'sshpass -p @ ssh root@h.test',
      "subprocess.run(['sshpass', '-p', '@', 'ssh', 'h.test'])",
      'mysql -h db.test -u root -p@ shop < dump.sql',
      "mysqldump -uroot -p'@' shop",
      'redis-cli -h cache.test -a @ ping',
      'mongo -u admin -p @ --authenticationDatabase admin',
      'ldapsearch -x -D cn=admin,dc=test -w @ -b dc=test',
      'sqlcmd -S db.test -U sa -P @ -Q "select 1"',
      'plink -ssh -pw @ root@h.test ls',
      '7z a -p@ x.7z dir',
      'zip -r -P @ x.zip dir',
      'openssl enc -d -aes-256-cbc -in x -k @',
      'docker login -u bob -p @ registry.test',
      'docker login \\\n  -u bob \\\n  -p "@" registry.test',
      'az login --service-principal -u app -p @ --tenant t',
      'htpasswd -bc /etc/nginx/.htpasswd admin @',
      "htpasswd -nb admin '@'",
      'net user bob @ /add',
      'net use z: \\\\srv\\share @ /user:bob',
      'rabbitmqctl add_user bob @',
      'nmcli dev wifi connect home password @',
      'security unlock-keychain -p @ build.keychain',
    ],
    misses: [
      'sshpass -p "$PASSWORD" ssh root@h.test',
      'sshpass -f file ssh root@h.test',
      'mysql -u root -p shop < dump.sql',
      'mysql -u root -p$MYSQL_PASSWORD shop',
      'mysql --protocol=tcp -P 3306 shop',
      'redis-cli -a ${REDIS_PASSWORD} ping',
      'mongo -p --authenticationDatabase admin',
      'docker login -u bob -p $(cat token) registry.test',
      'mkdir -p some/long/path1',
      'docker run -p 8080:80 nginx; login -p x',
      'htpasswd -c /etc/nginx/.htpasswd admin',
      'net user bob /delete',
      'rabbitmqctl add_user bob',
    ],
  }),
  form({
    id: 'command-line-credentials',
    title: 'User and password on a command line',
    severity: 'high',
    keywords: ['curl'],
    pattern: new RegExp(
      String.raw`curl(?:\.exe)?(?=[ \t"'])${onward}[ \t"'](?:-[a-zA-Z]{0,6}[uU]|--user|--proxy-user)(?:["'],[ \t]{0,4}["']|[ \t=]{0,3}["']?)(?<user>[^\s:"'$<{-][^\s:"'$<{]{0,80}):${inPair}`,
    ),
    quick: beginsWord,
    check: sameAsUser,
    reach: { before: 0, after: 700 },
    documentation: 'https://curl.se/docs/manpage.html#-u',
    hits: [
      'curl -u admin:@ https://api.test/v1',
      "curl -sSL -u 'admin:@' https://api.test/v1",
      'curl -uadmin:@ https://api.test/v1',
      'curl -X POST --user "admin:@" https://api.test/',
      'curl -X POST \\\n  -u admin:@ \\\n  https://api.test/',
      '["curl", "-u", "admin:@", "https://api.test"]',
    ],
    misses: [
      'curl -u admin:$PASSWORD https://api.test/v1',
      'curl -u "$USER:$PASSWORD" https://api.test/v1',
      'curl -u user:password https://api.test/v1',
      'curl -u admin https://api.test:8443/v1',
      'curl -H "Host: x.test:8080" https://api.test/v1',
    ],
  }),
  form({
    id: 'smb-command-password',
    title: 'User and password on a command line',
    severity: 'high',
    keywords: ['smbclient', 'rpcclient', 'smbget', 'winexe', 'smbmap', 'net rpc', 'net ads'],
    pattern: new RegExp(
      String.raw`(?:smbclient|rpcclient|smbget|winexe|smbmap|net[ \t](?:rpc|ads))(?=[ \t])${onward}[ \t](?:-U|--user)[ \t=]{0,3}["']?(?<user>[^\s%"'$]{1,80})%${inPair}`,
    ),
    quick: beginsWord,
    check: sameAsUser,
    reach: { before: 0, after: 700 },
    documentation: 'https://www.samba.org/samba/docs/current/man-html/smbclient.1.html',
    hits: ['smbclient //srv/share -U bob%@', "rpcclient -U 'corp\\bob%@' srv"],
    misses: ['smbclient //srv/share -U bob%$PASS', 'smbclient //srv/share -U bob'],
  }),
  form({
    id: 'oracle-command-password',
    title: 'Oracle user and password on a command line',
    severity: 'high',
    keywords: ['sqlplus', 'expdp', 'impdp', 'sqlldr'],
    pattern: new RegExp(
      String.raw`(?:sqlplus|expdp|impdp|sqlldr)(?=[ \t])${onward}[ \t"'=](?<user>[A-Za-z]\w{1,40})/(?<secret>[^\s@/"'$<{&][^\s@/"']{2,63})(?=@|[ \t]{1,8}as[ \t])`,
    ),
    quick: beginsWord,
    check: sameAsUser,
    reach: { before: 0, after: 560 },
    documentation:
      'https://docs.oracle.com/en/database/oracle/oracle-database/19/sqpug/starting-SQL-Plus.html',
    hits: ['sqlplus system/@@//db.test:1521/XE', 'sqlplus -s sys/@ as sysdba'],
    misses: ['sqlplus / as sysdba', 'sqlplus system/$PASS@db', 'sqlplus /nolog'],
  }),
  form({
    id: 'piped-password',
    title: 'Password piped into a command',
    severity: 'high',
    keywords: ['chpasswd', '--password-stdin', 'passwd --stdin', 'sudo -s', 'sudo --stdin', '--with-token'],
    anchored: false,
    pattern:
      /(?:echo|printf)[ \t]{1,3}(?:-\w{1,3}[ \t]{1,3})?["']?(?:[a-z_][\w.-]{0,31}:(?=[^\n|]{3,160}\|[^\n|]{0,40}chpasswd))?(?<secret>[^\s"'`|$<>(){}\\][^\s"'`|<>\\]{2,200})(?:\\n)?["']?[ \t]{0,4}\|[ \t]{0,4}(?:(?:sudo(?:[ \t]-[a-zA-Z]{1,4})?[ \t]{1,8})?(?:\/usr)?(?:\/s?bin\/)?(?:chpasswd|passwd[ \t]--stdin)|sudo[ \t]{1,8}(?:-[a-zA-Z]{0,4}S|--stdin)|[^\n|;]{1,160}(?:--password-stdin|--with-token))/,
    reach: { before: 420, after: 40 },
    documentation: 'https://cwe.mitre.org/data/definitions/214.html',
    hits: [
      'echo "root:@" | chpasswd',
      'RUN echo root:@ | chpasswd',
      'echo @ | passwd --stdin root',
      "echo '@' | sudo -S apt update",
      'echo "@" | docker login -u bob --password-stdin registry.test',
      'echo @ | gh auth login --with-token',
    ],
    misses: [
      'echo "root:$PASSWORD" | chpasswd',
      'echo "$TOKEN" | docker login -u bob --password-stdin',
      'cat token | gh auth login --with-token',
      'echo ${{ secrets.TOKEN }} | docker login -u bob --password-stdin',
    ],
  }),
] satisfies Detector[];
