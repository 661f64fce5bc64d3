import { domainFacts } from '../../import/hosts/domain';
import type { Asking } from '../asking';
import { holds, missing, type ProofOf, unknown, type Verdict } from '../verdict';

/** What libvirt is asked about hosts, and this machine about itself. */

/** What a host without an answer leaves open. */
export const unasked = (host: string): Verdict =>
  unknown(`libvirt on ${host} does not answer`, `What is said of the host ${host} comes first.`);

export const reaches = async (asking: Asking, host: string): Promise<boolean> => (await asking.virsh(host, 'version')).ok;

const fieldOf = (text: string, field: string): string | undefined => new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(text)?.[1]?.trim();

export async function hypervisor({ host }: ProofOf<'hypervisor'>, asking: Asking): Promise<Verdict> {
  const { ok, text } = await asking.virsh(host, 'version');
  if (ok) return holds(fieldOf(text, 'Running hypervisor') ?? 'it answers');
  return missing(
    text,
    `\`virsh -c '${asking.uriOf(host)}' version\` has to work here: libvirt-clients is installed, libvirtd runs on ${host}, and whoever runs Terraform may log in there and is in the group libvirt.`,
  );
}

export async function storagePool({ host, pool, autostart }: ProofOf<'storage-pool'>, asking: Asking): Promise<Verdict> {
  if (!(await reaches(asking, host))) return unasked(host);
  const { ok, text } = await asking.virsh(host, 'pool-info', pool);
  const virsh = `virsh -c '${asking.uriOf(host)}'`;
  if (!ok)
    return missing(
      text,
      `Make it: \`${virsh} pool-define-as ${pool} dir --target /var/lib/libvirt/images\` (of the type and at the place that it is to have), then \`${virsh} pool-start ${pool}\` and \`${virsh} pool-autostart ${pool}\`.`,
    );
  const [state, starts] = [fieldOf(text, 'State'), fieldOf(text, 'Autostart')];
  if (state !== 'running') return missing(`it is ${state ?? 'not running'}`, `Start it: \`${virsh} pool-start ${pool}\`.`);
  if (autostart && starts !== 'yes')
    return missing('it is not started with its host', `Have it started: \`${virsh} pool-autostart ${pool}\`.`);
  return holds(`running, ${fieldOf(text, 'Available') ?? 'an unknown amount'} available`);
}

export async function volume({ host, pool, volume, bytes }: ProofOf<'volume'>, asking: Asking): Promise<Verdict> {
  if (!(await reaches(asking, host))) return unasked(host);
  const { ok, text } = await asking.virsh(host, 'vol-info', '--bytes', '--pool', pool, volume);
  if (!ok)
    return missing(
      text,
      `Make the volume, or give the disk another one; \`virsh -c '${asking.uriOf(host)}' vol-list ${pool}\` shows those that are there.`,
    );
  const found = Number.parseInt(fieldOf(text, 'Capacity') ?? '', 10);
  if (found >= bytes) return holds(`${found} bytes`);
  return missing(
    `it has ${found} bytes, and ${bytes} are wanted`,
    `Enlarge it: \`virsh -c '${asking.uriOf(host)}' vol-resize --pool ${pool} ${volume} ${bytes}\`.`,
  );
}

const factsOf = (xml: string): ReturnType<typeof domainFacts> | undefined => {
  try {
    return domainFacts(xml);
  } catch {
    return undefined;
  }
};

/** An adopted domain has to be what is said of it: nothing later would notice. */
export async function domain(proof: ProofOf<'domain'>, asking: Asking): Promise<Verdict> {
  const { host, uuid, name, cards, cpus, memoryMiB, disks } = proof;
  if (!(await reaches(asking, host))) return unasked(host);
  const virsh = `virsh -c '${asking.uriOf(host)}'`;
  const { ok, text } = await asking.virsh(host, 'dumpxml', '--inactive', uuid);
  if (!ok) return missing(text, `\`${virsh} list --all --uuid --name\` shows the domains that there are: say which one is meant.`);
  const found = factsOf(text);
  if (!found) return unknown('libvirt describes it in an unknown way', `Look by hand: \`${virsh} dumpxml ${uuid}\`.`);
  const paths = await Promise.all(disks.map(({ pool, volume }) => asking.virsh(host, 'vol-path', '--pool', pool, volume)));
  const names = disks.map(({ pool, volume }) => `${pool}/${volume}`);
  const strange = names.filter((each, index) => {
    const path = paths[index];
    return path?.ok && !found.disks.includes(path.text.trim()) && !found.disks.includes(each);
  });
  const wrong = [
    ...(found.name === name ? [] : [`it is called "${found.name}"`]),
    ...(found.cpus === cpus ? [] : [`it has ${found.cpus} processors`]),
    ...(found.memoryMiB === memoryMiB ? [] : [`it has ${found.memoryMiB} MiB`]),
    ...cards.filter((mac) => !found.cards.includes(mac)).map((mac) => `it has no network card ${mac}`),
    ...found.cards.filter((mac) => !cards.includes(mac)).map((mac) => `it has a network card ${mac} that nobody speaks of`),
    ...strange.map((each) => `${each} is none of its disks`),
    ...(found.disks.length > disks.length ? [`it has ${found.disks.length} disks, and ${disks.length} are stated`] : []),
  ];
  if (wrong.length === 0) return holds('it is as described');
  return missing(wrong.join('; '), 'Describe it as it is, or change it by hand (`virsh edit`): no apply does.');
}

