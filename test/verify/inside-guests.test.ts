import type { ResolvedSystem } from '../../src/model/resolved';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { existing, native, reference } from './varieties';

/** The documents that guests are set up with, as the stack hands them out. */
interface Stack {
  readonly resource: {
    readonly libvirt_domain: Record<string, { devices: { disks: { device?: string; source: { volume: { volume: string } } }[] } }>;
  };
  readonly locals: {
    readonly cloud_init: Record<string, unknown>;
    readonly cloud_init_files: Record<string, { user_data: string }>;
    readonly guests: Record<string, string>;
  };
  readonly output: { readonly 'windows-firewall': { value: Record<string, string> } };
}

function outputsOf(build: typeof reference) {
  const { system } = build().resolve();
  const file = `stacks/${system.name}/cdk.tf.json`;
  const terraform = synthTerraform(build());
  const kubernetes = synthKubernetes(build());
  return {
    /** What is said after an edit of the stack. */
    after: (edit: (stack: Stack) => void): readonly string[] => {
      const stack = structuredClone(terraform[file]) as unknown as Stack;
      edit(stack);
      return verify({ system: system as ResolvedSystem, terraform: { [file]: stack }, kubernetes }).map(
        ({ kind, text }) => `${kind}: ${text}`,
      );
    },
  };
}

const OUTPUTS = { reference: outputsOf(reference), native: outputsOf(native), existing: outputsOf(existing) };
type Variety = keyof typeof OUTPUTS;

