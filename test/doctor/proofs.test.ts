import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asking } from '../../src/doctor/asking';
import { look } from '../../src/doctor/proofs';
import type { State } from '../../src/doctor/verdict';
import type { Proof } from '../../src/model/resolved';
import { cluster, yard } from '../model/fixture';

/** What programs print, by the end of their command line; what is not there fails with its words. */
type World = Readonly<Record<string, string>>;

const FAILS = 'error: ';

function asking(world: World, environment: Record<string, string> = {}, stacks: readonly string[] = []): Asking {
  const y = yard();
  cluster(y, 'k8s', {});
  return new Asking(y.system.resolve().system, {
    environment,
    stacks,
    run: async (program, args) => {
      const line = [program, ...args].join(' ');
      const found = Object.entries(world).find(([end]) => line.endsWith(end));
      if (found && !found[1].startsWith(FAILS)) return found[1];
      throw Object.assign(new Error(`Command failed: ${line}`), { stderr: found?.[1] ?? 'error: failed to connect' });
    },
  });
}

const HOST = { version: 'Running hypervisor: QEMU 8.2.2\n' };
const CLUSTER = { 'api-versions': 'v1\napps/v1\nmetallb.io/v1beta1\n' };
/** A server and an agent, as k3s notes of them what they were told. */
const k3sNodes = (...words: readonly string[]): string =>
  JSON.stringify({
    items: [['server', '--cluster-init', ...words], ['agent']].map((args) => ({
      metadata: { annotations: { 'k3s.io/node-args': JSON.stringify(args) } },
    })),
  });

const daemons = (name: string, ready = 3): string =>
  JSON.stringify({ items: [{ metadata: { name }, status: { desiredNumberScheduled: 3, numberReady: ready } }] });
