import { GuestOs, WindowsSetup } from '../../src/model';
import { networksOf, type ResolvedMachine } from '../../src/model/resolved';
import { synthTerraform } from '../../src/testing';
import { type Difference, readLive, verifyLive } from '../../src/verify';
import { FILES_DISK } from '../first-boot-fixture';
import { database, legacy, sshKey, vm, type Yard, yard } from '../model/fixture';
import { readCloudInit } from '../terraform/guest/render';
import { asVirshPrints } from './as-virsh-prints';

/** Everything that a guest says, by what it is asked. */
interface Guest {
  hostname: string;
  interfaces: { name: string; 'hardware-address'?: string; 'ip-addresses'?: object[] }[];
  sections: Record<string, string>;
  /** Sections whose question fails. */
  failing: string[];
}

const KEY = sshKey('deploy');

function build(y: Yard): void {
  vm(y, 'web', {
    waitForFirstBoot: {},
    dataDisks: [FILES_DISK],
    firstBoot: {
      users: { deploy: { sshAuthorizedKeys: [KEY] }, daemon2: { shell: '/usr/sbin/nologin' } },
      mounts: { '/srv/files': { disk: FILES_DISK.id } },
      services: ['app.service'],
    },
  });
  database(y, 'db');
  legacy(y, 'erp');
}

const { system, terraform } = made(build);

function made(add: (y: Yard) => unknown) {
  const [one, other] = [yard(), yard()];
  for (const each of [one, other]) add(each);
  return { system: one.system.resolve().system, terraform: synthTerraform(other.system) };
}

const named = (name: string): ResolvedMachine => system.machines.find((each) => each.name === name) as ResolvedMachine;
const fileIn = (machine: ResolvedMachine, path: string): string => {
  const told = readCloudInit(machine).userData;
  const early = told.bootcmd.map((words) => words.join('\n')).join('\n');
  const [, text] = new RegExp(`^cat > ${path} <<'END'\\n((?:.*\\n)*?)END$`, 'm').exec(early) ?? [];
  return text ?? '';
};