export async function bridge({ host, bridge }: ProofOf<'bridge'>, asking: Asking): Promise<Verdict> {
  if (!(await reaches(asking, host))) return unasked(host);
  const { ok, text } = await asking.virsh(host, 'nodedev-list', '--cap', 'net');
  if (!ok) return unknown(text, `Look by hand: \`ip link show ${bridge}\` on ${host}.`);
  // libvirt writes names of devices with underscores for whatever is neither letter nor digit.
  const start = `net_${bridge.replace(/[^A-Za-z0-9]/g, '_')}_`;
  for (const device of text.split('\n').filter((line) => line.startsWith(start))) {
    const described = await asking.virsh(host, 'nodedev-dumpxml', device.trim());
    if (described.ok && described.text.includes(`<interface>${bridge}</interface>`)) return holds('it is there');
  }
  return missing(
    `${host} has no network device of this name`,
    `Make it there, as the distribution does it (netplan, NetworkManager, ifupdown): a bridge "${bridge}" with the uplink in it.`,
  );
}

export async function libvirtSecret({ host, uuid }: ProofOf<'libvirt-secret'>, asking: Asking): Promise<Verdict> {
  if (!(await reaches(asking, host))) return unasked(host);
  const { ok, text } = await asking.virsh(host, 'secret-list');
  if (ok && text.includes(uuid)) return holds('it is there; its value was not asked for');
  return missing(
    ok ? 'libvirt has no such secret' : text,
    `Define it with this UUID, and set its value: \`virsh secret-define\`, \`virsh secret-set-value\`.`,
  );
}

export async function machineType({ host, type }: ProofOf<'machine-type'>, asking: Asking): Promise<Verdict> {
  if (!(await reaches(asking, host))) return unasked(host);
  const { ok, text } = await asking.virsh(host, 'domcapabilities', '--machine', type);
  if (ok) return holds('QEMU has it');
  return missing(
    text,
    `Install a QEMU on ${host} that has the machine type ${type} (\`qemu-system-x86_64 -machine help\` lists them), or let the machine have another.`,
  );
}

export async function firmware({ host, secureBoot }: ProofOf<'firmware'>, asking: Asking): Promise<Verdict> {
  if (!(await reaches(asking, host))) return unasked(host);
  const { ok, text } = await asking.virsh(host, 'domcapabilities', '--machine', 'q35');
  if (!ok) return unknown(text, `Look by hand: OVMF is installed on ${host}.`);
  const [os = ''] = /<os [\s\S]*?<\/os>/.exec(text) ?? [];
  const remedy = `Install OVMF on ${host} (Debian and Ubuntu: ovmf; Enterprise Linux: edk2-ovmf).`;
  if (!os.includes('<value>efi</value>')) return missing('libvirt knows no UEFI firmware there', remedy);
  const [secure = ''] = /<enum name=['"]secure['"]>[\s\S]*?<\/enum>/.exec(os) ?? [];
  if (secureBoot && !secure.includes('<value>yes</value>')) return missing('libvirt knows none there with Secure Boot', remedy);
  return holds('libvirt knows it');
}

export async function tpm({ host }: ProofOf<'tpm'>, asking: Asking): Promise<Verdict> {
  if (!(await reaches(asking, host))) return unasked(host);
  const { ok, text } = await asking.virsh(host, 'domcapabilities', '--machine', 'q35');
  if (!ok) return unknown(text, `Look by hand: swtpm is installed on ${host}.`);
  const [tpm = ''] = /<tpm [\s\S]*?<\/tpm>/.exec(text) ?? [];
  if (/supported=['"]yes['"]/.test(tpm) && tpm.includes('<value>emulator</value>')) return holds('libvirt can emulate one');
  return missing('libvirt cannot emulate one there', `Install swtpm and swtpm-tools on ${host}.`);
}

export async function file({ path }: ProofOf<'file'>, asking: Asking): Promise<Verdict> {
  if (await asking.canRead(path)) return holds('it can be read');
  return missing('it cannot be read here', `Put the file there, readable for whoever runs Terraform; or run Terraform where it is.`);
}

export async function variable({ name }: ProofOf<'variable'>, asking: Asking): Promise<Verdict> {
  if (await asking.hasVariable(name)) return holds('it is set');
  return unknown(
    'it is neither in this environment nor in a file of variables of the stack',
    `Terraform asks for it where nothing else gives it: \`export TF_VAR_${name}=…\`.`,
  );
}