const classes = (isDefault: string): string =>
  JSON.stringify({
    items: [{ metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': isDefault } } }],
  });
const capabilities = (os: string, tpm = ''): string => `<domainCapabilities><os supported='yes'>${os}</os>${tpm}</domainCapabilities>`;
const EFI = "<enum name='firmware'><value>bios</value><value>efi</value></enum>";
const SECURE = "<enum name='secure'><value>yes</value><value>no</value></enum>";
/** As `virsh capabilities` prints it. */
const NUMA = `<capabilities><host><topology><cells num='2'>
  <cell id='0'><memory unit='KiB'>2097152</memory><pages unit='KiB' size='4'>9</pages><pages unit='KiB' size='2048'>64</pages>
    <pages unit='KiB' size='1048576'>0</pages><cpus num='2'><cpu id='0' socket_id='0'/><cpu id='1' socket_id='0'/></cpus></cell>
  <cell id='1'><memory unit='KiB'>1024000</memory><pages unit='KiB' size='2048'>32</pages>
    <cpus num='2'><cpu id='2' socket_id='1'/><cpu id='3' socket_id='1'/></cpus></cell>
</cells></topology></host></capabilities>`;
/** As `virsh domcapabilities` prints it. */
const MODELS = `<domainCapabilities><cpu><mode name='host-model' supported='yes'><model fallback='forbid'>EPYC</model></mode>
  <mode name='custom' supported='yes'><model usable='no' vendor='Intel'>Skylake-Server</model><model usable='yes'>EPYC</model></mode>
</cpu></domainCapabilities>`;
/** As `virsh nodedev-dumpxml` prints them. */
const pciDevice = (kind: string, group: string): string =>
  `<device><capability type='pci'><class>${kind}</class>${group}</capability></device>`;
const usbDevice = (product: string, vendor: string): string =>
  `<device><capability type='usb_device'><product id='0x${product}'>A</product><vendor id='0x${vendor}'>B</vendor></capability></device>`;
const here = __filename;

const UUID = '25cc704b-0374-4100-b31c-691cf01fbc68';
const DUMP = `dumpxml --inactive ${UUID}`;
const domain = (more = ''): string =>
  `<domain type='kvm'><name>wiki</name><uuid>${UUID}</uuid><memory unit='KiB'>524288</memory><vcpu placement='static'>2</vcpu><devices>
  <disk type='file' device='disk'><source file='/images/v'/></disk><disk type='file' device='cdrom'/>${more}
  <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface></devices></domain>`;
const WIKI = {
  is: 'domain',
  host: 'kvm',
  uuid: UUID,
  name: 'wiki',
  cards: ['52:54:00:00:00:01'],
  cpus: 2,
  memoryMiB: 512,
  disks: [{ pool: 'p', volume: 'v' }],
} as const;

interface Case {
  readonly proof: Proof;
  readonly world: World;
  readonly state: State;
  readonly found: RegExp;
  readonly remedy?: RegExp;
}

const host = 'kvm';
const on = 'k8s';
const ADDRESSES = {
  is: 'addresses',
  host,
  bridge: 'br-lan',
  addresses: [{ name: 'db', address: '10.1.9.10', ofServices: false, macs: [], nodes: [] }],
} as const;
const LISTED = JSON.stringify([{ name: 'metallb', chart: 'metallb-0.16.1', status: 'deployed' }]);
const RELEASE = {
  is: 'release',
  cluster: on,
  namespace: 'metallb-system',
  name: 'metallb',
  chart: 'metallb',
  version: '0.16.1',
  values: { speaker: { frr: { enabled: false } } },
} as const;
/** What Helm says of its releases, and of the values of one. */
const released = (list: string, values?: string): World => ({
  ...CLUSTER,
  'list --all --namespace metallb-system --output json': list,
  ...(values !== undefined && { 'get values metallb --namespace metallb-system --output json': values }),
});
const MARK = {
  is: 'field',
  cluster: on,
  resource: 'daemonsets.apps',
  namespace: 'kube-system',
  name: 'kube-router',
  path: '{.spec}',
  value: 'v2',
} as const;
const marked = (said: string): World => ({
  ...CLUSTER,
  'get daemonsets.apps kube-router --namespace kube-system --output jsonpath={.spec}': said,
});

const CASES: { readonly [K in Proof['is']]: readonly (Omit<Case, 'proof'> & { readonly proof: Extract<Proof, { readonly is: K }> })[] } = {
  hypervisor: [
    { proof: { is: 'hypervisor', host }, world: HOST, state: 'holds', found: /^QEMU 8\.2\.2$/ },
    { proof: { is: 'hypervisor', host }, world: {}, state: 'missing', found: /failed to connect/, remedy: /virsh -c '.+' version/ },
  ],
  'storage-pool': [
    {
      proof: { is: 'storage-pool', host, pool: 'fast', autostart: true },
      world: { ...HOST, 'pool-info fast': 'Name: fast\nState:          running\nAutostart:      yes\nAvailable:      12.00 GiB\n' },
      state: 'holds',
      found: /12\.00 GiB/,
    },
    {
      proof: { is: 'storage-pool', host, pool: 'fast', autostart: true },
      world: { ...HOST, 'pool-info fast': 'State:          running\nAutostart:      no\n' },
      state: 'missing',
      found: /not started with its host/,
      remedy: /pool-autostart fast/,
    },
    {
      proof: { is: 'storage-pool', host, pool: 'fast', autostart: false },
      world: { ...HOST, 'pool-info fast': 'State:          running\nAutostart:      no\n' },
      state: 'holds',
      found: /running/,
    },
    {
      proof: { is: 'storage-pool', host, pool: 'fast', autostart: false },
      world: { ...HOST, 'pool-info fast': 'State:          inactive\n' },
      state: 'missing',
      found: /inactive/,
      remedy: /pool-start fast/,
    },
    {
      proof: { is: 'storage-pool', host, pool: 'fast', autostart: false },
      world: { ...HOST, 'pool-info fast': `${FAILS}Storage pool not found` },
      state: 'missing',
      found: /^Storage pool not found$/,
      remedy: /pool-define-as fast/,
    },
    {
      proof: { is: 'storage-pool', host, pool: 'fast', autostart: false },
      world: {},
      state: 'unknown',
      found: /kvm does not answer/,
      remedy: /comes first/,
    },
  ],
  domain: [
    { proof: WIKI, world: { ...HOST, [DUMP]: domain(), 'vol-path --pool p v': '/images/v\n' }, state: 'holds', found: /as described/ },
    {
      proof: { ...WIKI, name: 'other', cpus: 4, memoryMiB: 1024, cards: ['52:54:00:00:00:02'] },
      world: { ...HOST, [DUMP]: domain(), 'vol-path --pool p v': '/images/w\n' },
      state: 'missing',
      found:
        /called "wiki"; it has 2 processors; it has 512 MiB; it has no network card 52:54:00:00:00:02; .*card 52:54:00:00:00:01 that nobody speaks of; p\/v is none of its disks/,
      remedy: /virsh edit/,
    },
    {
      proof: WIKI,
      world: { ...HOST, [DUMP]: domain("<disk device='disk'><source pool='p' volume='w'/></disk>"), 'vol-path --pool p v': '/images/v' },
      state: 'missing',
      found: /it has 2 disks, and 1 are stated/,
      remedy: /virsh edit/,
    },
    {
      proof: WIKI,
      world: { ...HOST, [DUMP]: `${FAILS}Domain not found` },
      state: 'missing',
      found: /Domain not found/,
      remedy: /--uuid --name/,
    },
    { proof: WIKI, world: {}, state: 'unknown', found: /kvm does not answer/, remedy: /comes first/ },
  ],
  volume: [
    {
      proof: { is: 'volume', host, pool: 'p', volume: 'v', bytes: 100 },
      world: { ...HOST, 'vol-info --bytes --pool p v': 'Capacity:       100 bytes\n' },
      state: 'holds',
      found: /100 bytes/,
    },
    {
      proof: { is: 'volume', host, pool: 'p', volume: 'v', bytes: 101 },
      world: { ...HOST, 'vol-info --bytes --pool p v': 'Capacity:       100 bytes\n' },
      state: 'missing',
      found: /100 bytes, and 101/,
      remedy: /vol-resize --pool p v 101/,
    },
  ],
  bridge: [
    {
      proof: { is: 'bridge', host, bridge: 'br-lan' },
      world: {
        ...HOST,
        '--cap net': 'net_br_lan_52_54_00_00_00_01\nnet_eth0_52_54_00_00_00_02\n',
        'nodedev-dumpxml net_br_lan_52_54_00_00_00_01': '<interface>br-lan</interface>',
      },
      state: 'holds',
      found: /there/,
    },
    {
      // Another one, whose name libvirt writes alike.
      proof: { is: 'bridge', host, bridge: 'br-lan' },
      world: {
        ...HOST,
        '--cap net': 'net_br_lan_52_54_00_00_00_01\n',
        'nodedev-dumpxml net_br_lan_52_54_00_00_00_01': '<interface>br.lan</interface>',
      },
      state: 'missing',
      found: /no network device/,
      remedy: /"br-lan"/,
    },
  ],
  // What is asked for how, and what of it counts: addresses.test.ts.
  addresses: [
    {
      proof: ADDRESSES,
      world: { 'ask 10.1.9.10 &\nwait': '10.1.9.10 Sent 2 probes (2 broadcast(s)) Received 0 response(s)\n' },
      state: 'holds',
      found: /nobody else answers for them on br-lan/,
    },
    {
      proof: ADDRESSES,
      world: {},
      state: 'unknown',
      found: /failed to connect/,
      remedy: /arping -D -c 2 -I br-lan 10\.1\.9\.10/,
    },
  ],
  'libvirt-secret': [
    {
      proof: { is: 'libvirt-secret', host, uuid: 'u-1' },
      world: { ...HOST, 'secret-list': ' u-1  ceph\n' },
      state: 'holds',
      found: /there/,
    },
    {
      proof: { is: 'libvirt-secret', host, uuid: 'u-2' },
      world: { ...HOST, 'secret-list': ' u-1  ceph\n' },
      state: 'missing',
      found: /no such secret/,
      remedy: /secret-define/,
    },
  ],
  'machine-type': [
    {
      proof: { is: 'machine-type', host, type: 'pc-q35-8.2' },
      world: { ...HOST, '--machine pc-q35-8.2': '<domainCapabilities/>' },
      state: 'holds',
      found: /QEMU/,
    },
    {
      proof: { is: 'machine-type', host, type: 'pc-q35-99.0' },
      world: { ...HOST, '--machine pc-q35-99.0': `${FAILS}the machine 'pc-q35-99.0' is not supported` },
      state: 'missing',
      found: /is not supported/,
      remedy: /pc-q35-99\.0/,
    },
  ],
  firmware: [
    {
      proof: { is: 'firmware', host, secureBoot: true },
      world: { ...HOST, '--machine q35': capabilities(EFI + SECURE) },
      state: 'holds',
      found: /knows it/,
    },
    {
      proof: { is: 'firmware', host, secureBoot: true },
      world: { ...HOST, '--machine q35': capabilities(EFI) },
      state: 'missing',
      found: /Secure Boot/,
      remedy: /OVMF/,
    },
    {
      proof: { is: 'firmware', host, secureBoot: false },
      world: { ...HOST, '--machine q35': capabilities("<enum name='firmware'><value>bios</value></enum>") },
      state: 'missing',
      found: /no UEFI/,
      remedy: /OVMF/,
    },
  ],
  tpm: [
    {
      proof: { is: 'tpm', host },
      world: { ...HOST, '--machine q35': capabilities('', "<tpm supported='yes'><value>emulator</value></tpm>") },
      state: 'holds',
      found: /emulate/,
    },
    {
      proof: { is: 'tpm', host },
      world: { ...HOST, '--machine q35': capabilities('', "<tpm supported='yes'><value>passthrough</value></tpm>") },
      state: 'missing',
      found: /cannot/,
      remedy: /swtpm/,
    },
  ],
  'huge-pages': [
    { proof: { is: 'huge-pages', host, sizeMiB: 2, count: 96 }, world: { capabilities: NUMA }, state: 'holds', found: /keeps 96/ },
    {
      proof: { is: 'huge-pages', host, sizeMiB: 1024, count: 4 },
      world: { capabilities: NUMA },
      state: 'missing',
      found: /keeps 0/,
      remedy: /hugepagesz=1G hugepages=4/,
    },
    { proof: { is: 'huge-pages', host, sizeMiB: 2, count: 1 }, world: {}, state: 'unknown', found: /does not answer/, remedy: /first/ },
  ],
  'numa-node': [
    {
      proof: { is: 'numa-node', host, node: 1, cpus: '2-3', memoryMiB: 1024 },
      world: { capabilities: NUMA },
      state: 'holds',
      found: /processors 2-3 and 1000 MiB/,
    },
    {
      proof: { is: 'numa-node', host, node: 0, cpus: '0-3', memoryMiB: 1024 },
      world: { capabilities: NUMA },
      state: 'missing',
      found: /processors 0-1 and 2048 MiB; stated are 0-3 and 1 GiB/,
      remedy: /capabilities/,
    },
    {
      proof: { is: 'numa-node', host, node: 2, cpus: '4', memoryMiB: 1 },
      world: { capabilities: NUMA },
      state: 'missing',
      found: /no such node/,
      remedy: /numaNodes/,
    },
    { proof: { is: 'numa-node', host, node: 0, cpus: '0', memoryMiB: 1 }, world: {}, state: 'unknown', found: /answer/, remedy: /first/ },
  ],
  'cpu-model': [
    { proof: { is: 'cpu-model', host, model: 'EPYC' }, world: { '--machine q35': MODELS }, state: 'holds', found: /can be it/ },
    {
      proof: { is: 'cpu-model', host, model: 'Skylake-Server' },
      world: { '--machine q35': MODELS },
      state: 'missing',
      found: /lacks something/,
      remedy: /usable/,
    },
    {
      proof: { is: 'cpu-model', host, model: 'PDP-11' },
      world: { '--machine q35': MODELS },
      state: 'missing',
      found: /no such model/,
      remedy: /usable/,
    },
    { proof: { is: 'cpu-model', host, model: 'EPYC' }, world: {}, state: 'unknown', found: /answer/, remedy: /first/ },
  ],
  'host-device': [
    {
      proof: { is: 'host-device', host, bus: 'pci', id: '0000:65:00.0' },
      world: { ...HOST, 'nodedev-dumpxml pci_0000_65_00_0': pciDevice('0x030000', "<iommuGroup number='9'/>") },
      state: 'holds',
      found: /no network card/,
    },
    {
      proof: { is: 'host-device', host, bus: 'pci', id: '0000:65:00.0' },
      world: { ...HOST, 'nodedev-dumpxml pci_0000_65_00_0': pciDevice('0x020000', "<iommuGroup number='9'/>") },
      state: 'missing',
      found: /it is a network card/,
      remedy: /addInterface/,
    },
    {
      proof: { is: 'host-device', host, bus: 'pci', id: '0000:65:00.0' },
      world: { ...HOST, 'nodedev-dumpxml pci_0000_65_00_0': pciDevice('0x030000', '') },
      state: 'missing',
      found: /no IOMMU group/,
      remedy: /intel_iommu=on/,
    },
    {
      proof: { is: 'host-device', host, bus: 'pci', id: '0000:66:00.0' },
      world: { ...HOST, 'nodedev-dumpxml pci_0000_66_00_0': `${FAILS}Node device not found` },
      state: 'missing',
      found: /not found/,
      remedy: /lspci -D/,
    },
    {
      proof: { is: 'host-device', host, bus: 'usb', id: '0529:0001' },
      world: {
        ...HOST,
        '--cap usb_device': 'usb_1_1\nusb_1_2\n',
        'nodedev-dumpxml usb_1_1': usbDevice('0001', '1d6b'),
        usb_1_2: usbDevice('0001', '0529'),
      },
      state: 'holds',
      found: /plugged in/,
    },
    {
      proof: { is: 'host-device', host, bus: 'usb', id: '0529:0001' },
      world: { ...HOST, '--cap usb_device': 'usb_1_1\n', usb_1_1: usbDevice('0529', '0001') },
      state: 'missing',
      found: /nothing of this vendor/,
      remedy: /lsusb/,
    },
    {
      proof: { is: 'host-device', host, bus: 'usb', id: '0529:0001' },
      world: { ...HOST, '--cap usb_device': `${FAILS}no such driver` },
      state: 'unknown',
      found: /no such driver/,
      remedy: /lsusb -d 0529:0001/,
    },
    { proof: { is: 'host-device', host, bus: 'usb', id: '0529:0001' }, world: {}, state: 'unknown', found: /answer/, remedy: /first/ },
  ],
  file: [
    { proof: { is: 'file', path: here }, world: {}, state: 'holds', found: /read/ },
    { proof: { is: 'file', path: `${here}.none` }, world: {}, state: 'missing', found: /cannot be read/, remedy: /Put the file there/ },
  ],
  variable: [
    { proof: { is: 'variable', name: 'given' }, world: {}, state: 'holds', found: /set/ },
    { proof: { is: 'variable', name: 'other' }, world: {}, state: 'unknown', found: /neither/, remedy: /TF_VAR_other/ },
  ],
  api: [
    { proof: { is: 'api', cluster: on, groupVersion: 'metallb.io/v1beta1' }, world: CLUSTER, state: 'holds', found: /served/ },
    {
      proof: { is: 'api', cluster: on, groupVersion: 'metallb.io/v1beta2' },
      world: CLUSTER,
      state: 'missing',
      found: /metallb\.io\/v1beta1, and not/,
      remedy: /Update/,
    },
    {
      proof: { is: 'api', cluster: on, groupVersion: 'security.istio.io/v1' },
      world: CLUSTER,
      state: 'missing',
      found: /security\.istio\.io is not served/,
      remedy: /Install/,
    },
    {
      proof: { is: 'api', cluster: on, groupVersion: 'metallb.io/v1beta1' },
      world: {},
      state: 'unknown',
      found: /k8s does not answer/,
      remedy: /first/,
    },
  ],
  object: [
    {
      proof: { is: 'object', cluster: on, resource: 'secrets', namespace: 'a', name: 's', key: 'tls.key' },
      world: { ...CLUSTER, '{{end}}': 'tls.crt\ntls.key\n' },
      state: 'holds',
      found: /the key tls\.key/,
    },
    {
      proof: { is: 'object', cluster: on, resource: 'secrets', namespace: 'a', name: 's', key: 'tls.key' },
      world: { ...CLUSTER, '{{end}}': 'tls.crt\n' },
      state: 'missing',
      found: /the keys tls\.crt/,
      remedy: /tls\.key/,
    },
    {
      proof: { is: 'object', cluster: on, resource: 'secrets', namespace: 'a', name: 's' },
      world: { ...CLUSTER, 'get secrets s --namespace a --output name': `${FAILS}secrets "s" not found` },
      state: 'missing',
      found: /not found/,
      remedy: /get secrets --namespace a/,
    },
    {
      proof: { is: 'object', cluster: on, resource: 'secrets', namespace: 'a', name: 's' },
      world: { ...CLUSTER, 'get secrets s --namespace a --output name': `${FAILS}secrets "s" is forbidden` },
      state: 'unknown',
      found: /forbidden/,
      remedy: /who may/,
    },
  ],
  release: [
    {
      proof: RELEASE,
      world: released(LISTED, '{"speaker":{"frr":{"enabled":false}}}'),
      state: 'holds',
      found: /^metallb-0\.16\.1 is deployed/,
    },
    // Makers write a version with a `v` in one place and without it in another.
    {
      proof: { ...RELEASE, version: 'v0.16.1' },
      world: released(LISTED, '{"speaker":{"frr":{"enabled":false}}}'),
      state: 'holds',
      found: /deployed/,
    },
    {
      proof: RELEASE,
      world: released('[]'),
      state: 'missing',
      found: /metallb-system has no release metallb/,
      remedy: /isthmus add-ons k8s/,
    },
    {
      proof: RELEASE,
      world: released(LISTED.replace('0.16.1', '0.15.2')),
      state: 'missing',
      found: /is of metallb-0\.15\.2, not metallb-0\.16\.1/,
      remedy: /isthmus add-ons k8s/,
    },
    {
      proof: RELEASE,
      world: released(LISTED.replace('deployed', 'pending-upgrade')),
      state: 'missing',
      found: /is pending-upgrade/,
      remedy: /helm history metallb/,
    },
    // What it was given is not told: it may be secret.
    {
      proof: RELEASE,
      world: released(LISTED, '{"speaker":{"frr":{"enabled":true}},"password":"hunter2"}'),
      state: 'missing',
      found: /^the release metallb was given other values: speaker\.frr\.enabled, password$/,
      remedy: /isthmus add-ons k8s/,
    },
    {
      proof: RELEASE,
      world: released(`${FAILS}no helm`),
      state: 'unknown',
      found: /no helm/,
      remedy: /helm is installed/,
    },
    { proof: RELEASE, world: {}, state: 'unknown', found: /does not answer/, remedy: /comes first/ },
  ],
  field: [
    {
      proof: MARK,
      world: marked('v2'),
      state: 'holds',
      found: /^v2$/,
    },
    {
      proof: MARK,
      world: marked('v1'),
      state: 'missing',
      found: /kube-router says v1, not v2/,
      remedy: /isthmus add-ons k8s/,
    },
    {
      proof: MARK,
      world: marked(`${FAILS}not found`),
      state: 'missing',
      found: /not found/,
      remedy: /isthmus add-ons k8s/,
    },
    {
      proof: MARK,
      world: marked(`${FAILS}it is forbidden`),
      state: 'unknown',
      found: /forbidden/,
      remedy: /may read/,
    },
  ],
  'default-storage-class': [
    {
      proof: { is: 'default-storage-class', cluster: on },
      world: { ...CLUSTER, 'storageclasses --output json': classes('true') },
      state: 'holds',
      found: /fast/,
    },
    {
      proof: { is: 'default-storage-class', cluster: on },
      world: { ...CLUSTER, 'storageclasses --output json': classes('false') },
      state: 'missing',
      found: /none of fast/,
      remedy: /annotate storageclass/,
    },
  ],
  'policy-enforcement': [
    {
      proof: { is: 'policy-enforcement', cluster: on },
      world: { ...CLUSTER, '--all-namespaces --output json': daemons('calico-node') },
      state: 'holds',
      found: /calico-node runs on 3 nodes/,
    },
    {
      proof: { is: 'policy-enforcement', cluster: on },
      world: { ...CLUSTER, '--all-namespaces --output json': daemons('cilium', 2) },
      state: 'missing',
      found: /2 of 3/,
      remedy: /get pods/,
    },
    {
      proof: { is: 'policy-enforcement', cluster: on },
      world: { ...CLUSTER, '--all-namespaces --output json': daemons('kube-flannel-ds') },
      state: 'missing',
      found: /does not enforce/,
      remedy: /Calico/,
    },
    {
      proof: { is: 'policy-enforcement', cluster: on },
      world: { ...CLUSTER, '--all-namespaces --output json': daemons('kube-proxy') },
      state: 'unknown',
      found: /no network plug-in that is known/,
      remedy: /by hand/,
    },
    {
      proof: { is: 'policy-enforcement', cluster: on },
      world: {
        ...CLUSTER,
        '--all-namespaces --output json': daemons('svclb'),
        'nodes --output json': k3sNodes('--flannel-backend', 'vxlan'),
      },
      state: 'holds',
      found: /k3s enforces it by itself, on 1 server/,
    },
    ...[
      ['--disable-network-policy'],
      ['--disable-network-policy', 'true'],
      ['--disable-network-policy=true'],
      ['--flannel-backend=none'],
    ].map((words) => ({
      proof: { is: 'policy-enforcement' as const, cluster: on },
      world: { ...CLUSTER, '--all-namespaces --output json': daemons('svclb'), 'nodes --output json': k3sNodes(...words) },
      state: 'missing' as const,
      found: /k3s runs without its policy controller/,
      remedy: /Calico/,
    })),
    {
      proof: { is: 'policy-enforcement', cluster: on },
      world: { ...CLUSTER, '--all-namespaces --output json': daemons('cilium'), 'nodes --output json': k3sNodes('--flannel-backend=none') },
      state: 'holds',
      found: /cilium runs on 3 nodes/,
    },
  ],
};

describe.each(Object.entries<readonly Case[]>(CASES))('%s', (_, cases) => {
  test.each(cases)('$state: $found', async ({ proof, world, state, found, remedy }) => {
    const verdict = await look(proof, asking(world, { TF_VAR_given: 'x', TF_VAR_other: '' }));
    expect(verdict.state).toBe(state);
    expect(verdict.found).toMatch(found);
    // Whoever reads of a defect is told what to do.
    if (remedy) expect(verdict.remedy).toMatch(remedy);
    else expect(verdict.remedy).toBeUndefined();
  });
});

test('a variable may be in any file that Terraform reads by itself', async () => {
  const stack = mkdtempSync(join(tmpdir(), 'doctor-'));
  writeFileSync(join(stack, 'terraform.tfvars'), 'in_hcl = "x"\n');
  writeFileSync(join(stack, 'more.auto.tfvars.json'), '{ "in_json": "x",\n  "another": "y" }\n');
  writeFileSync(join(stack, 'unread.tfvars'), 'unread = "x"\n');
  const found = async (name: string): Promise<State> => (await look({ is: 'variable', name }, asking({}, {}, [stack]))).state;
  expect([await found('in_hcl'), await found('in_json'), await found('another'), await found('unread')]).toEqual([
    'holds',
    'holds',
    'holds',
    'unknown',
  ]);
  rmSync(stack, { recursive: true });
});

test('a program that is not installed is said to be so', async () => {
  const y = yard();
  const run = async (): Promise<string> => {
    throw Object.assign(new Error('spawn virsh ENOENT'), { code: 'ENOENT' });
  };
  const verdict = await look({ is: 'hypervisor', host }, new Asking(y.system.resolve().system, { run }));
  expect(verdict.found).toBe('virsh is not installed here');
});