/** A guest that is as it is described. */
function asDescribed(machine: ResolvedMachine): Guest {
  const isDatabase = machine.name === 'db';
  return {
    hostname: machine.guest.hostname,
    interfaces: [
      {
        name: 'lo',
        'hardware-address': '00:00:00:00:00:00',
        'ip-addresses': [{ 'ip-address': '127.0.0.1', 'ip-address-type': 'ipv4', prefix: 8 }],
      },
      ...networksOf(machine).map(({ nic, network }, index) => ({
        name: `eth${index}`,
        'hardware-address': nic.mac,
        'ip-addresses': [
          { 'ip-address': nic.address, 'ip-address-type': 'ipv4', prefix: network.prefix },
          { 'ip-address': 'fe80::1', 'ip-address-type': 'ipv6', prefix: 64 },
        ],
      })),
      { name: 'docker0' },
    ],
    sections: {
      'first-boot': machine.guest.awaited ? 'noted' : '{ "v1": {  "errors": [] } }',
      nftables: fileIn(machine, '/etc/isthmus/firewall.nft')
        .replace(/^(#!.*|# .*|table inet isthmus|delete table .*)\n/gm, '')
        .replace('icmpv6', 'ipv6-icmp'),
      firewalld: '',
      enabled: [
        'isthmus-firewall.service',
        'app.service',
        'postgresql@15-main.service',
        'isthmus-backup.timer',
        'apt-daily.timer',
        'apt-daily-upgrade.timer',
      ]
        .map((unit) => `${unit} enabled enabled`)
        .join('\n'),
      units: [
        'isthmus-firewall.service',
        'app.service',
        'isthmus-backup.timer',
        'apt-daily.timer',
        'apt-daily-upgrade.timer',
        'postgresql@15-main.service',
      ]
        .map((unit) => `${unit} loaded active running What it is`)
        .join('\n'),
      mounts: [
        '/dev/vda1 / ext4 rw 0 0',
        '/dev/vdb /srv/files xfs rw 0 0',
        ...(isDatabase ? ['/dev/vdb /srv/database xfs rw 0 0'] : []),
      ].join('\n'),
      accounts: [
        'account root 0',
        'password root L',
        'account debian 1000',
        'password debian L',
        ...machine.guest.sshAuthorizedKeys.map((key) => `key debian ${key.split(' ').slice(0, 2).join(' ')}`),
        ...(isDatabase
          ? ['account postgres 106', 'password postgres L']
          : ['account deploy 1001', 'password deploy L', `key deploy ${KEY.split(' ').slice(0, 2).join(' ')}`]),
      ].join('\n'),
    },
    failing: [],
  };
}

const said = ({ sections, failing }: Guest): string =>
  Object.entries(sections)
    .map(([name, text]) => `== ${name}\n${text}\n\n-- ${failing.includes(name) ? 1 : 0}\n`)
    .join('');

type Answer = (question: { execute: string; arguments?: { path?: string } }) => unknown;

const answering =
  (guest: Guest): Answer =>
  ({ execute, arguments: args }) =>
    ({
      'guest-ping': {},
      'guest-get-host-name': { 'host-name': guest.hostname },
      'guest-network-get-interfaces': guest.interfaces,
      'guest-exec': { pid: args?.path === '/bin/sh' ? 7 : 8 },
      'guest-exec-status': { exited: true, exitcode: 0, 'out-data': Buffer.from(said(guest)).toString('base64') },
    })[execute];

const asked: string[][] = [];

async function found(answers: Readonly<Record<string, Answer>>, of = { system, terraform }): Promise<readonly Difference[]> {
  const printed = asVirshPrints(of.terraform);
  const live = await readLive(of.system, {
    run: async (_, args) => {
      const known = printed.answer(args.slice(3));
      if (known !== undefined) return known;
      asked.push([...args]);
      const answer = answers[(args.at(-2) ?? '').replace(/^yard-/, '')];
      if (!answer)
        throw Object.assign(new Error('failed'), {
          cmd: 'virsh',
          stderr: 'error: Guest agent is not responding: QEMU guest agent is not connected\n',
        });
      return JSON.stringify({ return: answer(JSON.parse(args.at(-1) ?? '')) });
    },
  });
  return verifyLive(of.system, of.terraform, live);
}

const texts = (differences: readonly Difference[]): readonly string[] => differences.map(({ kind, text }) => `${kind}: ${text}`);

const both = (edit: (guest: Guest) => void = () => undefined): Readonly<Record<string, Answer>> => {
  const guest = asDescribed(named('web'));
  edit(guest);
  return { web: answering(guest), db: answering(asDescribed(named('db'))) };
};

test('guests that are as they are described, and machines of which nothing is said inside', async () => {
  asked.length = 0;
  expect(texts(await found(both()))).toEqual([]);
  expect([...new Set(asked.map((args) => args.at(-2)))]).toEqual(['yard-db', 'yard-web']);
  // Nothing but questions.
  expect(new Set(asked.map((args) => JSON.parse(args.at(-1) ?? '').execute))).toEqual(
    new Set(['guest-ping', 'guest-get-host-name', 'guest-network-get-interfaces', 'guest-exec', 'guest-exec-status']),
  );
});

const section = (name: string, from: string | RegExp, to: string) => (guest: Guest) => {
  const before = guest.sections[name] ?? '';
  guest.sections[name] = before.replace(from, to);
  expect(guest.sections[name]).not.toBe(before);
};

test.each<[string, (guest: Guest) => void, RegExp]>([
  [
    'its name is another',
    (guest) => {
      guest.hostname = 'localhost';
    },
    /^missing: web: inside it is called localhost, not web$/,
  ],
  [
    'its card is gone',
    (guest) => {
      guest.interfaces.splice(1, 1);
    },
    /^missing: web: inside there is no network card 52:54/,
  ],
  [
    'it has another address',
    (guest) => {
      guest.interfaces[1] = {
        ...guest.interfaces[1],
        name: 'eth0',
        'ip-addresses': [{ 'ip-address': '192.0.2.9', 'ip-address-type': 'ipv4', prefix: 24 }],
      };
    },
    /^missing: web: its card eth0 has not the address/,
  ],
  [
    'it has a further address',
    (guest) => {
      guest.interfaces[1]?.['ip-addresses']?.push({ 'ip-address': '192.0.2.9', 'ip-address-type': 'ipv4', prefix: 24 });
    },
    /^too-wide: web: its card eth0 has the address 192\.0\.2\.9\/24 inside/,
  ],
  [
    'its first boot has not come to an end',
    section('first-boot', 'noted', '{ "errors": [] }'),
    /^missing: web: its first boot has not noted its end/,
  ],
  [
    'cloud-init has failed',
    section('first-boot', 'noted', '{ "errors": [ "scripts_user" ] }'),
    /^missing: web: cloud-init has failed inside it \("scripts_user"\)/,
  ],
  ['cloud-init is at work', section('first-boot', 'noted', 'unfinished'), /^missing: web: cloud-init is not finished/],
  [
    'its firewall lets in more',
    section('nftables', /(chain baseline \{\n)/, '$1tcp dport 4444 accept\n'),
    /^too-wide: web: the firewall inside it lets in tcp 4444/,
  ],
  [
    'its firewall is gone',
    (guest) => {
      guest.failing.push('nftables');
    },
    /^missing: web: no firewall is put in force inside it/,
  ],
  [
    'its firewall has rules that nobody knows',
    section('nftables', /(chain baseline \{\n)/, '$1queue num 1\n'),
    /^unreadable: .*the firewall in web/,
  ],
  ['a service does not start with it', section('enabled', /^app\.service.*$/m, ''), /^missing: web: app\.service does not start with it/],
  [
    'a service does not run',
    section('units', 'app.service loaded active running', 'app.service loaded inactive dead'),
    /^missing: web: app\.service does not run/,
  ],
  [
    'a service has failed',
    section('units', 'app.service loaded active running', 'app.service loaded failed failed'),
    /^missing: web: app\.service has failed/,
  ],
  ['a disk is not mounted', section('mounts', /^.*\/srv\/files.*$/m, ''), /^missing: web: no xfs is mounted at \/srv\/files/],
  [
    'somebody else has an account',
    section('accounts', 'account root', 'account eve 1003\npassword eve L\naccount root'),
    /^too-wide: web: eve has an account/,
  ],
  ['somebody has a password', section('accounts', 'password debian L', 'password debian P'), /^too-wide: web: debian has a password/],
  ['somebody needs none', section('accounts', 'password root L', 'password root NP'), /^too-wide: web: root needs no password/],
  [
    'a key of others opens an account',
    section('accounts', 'account root', 'account root 0\nkey root ssh-ed25519 AAAA\naccount root'),
    /^too-wide: web: root is opened in it by a key/,
  ],
  ['a stated key does not', section('accounts', /^key deploy .*$/m, ''), /^missing: web: not every key of deploy/],
  ['a stated account is gone', section('accounts', /^.* deploy .*\n?/gm, ''), /^missing: web: deploy has no account/],
  [
    'one of its answers fails',
    (guest) => {
      guest.failing.push('mounts');
    },
    /^unreadable: web: nobody can tell of its mounts/,
  ],
  [
    'one of its answers is not there',
    (guest) => {
      delete guest.sections.accounts;
    },
    /^unreadable: web: nobody can tell of its accounts/,
  ],
])('a guest is not as described: %s', async (_, edit, says) => {
  const differences = await found(both(edit));
  expect(texts(differences)).toContainEqual(expect.stringMatching(says));
  expect(differences.filter(({ about }) => about !== 'web' && about !== 'output')).toEqual([]);
});

test('who does not answer is not taken for fine', async () => {
  const { db } = both();
  expect(texts(await found({ ...(db && { db }) }))).toEqual([
    'unreadable: web: nobody can tell how it is set up; nothing of it: Guest agent is not responding: QEMU guest agent is not connected',
  ]);
});

test('nor are guests whose agent may run nothing, has nobody to ask, or is no Linux', async () => {
  const others = made((y) => {
    vm(y, 'deaf', { os: GuestOs.debian12().withHardware({ guestAgent: false }) });
    vm(y, 'el', { os: GuestOs.rocky9() });
    vm(y, 'office', {
      os: GuestOs.windowsServer2022(),
      windowsSetup: WindowsSetup.unattend({ administratorPassword: 'office_administrator' }),
    });
  });
  const el = others.system.machines.find(({ name }) => name === 'el') as ResolvedMachine;
  const guest = asDescribed(el);
  const differences = await found(
    {
      el: (question) => {
        if (question.execute === 'guest-exec')
          throw Object.assign(new Error(''), {
            stderr: 'error: internal error: The command guest-exec has been disabled for this instance\n',
          });
        return answering(guest)(question);
      },
    },
    others,
  );
  expect(texts(differences)).toEqual([
    'unreadable: deaf: nobody can tell how it is set up; nothing of it: it has no QEMU guest agent',
    'unreadable: el: nobody can tell how it is set up; what is set up in it: internal error: The command guest-exec has been disabled for this instance',
    'unreadable: office: nobody can tell how it is set up; nothing of it: it has no QEMU guest agent',
  ]);
});

test.each<[string, number, readonly string[]]>([
  ['is waited for', 60, []],
  [
    'is not waited for without end',
    600,
    ['unreadable: web: nobody can tell how it is set up; what is set up in it: it does not come to an end within 120 s'],
  ],
])('a guest at a busy host %s', async (_, seconds, says) => {
  const rest = setImmediate;
  jest.useFakeTimers();
  try {
    const guests = both();
    const end = performance.now() + seconds * 1000;
    const web: Answer = (question) =>
      question.execute === 'guest-exec-status' && performance.now() < end ? { exited: false } : guests.web?.(question);
    const differences = found({ ...guests, web });
    for (let waited = 0; waited < 200; waited++) {
      jest.advanceTimersByTime(1000);
      // What follows of it comes when nothing else is left to do.
      await new Promise<void>((resolve) => rest(resolve));
    }
    expect(texts(await differences)).toEqual(says);
  } finally {
    jest.useRealTimers();
  }
});
