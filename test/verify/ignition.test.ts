import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { sshKey } from '../model/fixture';
import { ignition } from './ignition';

const FILE = 'stacks/edge/cdk.tf.json';
const { system } = ignition().resolve();
const terraform = JSON.stringify(synthTerraform(ignition())[FILE]);
const kubernetes = synthKubernetes(ignition());

const said = (stack: object): readonly string[] =>
  verify({ system, terraform: { [FILE]: stack }, kubernetes }).map(({ kind, text }) => `${kind}: ${text}`);

test('guests that Ignition sets up are what the model says', () => {
  expect(said(JSON.parse(terraform))).toEqual([]);
});

interface Config {
  readonly storage: { files: { path: string; mode: number; user?: { name: string }; contents: { source: string } }[]; links?: object[] };
  readonly passwd: { users: { name: string; sshAuthorizedKeys: string[]; passwordHash?: string }[] };
  readonly systemd: { units: { name: string; enabled?: boolean; mask?: boolean; contents?: string }[] };
  readonly [other: string]: unknown;
}

/** What is said after an edit of what a machine is told. */
function inside(machine: string, edit: (config: Config) => unknown): readonly string[] {
  const stack = JSON.parse(terraform);
  const files: Record<string, string> = stack.locals.ignition_files;
  const told = (files[machine] ?? '').replace(
    /\$\{local\.ignition_guests\["([^"]+)"\]\}$/,
    (_, name: string) => stack.locals.ignition_guests[name],
  );
  const config = JSON.parse(told) as Config;
  edit(config);
  files[machine] = JSON.stringify(config);
  expect(JSON.parse(files[machine] ?? '')).not.toEqual(JSON.parse(told));
  return said(stack);
}

const fileOf = ({ storage }: Config, path: string) => {
  const file = storage.files.find((each) => each.path === path);
  if (!file) throw new Error(`no file ${path}`);
  return file;
};
const edited =
  (path: string, from: string | RegExp, to: string) =>
  (config: Config): void => {
    const { contents } = fileOf(config, path);
    const text = decodeURIComponent(contents.source.replace(/^data:,/, ''));
    contents.source = `data:,${encodeURIComponent(text.replace(from, to))}`;
  };
const unitOf = ({ systemd }: Config, name: string) => {
  const unit = systemd.units.find((each) => each.name === name);
  if (!unit) throw new Error(`no unit ${name}`);
  return unit;
};
const without =
  (path: string) =>
  ({ storage }: Config): void => {
    storage.files = storage.files.filter((each) => each.path !== path);
  };

// biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of Terraform
const OTHER_SECRET = 'data:;base64,${base64encode(var.app_token)}';

const CARD = '/etc/NetworkManager/system-connections/isthmus-eth0.nmconnection';
const STORAGE = CARD.replace('eth0', 'eth1');
const NETWORK = '/etc/systemd/network/10-isthmus-eth0.network';
const RULES = '/etc/isthmus/firewall.nft';

