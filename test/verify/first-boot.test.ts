import { Size, type System } from '../../src/model';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { ON_DEBIAN } from '../first-boot-fixture';
import { sshKey, vm, yard } from '../model/fixture';

function build(): System {
  const y = yard();
  vm(y, 'web', { dataDisks: [{ id: 'files', size: Size.gibibytes(1) }], firstBoot: ON_DEBIAN });
  return y.system;
}

const FILE = 'stacks/yard/cdk.tf.json';
const { system } = build().resolve();
const terraform = JSON.stringify(synthTerraform(build())[FILE]);
const kubernetes = synthKubernetes(build());

const after = (from: string | RegExp, to: string): readonly string[] => {
  const edited = terraform.replace(from, to);
  if (from !== '') expect(edited).not.toBe(terraform);
  return verify({ system, terraform: { [FILE]: JSON.parse(edited) }, kubernetes }).map(({ kind, text }) => `${kind}: ${text}`);
};

test('a guest with everything is what the model says', () => {
  expect(after('', '')).toEqual([]);
});

const KEY = sshKey('d');

test.each<[what: string, from: string | RegExp, to: string, ...says: string[]]>([
  ['an account is not in the model', '- name: batch', '- name: eve', 'too-wide: web: it the account eve'],
  [
    'an account may do everything as root',
    'NOPASSWD: /usr/bin/systemctl restart app.service, ',
    'NOPASSWD: ALL, ',
    'too-wide: web: deploy as root ALL',
  ],
  [
    'an account may do fewer things as root',
    '/usr/bin/systemctl restart app.service, ',
    '',
    'missing: web: nothing gives deploy as root /usr/bin/systemctl',
  ],
  ['an account opens with another key', KEY, sshKey('x'), `too-wide: web: deploy the key ${sshKey('x')}`],
  ['an account is in another group', '- www-data', '- root', 'too-wide: web: deploy the group root'],
  ['an account has a password', 'lock_passwd: true', 'lock_passwd: false', 'unreadable'],
  [
    'a secret is read by everybody',
    /(\/etc\/app\/licence\\n {4}permissions: \\")0600/,
    '$10644',
    'too-wide: web: /etc/app/licence is written as 0644 root:root',
  ],
  ['a file has another owner', 'owner: deploy:www-data', 'owner: batch:batch', 'too-wide: web: /etc/app/logo.bin'],
  ['a file is elsewhere', 'path: /etc/app/app.conf', 'path: /etc/app/other.conf', 'missing: web: /etc/app/app.conf'],
  [
    'administrators have a key more',
    'ssh_pwauth: false',
    `ssh_pwauth: false\\nssh_authorized_keys:\\n  - ${KEY}`,
    "too-wide: web: the administrators' account",
  ],
])('is told: %s', (_, from, to, ...says) => {
  const found = after(from, to);
  for (const each of says) expect(found.join('\n')).toContain(each);
});
