import { AddressedBy, Host, Image, Isolation, type LegacyVmProps, Size } from '../../../src/model';
import { release } from '../../../src/model/lock/release';
import { adopted, bridged, UUID } from '../../adoption-fixture';
import { legacy, subnet, vm, type Yard } from '../fixture';
import { type ProblemCase, wrong } from './case';

const OTHER = '9f1c1c0e-3f55-4a0b-9c3d-6a1d0d8a7f42';
const wiki =
  (props: Partial<LegacyVmProps>) =>
  (y: Yard): unknown =>
    adopted(y, 'wiki', props);
const problem = (
  when: string,
  code: string,
  says: readonly string[],
  fix: readonly string[],
  build: (y: Yard) => unknown,
): ProblemCase => ({ when, code, path: 'yard/wiki', says, fix, build });
const existing = { name: 'wiki-pages.qcow2', format: 'qcow2' as const };

export const ADOPTION: readonly ProblemCase[] = [
  problem('a UUID is none', 'INVALID_VALUE', ['"adopt.uuid"', '"wiki"'], ['virsh domuuid'], wiki({ adopt: { uuid: 'wiki' } })),
  problem('the name of a domain is none', 'INVALID_VALUE', ['"adopt.name"'], ['domain'], wiki({ adopt: { uuid: UUID, name: 'a/b' } })),
  problem('a MAC address is that of many', 'INVALID_VALUE', ['"mac"', '"01:00:5e:00:00:01"'], ['MAC'], wiki({ mac: '01:00:5e:00:00:01' })),
  problem('a MAC address is none', 'INVALID_VALUE', ['"mac"', '"52-54"'], ['MAC'], wiki({ mac: '52-54' })),
  problem('several hosts could have an adopted machine', 'ADOPTED_ON_SEVERAL', ['kvm', 'other'], ['`host`'], (y) => [
    new Host(y.system, 'other', { uri: 'qemu+tls://other/system', cpus: 8, memory: Size.gibibytes(64) }),
    adopted(y, 'wiki', { host: wrong(undefined) }),
  ]),
  problem(
    'a disk of an adopted machine would be made',
    'ADOPTED_DISK',
    ['"pages"'],
    ['existing', 'domblklist'],
    wiki({ dataDisks: [{ id: 'pages', size: Size.gibibytes(1) }] }),
  ),
  problem(
    'the root disk of an adopted machine would be made',
    'ADOPTED_DISK',
    ['"root"'],
    ['rootDiskOptions'],
    wiki({ rootDiskOptions: {} }),
  ),
  problem(
    'an adopted machine is given a CD',
    'ADOPTED_AS_FOUND',
    ['"cdImages"'],
    ['virsh edit'],
    wiki({ cdImages: [Image.file('/i.iso', { version: '1', format: 'iso' })] }),
  ),
  problem(
    'a disk of an adopted machine is limited',
    'ADOPTED_AS_FOUND',
    ['limits of the disk "pages"'],
    ['virsh edit'],
    wiki({ dataDisks: [{ id: 'pages', size: Size.gibibytes(1), existing, limits: { iops: 100 } }] }),
  ),
  problem('an adopted machine is in a network that would be made', 'ADOPTED_NETWORK', ['"lan"'], ['Forward.bridge', 'domiflist'], (y) =>
    adopted(y, 'wiki', { subnet: y.lan, address: '10.1.1.40' }),
  ),
  problem(
    'an adopted machine is to be cut off from its neighbours',
    'ADOPTED_ISOLATION',
    ['"apart"', 'Isolation.HIGH'],
    ['filtered: true'],
    (y) =>
      adopted(y, 'wiki', {
        subnet: subnet(y, 'apart', 7, { ...bridged(y).props, cidr: '10.1.7.0/24', isolation: Isolation.HIGH }),
        address: '10.1.7.40',
      }),
  ),
  problem('nobody says the MAC address of an adopted machine', 'MISSING_VALUE', ['"mac"'], ['"mac"'], wiki({ mac: wrong(undefined) })),
  problem(
    'nobody says the address of an adopted machine',
    'MISSING_VALUE',
    ['"address"'],
    ['"address"'],
    wiki({ address: wrong(undefined) }),
  ),
  problem('two machines are one domain', 'ADOPTED_TWICE', [UUID, 'yard/blog'], ['once'], (y) => [
    adopted(y),
    adopted(y, 'blog', { mac: '52:54:00:aa:bb:02', address: '10.1.8.41', adopt: { uuid: UUID, name: 'blog' } }),
  ]),
  problem('two machines have one MAC address', 'MAC_TAKEN', ['52:54:00:aa:bb:01', '"web"'], ['one of its own'], (y) => [
    adopted(y),
    vm(y, 'web', { mac: '52:54:00:aa:bb:01' }),
  ]),
  problem('two adopted machines have one disk', 'VOLUME_IN_USE', ['"wiki.qcow2"'], [], (y) => [
    adopted(y),
    adopted(y, 'blog', {
      mac: '52:54:00:aa:bb:02',
      address: '10.1.8.41',
      adopt: { uuid: OTHER },
      rootDiskOptions: { existing: { name: 'wiki.qcow2' } },
    }),
  ]),
  {
    ...problem('nobody says what a root disk is made from', 'MISSING_VALUE', ['"image"'], ['"image"'], (y) =>
      legacy(y, 'old', { image: wrong(undefined) }),
    ),
    path: 'yard/old',
  },
  {
    ...problem(
      'an adopted machine is said to be another domain',
      'LOCK_CONTRADICTION',
      ['adopted', UUID, OTHER],
      ['under another name'],
      wiki({ adopt: { uuid: OTHER } }),
    ),
    before: wiki({}),
  },
  {
    ...problem(
      'an adopted machine is said to be made',
      'LOCK_CONTRADICTION',
      ['adopted', UUID, 'none'],
      ['under another name'],
      wiki({ adopt: wrong(undefined), addressedBy: AddressedBy.IMAGE }),
    ),
    before: wiki({}),
  },
  {
    ...problem(
      'a machine gets another MAC address',
      'LOCK_CONTRADICTION',
      ['mac', '52:54:00:aa:bb:01'],
      ['lock accept'],
      wiki({ mac: '52:54:00:aa:bb:09' }),
    ),
    before: wiki({}),
  },
  {
    ...problem('a new machine has the name of an adopted one that left', 'ADOPTED_NAME_HELD', ['"wiki"', UUID], ['another name'], (y) =>
      legacy(y, 'wiki'),
    ),
    before: wiki({}),
    edit: (lock) => release({ ...lock, machines: {}, removed: { ...lock.removed, machines: lock.machines } }, 'wiki'),
  },
];
