/** Attributes as the provider's 0.8.3 leaves them in a state: with an empty text, a false or a null where nobody has said anything. */
const DOMAIN = {
  arch: 'x86_64',
  autostart: true,
  boot_device: [],
  cloudinit: null,
  cmdline: null,
  console: [{ source_host: '127.0.0.1', source_path: '', source_service: '0', target_port: '0', target_type: 'serial', type: 'pty' }],
  coreos_ignition: null,
  cpu: [{ mode: 'host-passthrough' }],
  description: '',
  disk: [] as object[],
  emulator: '/usr/bin/qemu-system-x86_64',
  filesystem: [],
  firmware: '',
  fw_cfg_name: 'opt/com.coreos/config',
  graphics: [] as object[],
  initrd: '',
  kernel: '',
  machine: 'q35',
  metadata: null,
  network_interface: [] as object[],
  nvram: [],
  qemu_agent: true,
  running: true,
  timeouts: null,
  tpm: [],
  type: 'kvm',
  video: [],
  xml: [],
};

const DISK = { block_device: '', file: '', scsi: false, url: '', volume_id: '', wwn: '' };
const CARD = {
  addresses: [] as string[],
  bridge: '',
  hostname: '',
  macvtap: '',
  network_id: '',
  network_name: '',
  passthrough: '',
  private: '',
  vepa: '',
  wait_for_lease: false,
};
const VOLUME = {
  base_volume_id: null,
  base_volume_name: null,
  base_volume_pool: null,
  format: 'qcow2',
  pool: 'machines',
  source: null,
  xml: [],
};

export const SECRET = 'hunter2';

const path = (name: string): string => `/srv/machines/${name}`;

/** Two machines and what they need, as people write them by hand for the provider's 0.8: a state file. */
export const EARLIER = {
  version: 4,
  terraform_version: '1.9.8',
  outputs: {},
  resources: [
    resource('libvirt_pool', 'machines', {
      id: 'p1',
      name: 'machines',
      type: 'dir',
      path: '/srv/machines',
      target: [{ path: '/srv/machines' }],
      capacity: 1,
      source: [],
      xml: [],
    }),
    resource('libvirt_network', 'lan', {
      id: 'n1',
      name: 'lan',
      mode: 'nat',
      addresses: ['10.17.3.0/24', 'fd00::/64'],
      autostart: true,
      bridge: 'virbr1',
      dhcp: [{ enabled: true }],
      dns: [
        {
          enabled: true,
          forwarders: [{ address: '10.17.0.53', domain: '' }],
          hosts: [{ hostname: 'files.lan', ip: '10.17.3.9' }],
          local_only: true,
          srvs: [],
        },
      ],
      dnsmasq_options: [],
      domain: 'lan',
      mtu: null,
      routes: [],
      xml: [],
    }),
    resource('libvirt_volume', 'debian', {
      ...VOLUME,
      id: path('debian-12.qcow2'),
      name: 'debian-12.qcow2',
      size: 2147483648,
      source: 'https://cloud.debian.org/debian-12-generic-amd64.qcow2',
    }),
    resource('libvirt_volume', 'web', {
      ...VOLUME,
      id: path('web.qcow2'),
      name: 'web.qcow2',
      size: 21474836480,
      base_volume_id: path('debian-12.qcow2'),
    }),
    resource('libvirt_volume', 'Files', { ...VOLUME, id: path('files.raw'), name: 'files.raw', size: 5368709120, format: 'raw' }),
    resource('libvirt_volume', 'data', { ...VOLUME, id: path('files-data.qcow2'), name: 'files-data.qcow2', size: 107374182400 }),
    resource('libvirt_cloudinit_disk', 'web', {
      id: `${path('web-init.iso')};c0ffee`,
      name: 'web-init.iso',
      pool: 'machines',
      user_data: `#cloud-config\npassword: ${SECRET}\n`,
      meta_data: '',
      network_config: 'version: 2\nethernets:\n  eth0:\n    addresses: [10.17.3.7/24]\n    nameservers: {addresses: [10.17.3.8]}\n',
    }),
    resource('libvirt_domain', 'web', {
      ...DOMAIN,
      id: 'd1',
      name: 'web',
      memory: 2048,
      vcpu: 2,
      cloudinit: `${path('web-init.iso')};c0ffee`,
      description: SECRET,
      metadata: SECRET,
      disk: [{ ...DISK, volume_id: path('web.qcow2') }],
      network_interface: [
        { ...CARD, network_id: 'n1', mac: '52:54:00:AA:00:01', network_name: 'lan' },
        { ...CARD, bridge: 'br-office', mac: '52:54:00:AA:00:02', addresses: ['192.168.5.20'] },
      ],
    }),
    resource('libvirt_domain', 'files', {
      ...DOMAIN,
      id: 'd2',
      name: 'My Files',
      memory: 4096,
      vcpu: 4,
      machine: 'pc-i440fx-8.2',
      firmware: '/usr/share/OVMF/OVMF_CODE.fd',
      qemu_agent: false,
      graphics: [{ autoport: true, listen_address: '127.0.0.1', listen_type: 'address', type: 'spice', websocket: 0 }],
      disk: [
        { ...DISK, volume_id: path('files.raw') },
        { ...DISK, volume_id: path('files-data.qcow2'), scsi: true },
        { ...DISK, file: '/iso/setup.iso' },
      ],
      network_interface: [{ ...CARD, network_id: 'n1', mac: '52:54:00:AA:00:03', addresses: ['10.17.3.9'] }],
      xml: [{ xslt: SECRET }],
    }),
  ],
};

export const earlierState = (): string => JSON.stringify(EARLIER);

function resource(type: string, name: string, attributes: Readonly<Record<string, unknown>>): object {
  const provider = 'provider["registry.terraform.io/dmacvicar/libvirt"]';
  return { mode: 'managed', type, name, provider, instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }] };
}