test.each<[what: string, machine: string, edit: (config: Config) => unknown, says: string | RegExp]>([
  // Who gets in.
  ['the firewall is open', 'coreos', edited(RULES, /policy drop;/g, 'policy accept;'), /coreos/],
  ['a port more is open', 'coreos', edited(RULES, 'jump baseline', 'tcp dport 23 accept\n    jump baseline'), 'too-wide: coreos'],
  ['the firewall is not started', 'coreos', (c) => delete unitOf(c, 'isthmus-firewall.service').enabled, 'no firewall is put in force'],
  [
    "the system's own firewall stays",
    'flatcar',
    (c) => delete unitOf(c, 'nftables.service').mask,
    'too-wide: flatcar: its first boot is told "masked"',
  ],
  [
    'passwords open it',
    'coreos',
    edited('/etc/ssh/sshd_config.d/01-isthmus.conf', 'PasswordAuthentication no', 'PasswordAuthentication yes'),
    '"ssh"',
  ],
  ['nothing is said of passwords', 'coreos', without('/etc/ssh/sshd_config.d/01-isthmus.conf'), '"ssh" as nothing'],
  [
    'administrators have another key',
    'coreos',
    (c) => c.passwd.users[0]?.sshAuthorizedKeys.push(sshKey('eve')),
    "the administrators' account the key",
  ],
  ['an account more', 'flatcar', (c) => c.passwd.users.push({ name: 'eve', sshAuthorizedKeys: [] }), 'it the account eve'],
  ['an account has a password', 'coreos', (c) => Object.assign(c.passwd.users[1] ?? {}, { passwordHash: 'x' }), 'unreadable'],
  ['an account may do more as root', 'coreos', edited('/etc/sudoers.d/isthmus-deploy', '/usr/bin/true ""', 'ALL'), 'deploy as root ALL'],
  [
    'an account is in another group',
    'coreos',
    edited('/opt/bin/isthmus-groups', 'member deploy releases', 'member deploy wheel'),
    'deploy the group wheel',
  ],
  // What it is told.
  ['it is called otherwise', 'coreos', edited('/etc/hostname', 'coreos', 'other'), '"hostname" as "other"'],
  ['its own name is that of another', 'coreos', edited('/etc/hosts', 'coreos.edge', 'eve.edge'), '"hosts"'],
  ['it asks another for the time', 'coreos', edited('/etc/chrony.conf', '192.0.2.129', '192.0.2.9'), '"ntp"'],
  ['so does the other one', 'flatcar', edited('/etc/systemd/timesyncd.conf.d/isthmus.conf', '192.0.2.129', '192.0.2.9'), '"ntp"'],
  ['the clock lets others in', 'coreos', edited('/etc/chrony.conf', 'rtcsync', 'allow 0.0.0.0/0'), 'allow 0.0.0.0/0'],
  [
    'it is in another time zone',
    'coreos',
    (c) => Object.assign(c.storage.links?.[0] ?? {}, { target: '../usr/share/zoneinfo/Asia/Tokyo' }),
    '"timezone" as "Asia/Tokyo"',
  ],
  ['a link more', 'coreos', (c) => c.storage.links?.push({ path: '/etc/shadow', target: '/tmp/eve' }), '"link /etc/shadow"'],
  ['its swap is larger', 'coreos', edited('/opt/bin/isthmus-swap', '1073741824', '2073741824'), '"swap" as 2073741824'],
  [
    'a swap file is made of something that is there',
    'coreos',
    edited('/opt/bin/isthmus-swap', 'mkswap "$file.new"', 'mkswap /dev/vdb'),
    'without a look',
  ],
  // Where it sends.
  ['a card has another address', 'coreos', edited(CARD, /address1=10\.60\.1\.\d+/, 'address1=10.60.1.200'), /coreos/],
  ['another card is meant', 'coreos', edited(CARD, /mac-address=\S+/, 'mac-address=52:54:00:00:00:01'), 'told of no card'],
  ['a route more', 'coreos', edited(STORAGE, 'method=manual', 'method=manual\nroute9=198.51.100.0/24,10.60.2.1'), /route/],
  ['IPv6 is on', 'coreos', edited(CARD, 'method=disabled', 'method=auto'), 'IPv6'],
  ['the other one: an address', 'flatcar', edited(NETWORK, /Address=10\.60\.1\.\d+/, 'Address=10.60.1.200'), /flatcar/],
  ['the other one: IPv6 is on', 'flatcar', edited(NETWORK, 'IPv6AcceptRA=no', 'IPv6AcceptRA=yes'), 'IPv6'],
  // Who brings updates.
  ['updates at another hour', 'coreos', edited('/etc/zincati/config.d/90-isthmus.toml', '23:50', '12:00'), 'at 12:00'],
  ['restarts at any hour', 'coreos', edited('/etc/zincati/config.d/90-isthmus.toml', '"periodic"', '"immediate"'), 'no known hour'],
  ['restarts that nobody asked for', 'coreos-bare', without('/etc/zincati/config.d/90-isthmus.toml'), '"updates" as nothing'],
  ['the other one: at another hour', 'flatcar', edited('/etc/flatcar/update.conf', '23:50', '12:00'), 'at 12:00'],
  ['the other one: in its own time zone', 'flatcar', without('/etc/systemd/system/locksmithd.service.d/isthmus.conf'), 'no known hour'],
  ['the other one: that nobody asked for', 'flatcar-bare', (c) => delete unitOf(c, 'locksmithd.service').mask, '"masked"'],
  // Whom it believes, and what it fetches by.
  ['another authority', 'coreos', edited('/etc/pki/ca-trust/source/anchors/isthmus-company.pem', 'MIIB', 'MIIC'), 'it the authority'],
  ['authorities are not taken', 'coreos', edited('/etc/isthmus/first-boot', 'update-ca-trust extract\n', ''), 'it the authority'],
  [
    'another proxy',
    'flatcar',
    edited('/etc/systemd/system/update-engine.service.d/isthmus-proxy.conf', /192\.0\.2\.10/g, '192.0.2.11'),
    'come through',
  ],
  // What is written and run.
  ['a file is not there', 'coreos', without('/etc/app/app.conf'), 'missing: coreos: /etc/app/app.conf'],
  ['a file holds something else', 'coreos', edited('/etc/app/app.conf', 'greeting', 'farewell'), '/etc/app/app.conf holds something else'],
  [
    'a file is of another',
    'coreos',
    (c) => Object.assign(fileOf(c, '/etc/app/logo.bin'), { user: { name: 'batch' } }),
    '/etc/app/logo.bin is written as',
  ],
  [
    'everybody reads a secret',
    'coreos',
    (c) => Object.assign(fileOf(c, '/etc/app/licence'), { mode: 0o644 }),
    'too-wide: coreos: /etc/app/licence',
  ],
  [
    'another secret',
    'coreos',
    (c) => Object.assign(fileOf(c, '/etc/app/licence').contents, { source: OTHER_SECRET }),
    '/etc/app/licence holds',
  ],
  [
    'a file more',
    'coreos',
    (c) => c.storage.files.push({ path: '/etc/cron.d/eve', mode: 420, contents: { source: 'data:,x' } }),
    '/etc/cron.d/eve is written',
  ],
  [
    'a file from elsewhere',
    'coreos',
    (c) => Object.assign(fileOf(c, '/etc/app/app.conf').contents, { source: 'https://eve.example/' }),
    'comes from elsewhere',
  ],
  [
    'a unit more',
    'coreos',
    (c) => c.systemd.units.push({ name: 'eve.service', enabled: true, contents: '[Service]\nExecStart=/bin/sh\n' }),
    'eve.service',
  ],
  ['a step more', 'coreos', edited('/etc/isthmus/first-boot', 'systemctl daemon-reload', 'useradd eve'), '"useradd eve"'],
  ['nothing is run', 'coreos', (c) => delete unitOf(c, 'isthmus-first-boot.service').enabled, 'missing: coreos'],
  ['a command is another', 'coreos', edited('/etc/isthmus/commands/001', 'wc --bytes', 'nc eve 1'), 'its first boot the command'],
  ['a disk is mounted elsewhere', 'coreos', edited('/opt/bin/isthmus-mounts', /\/srv\/files/g, '/srv/other'), 'it the mount'],
  [
    'a setting of the kernel is another',
    'coreos',
    edited('/etc/sysctl.d/70-isthmus-own.conf', 'vm.swappiness = 10', 'vm.swappiness = 60'),
    'vm.swappiness = 10',
  ],
  [
    'packets are passed on',
    'coreos',
    edited('/etc/sysctl.d/60-isthmus-cards.conf', 'ip_forward = 0', 'ip_forward = 1'),
    'passes no packets on',
  ],
  // What nobody knows here.
  [
    'a configuration from elsewhere',
    'coreos',
    (c) => Object.assign(c.ignition as object, { config: { replace: { source: 'https://eve.example/' } } }),
    'config',
  ],
  ['a disk is written to', 'coreos', (c) => Object.assign(c.storage, { disks: [{ device: '/dev/vda', wipeTable: true }] }), 'disks'],
  ['an unknown version', 'coreos', (c) => Object.assign(c.ignition as object, { version: '2.0.0' }), 'version 2.0.0'],
])('is told: %s', (_, machine, edit, says) => {
  const found = inside(machine, edit).join('\n');
  if (says instanceof RegExp) expect(found).toMatch(says);
  else expect(found).toContain(says);
});

