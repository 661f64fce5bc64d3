import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Forward, GuestOs, LoadBalancer, Size } from '../../src';
import { Asking } from '../../src/doctor/asking';
import { look } from '../../src/doctor/proofs';
import type { Verdict } from '../../src/doctor/verdict';
import type { ClaimedAddress, Proof } from '../../src/model/resolved';
import { existingCluster, IMAGE, service, vm, yard } from '../model/fixture';

const [MINE, OTHER, NODE] = ['52:54:00:00:00:01', '0c:c4:7a:00:00:02', 'f4:52:14:00:00:03'];
const DB: ClaimedAddress = { name: 'db', address: '10.1.9.10', ofServices: false, macs: [MINE], nodes: [] };
const API: ClaimedAddress = { name: 'api', address: '10.1.9.20', ofServices: true, macs: [], nodes: ['10.1.9.31'] };

/** As arping of iputils and that of busybox answer. */
const reply = (address: string, mac: string): string =>
  `ARPING ${address} from 0.0.0.0 br0\nUnicast reply from ${address} [${mac.toUpperCase()}]  0.821ms\nSent 1 probes (1 broadcast(s))\nReceived 1 response(s)\n`;
const SILENCE = 'ARPING 10.1.9.10 from 0.0.0.0 br0\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n';

/** Programs of a host, by name: what they print for the address among their words, or for any. */
type Programs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const folders = mkdtempSync(join(tmpdir(), 'doctor-'));
afterAll(() => rmSync(folders, { recursive: true }));

/** Runs what the host is asked by a shell of this machine, with programs that stand in for the host's. */
async function ask(claimed: readonly ClaimedAddress[], programs: Programs): Promise<Verdict> {
  const folder = mkdtempSync(join(folders, 'host-'));
  for (const [name, answers] of Object.entries({ ping: {}, ip: {}, ...programs })) {
    const cases = Object.entries(answers).map(([address, text]) => `  *"${address}"*) printf '%s' '${text}' ;;`);
    const file = join(folder, name);
    writeFileSync(file, ['#!/bin/sh', 'case "$*" in', ...cases, 'esac', ''].join('\n'));
    chmodSync(file, 0o755);
  }
  const proof: Proof = { is: 'addresses', host: 'kvm', bridge: 'br0', addresses: claimed };
  const { system } = yard().system.resolve();
  const hosts = [{ ...system.hosts[0], name: 'kvm', virshUri: 'qemu:///system' }] as typeof system.hosts;
  const run = async (program: string, args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(program, [...args], { env: { PATH: `${folder}:/usr/bin:/bin` } })).stdout;
  return look(proof, new Asking({ ...system, hosts }, { run }));
}

describe('an address of the plan', () => {
  test('that nobody answers for', async () => {
    expect(await ask([DB], { arping: { '10.1.9.10': SILENCE } })).toEqual({
      state: 'holds',
      found: 'nobody else answers for them on br0 of kvm',
    });
  });

  test('that the machine itself has already', async () => {
    expect((await ask([DB], { arping: { '10.1.9.10': reply(DB.address, MINE) } })).state).toBe('holds');
  });

  test('that another device has: who, and what to do', async () => {
    expect(
      await ask([DB, { ...DB, name: 'web', address: '10.1.9.11' }], {
        arping: { '10.1.9.10': reply(DB.address, OTHER), '10.1.9.11': SILENCE },
      }),
    ).toEqual({
      state: 'missing',
      found: `${OTHER} has 10.1.9.10 of db, seen from kvm`,
      remedy:
        "Give that device another address. If it is to stay, and db was never applied: `reserved: ['10.1.9.10']` of the subnet, the lock of the last commit (`git restore isthmus.lock.json`), and `npx isthmus synth` plans another address.",
    });
  });

  test('that another machine of the system has: by its name', async () => {
    const web = { ...DB, name: 'web', address: '10.1.9.11', macs: [OTHER] };
    const { state, found } = await ask([DB, web], { arping: { '10.1.9.10': reply(DB.address, OTHER), '10.1.9.11': SILENCE } });
    expect([state, found]).toEqual(['missing', `${OTHER} (web) has 10.1.9.10 of db, seen from kvm`]);
  });

  test('that the host itself has, which does not answer itself', async () => {
    const { state, found } = await ask([DB], {
      arping: { '10.1.9.10': SILENCE },
      ip: { oneline: '3: br0    inet 10.1.9.10/24 scope global br0' },
    });
    expect([state, found]).toEqual(['missing', 'the host itself has 10.1.9.10 of db, seen from kvm']);
  });

  test('that nodes announce which are no machines of the system', async () => {
    expect((await ask([API], { arping: { '10.1.9.20': reply(API.address, NODE), '10.1.9.31': reply('10.1.9.31', NODE) } })).state).toBe(
      'holds',
    );
    const { state, remedy } = await ask([API], {
      arping: { '10.1.9.20': reply(API.address, OTHER), '10.1.9.31': reply('10.1.9.31', NODE) },
    });
    expect([state, remedy]).toEqual([
      'missing',
      "Give that device another address. The subnet's block `services` is for Services alone: nothing else may have an address out of it.",
    ]);
  });
});

