import { NotUnderstoodError, reading } from '../errors';
import type { Fields } from '../fields';
import { attachedFilter } from './adoption';
import { hostOf } from './networks';
import type { Resources } from './resources';
import { readSteps } from './steps';

/** Which libvirt the parts of a stack are sent to. */
export interface Connections {
  /** libvirt's name of each machine, with the URI that its provider is configured with; undefined: none, which is a local libvirt. */
  readonly machines: ReadonlyMap<string, string | undefined>;
  /** Commands for virsh: their Terraform address, the URI they are sent to, and the filter that they define, if they do. */
  readonly steps: readonly { readonly address: string; readonly uri: string; readonly filter?: string }[];
}

/** @throws NotUnderstoodError for machines and steps of which nobody knows what they are connected with, or undo */
export function readConnections(resources: Resources, noting: (read: () => void) => void): Connections {
  const uris = new Map(
    resources.providers('libvirt').map((provider) => {
      const alias = provider.optionalText('alias');
      const uri = provider.optionalText('uri');
      return [alias === undefined ? 'libvirt' : `libvirt.${alias}`, uri === undefined ? undefined : resources.text(uri)] as const;
    }),
  );
  const machines = new Map<string, string | undefined>();
  resources.all('libvirt_domain', (fields) => {
    noting(() => refuseBackDoors(fields));
    machines.set(resources.text(fields.text('name')), uris.get(hostOf(fields)));
  });
  const steps: { address: string; uri: string; filter?: string }[] = [];
  for (const step of readSteps(resources)) {
    const { address, command, variables, variable } = step;
    noting(() =>
      reading(address, () => {
        const attached = attachedFilter(step);
        if (attached) {
          steps.push({ address, uri: variable('URI'), filter: attached.filter });
          return;
        }
        const undoing = UNDOING.exec(command)?.[1];
        if (undoing !== undefined) throw new NotUnderstoodError(`it runs "${undoing}", which takes away or adds what is read here`);
        if (!variables.includes('URI')) return;
        const texts = command.includes('nwfilter-define') ? variables.map(variableOr(variable)) : [];
        const [filter] = texts.flatMap((text) => /<filter\s[^>]*\bname='([^']*)'/.exec(text)?.[1] ?? []);
        steps.push({ address, uri: variable('URI'), ...(filter !== undefined && { filter }) });
      }),
    );
  }
  return { machines, steps };
}

/** Some texts only Terraform knows: none of them is a filter. */
const variableOr =
  (variable: (name: string) => string) =>
  (name: string): string => {
    try {
      return variable(name);
    } catch (error) {
      if (error instanceof NotUnderstoodError) return '';
      throw error;
    }
  };

/** virsh's commands that change cards, filters or machines behind the back of the stack's resources. */
const UNDOING =
  /(?<![\w-])(nwfilter-undefine|nwfilter-binding-(?:create|delete)|(?:attach|detach|update)-(?:interface|device|device-alias)|domif-setlink|qemu-monitor-command|define|edit|create)\s/;

/** What a machine has beside its network cards that may lead packets in and out. */
function refuseBackDoors(domain: Fields): void {
  const name = domain.text('name');
  for (const arguments_ of ['qemu_commandline', 'bhyve_commandline'])
    if (domain.has(arguments_)) throw new NotUnderstoodError(`${name} is started with arguments of its own (${arguments_})`);
}