/** What is said after an edit of the domain of a machine. */
function ofDomain(edit: (shown: { name: string; file: string; value: string }, domain: Record<string, unknown>) => unknown): string {
  const stack = JSON.parse(terraform);
  const domain = stack.resource.libvirt_domain.coreos;
  edit(domain.sys_info[0].fw_cfg.entry[0], domain);
  return said(stack).join('\n');
}

test('a machine is shown its own file, under the name that it looks for, and nothing else', () => {
  expect(ofDomain((shown) => Object.assign(shown, { name: 'opt/org.flatcar-linux/config' }))).toContain('"told"');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of Terraform
  expect(ofDomain((shown) => Object.assign(shown, { file: '${libvirt_volume.flatcar-ignition.path}' }))).toContain('coreos');
  expect(ofDomain((shown) => Object.assign(shown, { file: '/etc/passwd' }))).toContain('no file of the stack');
  expect(ofDomain((shown) => Object.assign(shown, { value: 'x' }))).toContain('no file of the stack');
  expect(ofDomain((_, domain) => delete domain.sys_info)).toContain('coreos: no firewall');
  expect(ofDomain((_, domain) => Object.assign(domain, { sys_info: [{ smbios: {} }] }))).toContain('sys_info.smbios');
});

test('a file that another step writes, too', () => {
  const stack = JSON.parse(terraform);
  const { terraform_data: steps } = stack.resource;
  stack.resource.terraform_data = { other: steps.ignition, ...steps };
  expect(said(stack).join('\n')).toMatch(/unreadable: .*terraform_data\.ignition\["coreos"\]: another step writes the file "/);
});
