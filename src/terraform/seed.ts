import { createHash } from 'node:crypto';
import { InvalidSystemError } from '../model/problem';
import { cloudInitTooLarge } from '../model/problems';
import type { ResolvedGuest, ResolvedMachine } from '../model/resolved';
import { renderCloudbaseInit, renderCloudInit, renderUnattended, UNATTEND_LABEL } from './guest';
import { type IsoFile, SECTOR } from './iso9660';

/** Linux passes no longer text than 128 KiB in one variable. */
const MAX_DOCUMENT = 120_000;

/** Room for each value that Terraform fills in: a verifier in base64 is some hundred bytes, a certificate with its key some thousand. */
const HEADROOM = 8192;

/** What CDs have in common that are read by the same programs. */
export interface Layout {
  /** Of the step that writes them. */
  readonly name: 'cloud-init' | 'unattend';
  /** Volume label. */
  readonly label: string;
  /** Fields of an entry and names of files: in the order of the latter, as a directory lists them. */
  readonly documents: readonly (readonly [field: string, file: string])[];
  /** What follows a document inside its file: the rest is blanks. */
  readonly filler: string;
}

/** By the step that writes them: it is there without machines, too, or the CDs of the last ones would be left. */
export const LAYOUTS: { readonly [L in Layout['name']]: Layout } = {
  'cloud-init': {
    name: 'cloud-init',
    label: 'cidata',
    documents: [
      ['meta_data', 'meta-data'],
      ['network_config', 'network-config'],
      ['user_data', 'user-data'],
    ],
    // A comment of YAML; behind the last part of a message, nobody's.
    filler: '\n#',
  },
  unattend: {
    name: 'unattend',
    label: UNATTEND_LABEL,
    documents: [
      ['answer_file', 'Unattend.xml'],
      ['installer', 'install.ps1'],
      ['program', 'setup.ps1'],
    ],
    filler: '\n',
  },
};

/** The documents of a guest, by their fields, as Terraform strings; of the last one the part that differs, and the one that many have in common. */
interface Told {
  readonly layout: Layout;
  /** Windows reads names of its own kind. */
  readonly joliet: boolean;
  readonly documents: readonly [string, string, { readonly own: string; readonly common: string }];
}

const TOLD: { readonly [C in ResolvedGuest['configuredBy']]: (machine: ResolvedMachine) => Told | undefined } = {
  'cloud-init': (machine) => {
    const told = renderCloudInit(machine);
    return told && { layout: LAYOUTS['cloud-init'], joliet: false, documents: [told.metaData, told.networkConfig, told.userData] };
  },
  ignition: () => undefined,
  'cloudbase-init': (machine) => {
    const told = machine.guest.windows && renderCloudbaseInit(machine, machine.guest.windows);
    return told && { layout: LAYOUTS['cloud-init'], joliet: true, documents: [told.metaData, told.networkConfig, told.userData] };
  },
  unattend: (machine) => {
    const told = machine.guest.windows && renderUnattended(machine, machine.guest.windows);
    return told && { layout: LAYOUTS.unattend, joliet: true, documents: [told.answerFile, told.installer, told.program] };
  },
  none: () => undefined,
};

/** What lies on a machine's CD. */
export interface Seed extends Told {
  /** The documents with their sizes, in the order in which they lie there. */
  readonly files: readonly IsoFile[];
  /** Names what it has in common with others. */
  readonly guest: string;
}

/**
 * @returns undefined for a guest that nothing configures
 * @throws InvalidSystemError when a document is too large
 */
export function seedOf(machine: ResolvedMachine): Seed | undefined {
  const told = TOLD[machine.guest.configuredBy](machine);
  if (!told) return undefined;
  const [first, second, { own, common }] = told.documents;
  const texts = [first, second, own + common];
  const digest = createHash('sha256').update(common).digest('hex').slice(0, 8);
  return {
    ...told,
    files: told.layout.documents.map(([, name], index) => ({ name, size: documentSize(machine.name, name, texts[index] ?? '') })),
    guest: `${machine.guest.role.kind}-${machine.os.id}-${digest}`,
  };
}

/** Values in a document that Terraform fills in. */
const filledIn = (template: string): number => (template.match(/(?<!\$)\$\{/g) ?? []).length;

/** Bytes that a document may have. Room for the first value has been left already. */
export const mostBytes = (template: string): number => MAX_DOCUMENT - HEADROOM * Math.max(0, filledIn(template) - 1);

/** Whole sectors with room to spare: the length that is left is filled. */
function documentSize(machine: string, name: string, template: string): number {
  const bytes = Buffer.byteLength(template);
  const most = mostBytes(template);
  if (bytes > most) throw new InvalidSystemError([cloudInitTooLarge(machine, name, bytes, Math.max(0, most))]);
  const headroom = template.includes('${') ? HEADROOM * Math.max(1, filledIn(template)) : 0;
  return Math.ceil((bytes + headroom + LONGEST_FILLER) / SECTOR) * SECTOR;
}

/** Characters. */
export const LONGEST_FILLER = 2;
