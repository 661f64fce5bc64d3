import { Size } from '../../model/values';
import { alike, type Rules } from '../rules';

/**
 * What a change of an attribute makes the provider do.
 * - `restart`: it shuts the machine down, defines it anew, and the step beside it starts it. Disks stay.
 * - `replace`: what is there is destroyed, and another one made.
 * - `live`: nothing that runs notices.
 * - `again`: the step is undone, where it can be, and run again.
 * - `elsewhere`: the provider looks for it at another host, does not find it, and makes a second one there.
 * - `refused`: the provider fails, and changes nothing.
 * - `unknown`: no rule says so.
 */
export type AttributeEffect = 'restart' | 'replace' | 'live' | 'again' | 'elsewhere' | 'refused' | 'unknown';

const mebibytes = (value: unknown): string => (typeof value === 'number' ? Size.mebibytes(value).toString() : '');
const bytes = (value: unknown): string => (typeof value === 'number' ? Size.mebibytes(value / 2 ** 20).toString() : '');

const ELSEWHERE: Rules<AttributeEffect> = { provider: { effect: 'elsewhere', words: 'the host that it is on' } };

/**
 * By type of resource. Of dmacvicar/libvirt 0.9.7: `name`, and `type` of all but volumes, are `RequiresReplace`
 * (internal/codegen/policy/field_policy.go), a volume's `pool` too (volume_resource.go). Every other change of a domain stops it,
 * undefines it and defines it anew (`Update` in domain_resource.go). `Update` of volumes and pools answers "Update Not Supported"; that of
 * networks fails with "inconsistent result after apply" for all but `autostart`, and changes nothing (run against libvirt 9).
 * `terraform_data` is Terraform's own: `input` is only kept, `triggers_replace` replaces.
 */
export const ATTRIBUTES: Readonly<Record<string, Rules<AttributeEffect>>> = {
  libvirt_domain: {
    ...ELSEWHERE,
    name: { effect: 'replace', words: 'its name in libvirt' },
    type: { effect: 'replace', words: 'its kind of virtualization' },
    memory: { effect: 'restart', words: 'memory', show: mebibytes },
    vcpu: { effect: 'restart', words: 'processors' },
    ...alike('restart', {
      memory_unit: 'the unit of its memory',
      autostart: 'whether it starts with its host',
      clock: 'its clock',
      cpu: 'the model of its processors, their topology or its NUMA nodes',
      cpu_tune: 'the processors of its host that it is pinned to',
      vcpu_cpuset: 'the processors of its host that it may run on',
      numa_tune: 'the NUMA nodes of its host that its memory comes from',
      features: 'features of its virtual hardware',
      os: 'firmware and machine type',
      pm: 'its power management',
      sys_info: 'what its firmware shows to it: the file that Ignition reads',
      on_crash: 'what follows a crash',
      on_poweroff: 'what follows when it is switched off',
      on_reboot: 'what follows when it restarts itself',
      update: 'the time that it gets to shut down',
      destroy: 'the time that it gets to shut down',
      'devices.channels': 'the channel of the guest agent',
      'devices.consoles': 'its console',
      'devices.serials': 'its console',
      'devices.controllers': 'controllers of its disks',
      io_threads: 'the thread that serves its disks',
      memory_backing: 'how its memory is kept: huge pages, locked, shared with folders',
      'devices.filesystems': 'folders of its host',
      'devices.disks': 'its disks',
      'devices.interfaces': 'its network card',
      'devices.graphics': 'its screen',
      'devices.videos': 'its screen',
      'devices.inputs': 'its screen',
      'devices.rngs': 'its source of random numbers',
      'devices.tpms': 'its TPM',
      'devices.hostdevs': 'devices of its host',
      'devices.mem_balloon': 'its memory balloon',
      'devices.vsock': 'its vsock',
      'devices.watchdogs': 'its watchdog',
    }),
  },
  libvirt_volume: {
    ...ELSEWHERE,
    ...alike('replace', { name: 'its name', pool: 'its pool' }),
    ...alike('refused', { target: 'its format', backing_store: 'the image below it', create: 'where its content comes from' }),
    capacity: { effect: 'refused', words: 'its size', show: bytes },
  },
  libvirt_network: {
    ...ELSEWHERE,
    name: { effect: 'replace', words: 'its name' },
    autostart: { effect: 'live', words: 'whether it starts with its host' },
    ...alike('refused', {
      bridge: 'its bridge',
      mtu: 'its MTU',
      forward: 'how it is forwarded',
      domain: 'its domain',
      dns: 'its name server',
      dnsmasq_options: 'its name server',
      ips: 'its addresses',
    }),
  },
  libvirt_pool: {
    ...ELSEWHERE,
    ...alike('replace', { name: 'its name', type: 'its kind' }),
    ...alike('refused', { target: 'its directory', destroy: 'what becomes of its directory' }),
  },
  terraform_data: {
    input: { effect: 'live', words: 'what is kept of it' },
    triggers_replace: { effect: 'again', words: 'what it was made with' },
  },
};