/** Changes what a machine is told on its first boot. */
const inside =
  (machine: string, from: string | RegExp, to: string) =>
  ({ locals }: Stack): void => {
    const files = locals.cloud_init_files[machine] as { user_data: string };
    const told = files.user_data.replace(/\$\{local\.guests\["([^"]+)"\]\}$/, (_, name: string) => locals.guests[name] ?? '');
    files.user_data = told.replace(from, to);
    expect(files.user_data).not.toBe(told);
  };

const script =
  (file: string, from: string | RegExp, to: string) =>
  ({ output }: Stack): void => {
    const { value } = output['windows-firewall'];
    const edited = (value[file] ?? '').replace(from, to);
    expect(edited).not.toBe(value[file]);
    value[file] = edited;
  };

test.each(Object.entries(OUTPUTS))('%s: guests are set up with what the model says', (_, { after }) => {
  expect(after(() => undefined)).toEqual([]);
});

const CASES: readonly (readonly [name: string, of: Variety, edit: (stack: Stack) => void, expected: RegExp])[] = [
  [
    'SSH from a bastion of the system is dropped by nftables',
    'reference',
    inside('database-vm', / *<rule family="ipv4"><source address="10\.10\.0\.0\/16"\/><port port="22".*\n/, ''),
    /^missing: bastion → database-vm \(declared\) is allowed by the model, but tcp 22 is stopped by the firewall inside shop-database-vm$/,
  ],
  [
    'a port that is not open to anybody',
    'native',
    inside('app', /.*tcp dport 8080 accept\n/, ''),
    /^missing: app: the firewall inside it keeps out tcp 8080 from 10\.20\.0\.0\/16, which it was built for/,
  ],
  [
    'a port that is open to everybody',
    'native',
    inside('app', /ip saddr \S+ tcp dport 8080 accept/, 'meta nfproto ipv4 tcp dport 8080 accept'),
    /^too-wide: app: the firewall inside it lets in tcp 8080 from 0\.0\.0\.0–10\.\S+, which it was not built for/,
  ],
  [
    'another port',
    'native',
    inside('app', 'tcp dport 8080 accept', 'tcp dport 8081 accept'),
    /^too-wide: app: the firewall inside it lets in tcp 8081/,
  ],
  [
    'no rule for answers',
    'native',
    inside('app', / *ct state established,related accept\n/, ''),
    /^missing: app → .*is stopped by the firewall inside depot-app, for answers/,
  ],
  [
    'a policy that accepts',
    'native',
    inside('app', 'hook input priority 0; policy drop;', 'hook input priority 0; policy accept;'),
    /^too-wide: app: the firewall inside it lets in .* which it was not built for \(no rule of nftables drops it\)/,
  ],
  [
    'a policy that lets everything be sent on',
    'native',
    inside('app', 'hook prerouting priority -110; policy drop;', 'hook prerouting priority -110; policy accept;'),
    /^too-wide: app: the firewall inside it lets .* get to where packets are sent on \(node ports, published ports; no rule of nftables drops it\)/,
  ],
  [
    'rules of unknown words',
    'native',
    inside('app', 'ct state invalid drop', 'jump more'),
    /^unreadable: .*cloud-init\["app"\].*"jump more"/,
  ],
  [
    'rules that nobody puts in force',
    'native',
    inside('app', 'WantedBy=sysinit.target', 'WantedBy=never.target'),
    /^missing: app: no firewall is put in force inside it/,
  ],
  [
    'so that the matrix has no ground',
    'native',
    inside('app', 'WantedBy=sysinit.target', 'WantedBy=never.target'),
    /^unfounded: .*the firewall inside the receiver is called coarse, and nothing stands at depot-app/,
  ],
  [
    'what a DHCP server answers',
    'native',
    inside('app', 'ct state invalid drop', 'udp sport 67 udp dport 68 accept'),
    /^too-wide: app: the firewall inside it lets in udp 68 from source port 67–67/,
  ],
  [
    'nodes that drop each other',
    'reference',
    inside('k8s-node-1', /.*ip saddr 10\.10\.\S+ accept\n/, ''),
    /^missing: nodes of k8s → nodes of k8s \(node-to-node\) is allowed by the model, but some traffic is stopped by the firewall inside shop-k8s-node-1/,
  ],
  [
    'a zone that is not the default',
    'existing',
    inside('db', /--set-default-zone=isthmus/g, '--set-default-zone=public'),
    /^missing: db: no firewall is put in force inside it/,
  ],
  [
    'a client of PostgreSQL less',
    'existing',
    inside('db', / *host .*172\.16\.4\.11\/32.*\n/, ''),
    /^missing: db: its database refuses logins from 172\.16\.4\.11, for which it was built/,
  ],
  [
    'and its flow',
    'existing',
    inside('db', / *host .*172\.16\.4\.11\/32.*\n/, ''),
    /^missing: api → db \(declared\) .*tcp 5432 is stopped by the list of clients of the database of yard-db/,
  ],
  [
    'a client more',
    'existing',
    inside('db', '172.16.4.11/32  scram', '172.16.0.0/16  scram'),
    /^too-wide: db: its database takes logins from 172\.16\.0\.0–/,
  ],
  [
    'a client without a password',
    'existing',
    inside('db', '172.16.4.11/32  scram-sha-256', '172.16.4.11/32  trust'),
    /^unreadable: .*"trust" asks for no password/,
  ],
  [
    'every role of every database',
    'existing',
    inside('db', /host {3}"app" {2}"app" {2}172\.16\.4\.11/, 'host   all  all  172.16.4.11'),
    /^too-wide: db: the role "all" may log in to the database "all"/,
  ],
  [
    'a database on another port',
    'existing',
    inside('db', 'port = 5432', 'port = 5433'),
    /^missing: db: its database listens on port 5433, not on 5432/,
  ],
  [
    'MySQL accounts of everywhere',
    'native',
    inside('orders', /for host in 'localhost' '127.0.0.1' '[^']*'/, "for host in 'localhost' '%'"),
    /^(too-wide: orders: its database takes logins from|unreadable: .*accounts of other networks stay)/,
  ],
  [
    'MariaDB accounts that are kept and no longer made',
    'native',
    inside('stock', /(for host in 'localhost' '127.0.0.1')( '[^']*')+/, '$1'),
    /^unreadable: .*accounts of other networks stay/,
  ],
  [
    'a load balancer that passes on elsewhere',
    'native',
    inside('entry', /(server \S+) \S+:80 check/, '$1 192.0.2.9:80 check'),
    /^too-wide: entry: it passes on port 80 to 192\.0\.2\.9:80, which no flow allows/,
  ],
  [
    'or not at all',
    'native',
    inside('entry', / *server \S+ \S+:80 check\n/, ''),
    /^missing: entry: it does not pass on port 80 to 10\.20\.30\.\d+:80/,
  ],
  ['or on another port', 'native', inside('entry', 'bind *:80', 'bind *:81'), /^missing: entry: it does not pass on port 80/],
  [
    'the CD of another machine',
    'native',
    ({ resource }) => {
      const cd = resource.libvirt_domain.app?.devices.disks.find(({ device }) => device === 'cdrom');
      if (cd) cd.source.volume.volume = 'depot-orders-cloudinit.iso';
    },
    /^too-wide: app: it serves a database that the model does not know/,
  ],
  [
    'a CD that nobody writes',
    'native',
    ({ locals }) => void delete locals.cloud_init.app,
    /^unreadable: .*depot-app: nothing writes the CD "default\/depot-app-cloudinit.iso" that it is given/,
  ],
  [
    'a script of Windows that opens more',
    'native',
    script('old-firewall.cmd', 'port=8080', 'port=8081'),
    /^too-wide: old: the script for its firewall lets in tcp 8081/,
  ],
  [
    'or less',
    'native',
    script('old-firewall.cmd', 'port=8080', 'port=8081'),
    /^missing: old: the script for its firewall keeps out tcp 8080/,
  ],
  [
    'or everything',
    'reference',
    script('legacy-app-vm-firewall.ps1', 'DefaultInboundAction Block', 'DefaultInboundAction Allow'),
    /^unreadable: .*legacy-app-vm-firewall.ps1.*DefaultInboundAction Allow/,
  ],
  [
    'a script that is gone',
    'existing',
    ({ output }) => void delete output['windows-firewall'].value['old-firewall.cmd'],
    /^missing: old: the script for its firewall is not in the outputs/,
  ],
];

test.each(CASES)('%s', (_, of, edit, expected) => {
  expect(OUTPUTS[of].after(edit)).toContainEqual(expect.stringMatching(expected));
});