test('what is told to do about it does: with the lock from before, what is reserved is planned for nobody', () => {
  const planned = (reserved: readonly string[]): readonly string[] => {
    const y = yard();
    const lan = y.net.addSubnet('there', {
      cidr: '10.1.9.0/24',
      gateway: '10.1.9.1',
      nameservers: [],
      reserved,
      forward: Forward.bridge('br0'),
    });
    vm(y, 'db', { subnet: lan });
    return y.system.resolve().system.machines.map(({ nic }) => nic.address);
  };
  expect(planned([])).toEqual(['10.1.9.2']);
  expect(planned(['10.1.9.2'])).toEqual(['10.1.9.3']);
});

describe('without arping the neighbour table of the host tells', () => {
  const neighbour = (text: string): Programs => ({ ip: { 'to 10.1.9.10': text } });

  test('who answers', async () => {
    const { state, found } = await ask([DB], neighbour(`10.1.9.10 lladdr ${OTHER} REACHABLE`));
    expect([state, found]).toEqual(['missing', `${OTHER} has 10.1.9.10 of db, seen from kvm`]);
  });

  test('that nobody does', async () => {
    expect((await ask([DB], neighbour('10.1.9.10 FAILED'))).state).toBe('holds');
  });

  test('nothing, where the host does not stand in the subnet', async () => {
    const { state, found, remedy } = await ask([DB], {});
    expect(state).toBe('unknown');
    expect(found).toMatch(/^kvm cannot ask for 10\.1\.9\.10 on br0: .*arping.* not found$/);
    expect(remedy).toMatch(/iputils-arping.*`arping -D -c 2 -I br0 10\.1\.9\.10`/);
  });
});

test('hosts are asked by the way that libvirt is reached', async () => {
  const { system } = yard().system.resolve();
  const asked = async (virshUri: string): Promise<string | undefined> => {
    const lines: string[] = [];
    const hosts = [{ ...system.hosts[0], name: 'kvm', virshUri }] as typeof system.hosts;
    const run = async (program: string, args: readonly string[]): Promise<string> => {
      lines.push([program, ...args].join(' '));
      return '';
    };
    const answer = await new Asking({ ...system, hosts }, { run }).shell('kvm', "echo 'there'");
    expect(answer === undefined).toBe(lines.length === 0);
    return lines[0];
  };
  const ssh = 'ssh -o BatchMode=yes -o ConnectTimeout=15';
  expect(await asked('qemu:///system?socket=/run/libvirt/libvirt-sock')).toBe("sh -c echo 'there'");
  expect(await asked('qemu+unix:///system')).toBe("sh -c echo 'there'");
  expect(await asked('qemu+ssh://kvm1.example/system')).toBe(`${ssh} -- kvm1.example sh -c 'echo '\\''there'\\'''`);
  expect(await asked('qemu+ssh://root@[2001:db8::1]:2222/system?keyfile=/home/a%20b/key')).toBe(
    `${ssh} -p 2222 -i /home/a b/key -- root@2001:db8::1 sh -c 'echo '\\''there'\\'''`,
  );
  expect(await asked('qemu+tls://kvm1.example/system')).toBeUndefined();
  expect(await asked('qemu://kvm1.example/system')).toBeUndefined();
});

test('asked for is what the plan gives out where others may stand: cards, pairs, Services', () => {
  const y = yard();
  const there = y.net.addSubnet('there', {
    cidr: '10.1.9.0/24',
    services: '10.1.9.64/28',
    gateway: '10.1.9.1',
    nameservers: [],
    forward: Forward.bridge('br0'),
  });
  const web = vm(y, 'web', { subnet: there });
  vm(y, 'elsewhere');
  const k8s = existingCluster(y, 'k8s', { nodeAddresses: ['10.1.9.31', '172.16.0.12'], services: '10.1.9.64/28' });
  const api = service(k8s, 'api');
  const lb = new LoadBalancer(y.system, 'lb', {
    ...{ host: y.host, subnet: there, os: GuestOs.debian12(), image: IMAGE, cpus: 2, memory: Size.gibibytes(2) },
    backends: [web],
    pair: { onOneHost: { because: 'there is one' } },
  });
  y.system.policy.allow(lb, api, { because: 'a way in' });
  const { system } = y.system.resolve();
  const [found, ...others] = system.proofs.filter(({ proof }) => proof.is === 'addresses');
  expect(others).toEqual([]);
  expect(found?.text).toBe('Subnet there: no other device has an address that the plan gives out there.');
  const { addresses, bridge } = found?.proof as Extract<Proof, { is: 'addresses' }>;
  expect(bridge).toBe('br0');
  const mac = new Map(system.machines.map(({ name, nic }) => [name, nic.mac]));
  const members = system.pairs[0]?.members ?? [];
  expect(addresses.filter(({ ofServices }) => ofServices).map(({ name }) => name)).toEqual(['api']);
  expect(addresses.map(({ name, macs, nodes }) => [name, macs, nodes])).toEqual([
    ['api', [], ['10.1.9.31']],
    ['lb', members.map((name) => mac.get(name)), []],
    ...members.map((name) => [name, [mac.get(name)], []]),
    ['web', [mac.get('web')], []],
  ]);
  expect(addresses.find(({ name }) => name === 'lb')?.address).toBe(system.pairs[0]?.address);
});
