import type { ResolvedMachine, ResolvedVolume } from '../../../../src';
import { CD_PLACES, DISK_PLACES } from '../../../../src/model/guest/disk-places';
import type { ResolvedHardware } from '../../../../src/model/resolved';
import { cdPlace, deviceName, setupCdPlace } from '../../../../src/terraform/disks';

/** The properties of virtual hardware that may not go together. */
export type Combination = Pick<ResolvedHardware, 'machineType' | 'firmware' | 'diskBus' | 'nicModel' | 'tpm'>;

/** Every value that the model has: a new one does not compile until it stands here. */
const VALUES: { readonly [K in keyof Combination]: Readonly<Record<`${Combination[K]}`, Combination[K]>> } = {
  machineType: { q35: 'q35', pc: 'pc' },
  firmware: { bios: 'bios', uefi: 'uefi', 'uefi-secure-boot': 'uefi-secure-boot' },
  diskBus: { virtio: 'virtio', scsi: 'scsi', sata: 'sata', ide: 'ide' },
  nicModel: { virtio: 'virtio', e1000e: 'e1000e', e1000: 'e1000', rtl8139: 'rtl8139' },
  tpm: { false: false, true: true },
};

export const combinations = (): readonly Combination[] =>
  Object.values(VALUES.machineType).flatMap((machineType) =>
    Object.values(VALUES.firmware).flatMap((firmware) =>
      Object.values(VALUES.diskBus).flatMap((diskBus) =>
        Object.values(VALUES.nicModel).flatMap((nicModel) =>
          Object.values(VALUES.tpm).map((tpm) => ({ machineType, firmware, diskBus, nicModel, tpm })),
        ),
      ),
    ),
  );

export const inWords = (combination: Combination): string =>
  Object.entries(combination)
    .map(([property, value]) => `${property} '${value}'`)
    .join(', ');

/** The one domain that is defined again and again. */
export const NAME = 'combination';

const OVMF = '/usr/share/OVMF';

const LOADERS: Record<Combination['firmware'], { readonly code: string; readonly variables: string; readonly secure: string } | undefined> =
  {
    bios: undefined,
    uefi: { code: `${OVMF}/OVMF_CODE_4M.fd`, variables: `${OVMF}/OVMF_VARS_4M.fd`, secure: 'no' },
    'uefi-secure-boot': { code: `${OVMF}/OVMF_CODE_4M.ms.fd`, variables: `${OVMF}/OVMF_VARS_4M.ms.fd`, secure: 'yes' },
  };

/** What has to lie on the host for a machine with UEFI to start. */
export const FIRMWARE_FILES: readonly string[] = Object.values(LOADERS).flatMap((loader) =>
  loader === undefined ? [] : [loader.code, loader.variables],
);

/** The most disks that a machine can have. */
export const MOST_DISKS = Math.max(...Object.values(DISK_PLACES));

/**
 * A domain such as the provider makes of a machine: as many disks as the bus takes, and as many CDs.
 * @param files one for each disk
 */
export function definitionOf(hardware: Combination, files: readonly string[]): string {
  const { machineType, firmware, diskBus, nicModel, tpm } = hardware;
  const machine = { hardware } as ResolvedMachine;
  const disks = Array.from({ length: DISK_PLACES[diskBus] }, (_, place) => deviceName({ bus: diskBus, place } as ResolvedVolume));
  const cds = [setupCdPlace(machine), ...Array.from({ length: CD_PLACES[diskBus] }, (_, place) => cdPlace(machine, place))];
  const places = [...new Map(cds.map((cd) => [cd.device, cd])).values()];
  const loader = LOADERS[firmware];
  const lines = [
    `<domain type="qemu"><name>${NAME}</name><memory unit="MiB">64</memory><vcpu>1</vcpu>`,
    `<os><type arch="x86_64" machine="${machineType}">hvm</type>`,
    loader ? `<loader readonly="yes" type="pflash" secure="${loader.secure}">${loader.code}</loader>` : '',
    loader ? `<nvram template="${loader.variables}">/var/lib/libvirt/qemu/nvram/${NAME}_VARS.fd</nvram>` : '',
    `</os><features><acpi/><apic/>${firmware === 'uefi-secure-boot' ? '<smm state="on"/>' : ''}</features>`,
    '<cpu mode="maximum"/><pm><suspend-to-mem enabled="no"/><suspend-to-disk enabled="no"/></pm><devices>',
    ...disks.map((device, index) =>
      disk('disk', device, diskBus, `<source file="${files[index]}"/>${index === 0 ? '<boot order="1"/>' : ''}`),
    ),
    ...places.map((cd) => disk('cdrom', cd.device, cd.bus, '<readonly/>')),
    places.some(({ bus }) => bus === 'scsi') ? '<controller type="scsi" index="0" model="virtio-scsi"/>' : '',
    `<interface type="ethernet"><target dev="combination"/><model type="${nicModel}"/></interface>`,
    '<serial type="pty"><target port="0"/></serial><console type="pty"><target type="serial" port="0"/></console>',
    '<channel type="unix"><target type="virtio" name="org.qemu.guest_agent.0"/></channel>',
    tpm ? '<tpm model="tpm-crb"><backend type="emulator" version="2.0"/></tpm>' : '',
    '</devices></domain>',
  ];
  return lines.filter(Boolean).join('\n');
}

const disk = (kind: 'disk' | 'cdrom', device: string, bus: string, more: string): string =>
  `<disk type="file" device="${kind}"><driver name="qemu" type="raw"/><target dev="${device}" bus="${bus}"/>${more}</disk>`;
