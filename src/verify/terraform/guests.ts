import { NotUnderstoodError, reading } from '../errors';
import type { Fields } from '../fields';
import type { GuestFirewall } from '../guest/firewall';
import { filledIn } from '../guest/first-boot';
import { type Guest, guestOf, readGuest, windowsGuest } from '../guest/guest';
import { readIgnition } from '../guest/ignition';
import { readWindowsFirewall } from '../guest/windows-firewall';
import { readCloudbaseInit, readUnattended } from '../guest/windows-setup';
import type { Resources } from './resources';
import { readSteps } from './steps';

/** What becomes of the documents on a CD, by a variable that its step alone has. */
interface Reader {
  readonly marked: string;
  readonly read: (document: (name: string) => string) => Guest;
}

const READERS: readonly Reader[] = [
  {
    marked: 'USER_DATA',
    read: (document) => {
      const userData = document('USER_DATA');
      return userData.startsWith('MIME-Version: ') ? windowsGuest(readCloudbaseInit(document('META_DATA'), userData)) : readGuest(userData);
    },
  },
  {
    marked: 'ANSWER_FILE',
    read: (document) => windowsGuest(readUnattended(document('ANSWER_FILE'), document('INSTALLER'), document('PROGRAM'))),
  },
];

/**
 * What is set up inside the virtual machines of a stack, by libvirt's name of the machine: what is on the CD that each is given;
 * undefined when that is not understood.
 */
export function readGuests(resources: Resources, attempt: (read: () => void) => void): ReadonlyMap<string, Guest | undefined> {
  const written = new Map<string, () => Guest>();
  const ignition = new Map<string, (name: string) => Guest>();
  for (const step of readSteps(resources)) {
    const reader = READERS.find(({ marked }) => step.variables.includes(marked));
    if (!reader && !step.variables.includes('IGNITION')) continue;
    const place = `${step.variable('POOL')}/${step.variable('VOLUME')}`;
    if (written.has(place) || ignition.has(place))
      attempt(() => {
        throw new NotUnderstoodError(`${step.address}: another step writes the ${reader ? 'CD' : 'file'} "${place}", too`);
      });
    else if (reader) written.set(place, () => reading(step.address, () => reader.read((name) => step.template(name, filledIn))));
    else ignition.set(place, (name) => reading(step.address, () => guestOf(readIgnition(name, step.template('IGNITION', filledIn)))));
  }
  // Images: what they are is compared with the model, as all else that machines are given.
  const images = new Set(
    resources.all('libvirt_volume', (fields) => `${resources.text(fields.text('pool'))}/${resources.text(fields.text('name'))}`),
  );
  const guests = new Map<string, Guest | undefined>();
  resources.all('libvirt_domain', (domain) => {
    const name = resources.text(domain.text('name'));
    for (const { configName, place } of firmwareOf(domain, resources))
      attempt(() => {
        guests.set(name, undefined);
        const guest = ignition.get(place);
        if (!guest) throw new NotUnderstoodError(`${name}: nothing writes the file "${place}" that its firmware shows`);
        guests.set(name, guest(configName));
      });
    const disks = domain.object('devices', (devices) => devices.list('disks', (disk) => disk)) ?? [];
    for (const disk of disks.filter((each) => each.optionalText('device') === 'cdrom')) {
      attempt(() => {
        const place = volumeOf(disk, resources);
        const guest = written.get(place);
        if (!guest && images.has(place)) return;
        const isFurther = guests.has(name);
        guests.set(name, undefined);
        if (isFurther) throw new NotUnderstoodError(`${name}: it is given several CDs that tell it what to set up`);
        if (!guest) throw new NotUnderstoodError(`${name}: nothing writes the CD "${place}" that it is given`);
        guests.set(name, guest());
      });
    }
  });
  return guests;
}

/** What the firmware of a machine shows to it. @throws NotUnderstoodError for anything but one file of the stack's own */
function firmwareOf(domain: Fields, resources: Resources): readonly { readonly configName: string; readonly place: string }[] {
  const shown = (domain.list('sys_info', (info) => info) ?? []).flatMap((info) => {
    const other = info.names.find((name) => name !== 'fw_cfg');
    if (other !== undefined) throw new NotUnderstoodError(`sys_info.${other}`);
    return info.object('fw_cfg', (config) => config.list('entry', (entry) => entry)) ?? [];
  });
  if (shown.length > 1) throw new NotUnderstoodError('several entries of the configuration of its firmware');
  return shown.map((entry) => {
    const [, id] = /^\$\{libvirt_volume\.([\w-]+)\.path\}$/.exec(entry.optionalText('file') ?? '') ?? [];
    if (id === undefined || (entry.optionalText('value') ?? '') !== '')
      throw new NotUnderstoodError('its firmware shows what is no file of the stack');
    const volume = resources.get('libvirt_volume', id);
    return { configName: entry.text('name'), place: `${resources.text(volume.text('pool'))}/${resources.text(volume.text('name'))}` };
  });
}

function volumeOf(disk: Fields, resources: Resources): string {
  const volume = disk.object('source', (source) =>
    source.object('volume', (fields) => `${resources.text(fields.text('pool'))}/${resources.text(fields.text('volume'))}`),
  );
  return disk.required('source.volume', volume);
}

/** Firewalls that administrators set up by hand, with scripts that the stack hands out, by name of the machine. */
export function readScripts(resources: Resources, attempt: (read: () => void) => void): ReadonlyMap<string, GuestFirewall> {
  const scripts = new Map<string, GuestFirewall>();
  for (const [file, script] of Object.entries(resources.output('windows-firewall')?.map('value') ?? {})) {
    attempt(() => {
      const machine = /^(.+)-firewall\.(ps1|cmd)$/.exec(file)?.[1];
      if (machine === undefined) throw new NotUnderstoodError(`the output "windows-firewall" has a file "${file}"`);
      scripts.set(
        machine,
        reading(file, () => readWindowsFirewall(resources.text(script))),
      );
    });
  }
  return scripts;
}
