import { Labels } from '../labels';
import { object, Program, text } from '../source';
import type { FoundDisk } from './facts';
import { foundIn } from './found';
import { declareHosts } from './hosts';
import { declareMachine } from './machines';
import { declareSubnets, domainOf } from './networks';
import type { State } from './state';

/**
 * A program that would describe the hosts, networks and machines of libvirt in states or plans of Terraform, as they are: disks are those
 * that exist, and nothing in guests is set up. What it does not say stands as comments beside it. No text is in it that a state could hold
 * a secret in: of what cloud-init was told, addresses alone are read.
 *
 * @param system name of the system: a label. Names that begin with it lose it, since all objects on hosts get it back
 */
export function programOfStates(states: readonly State[], system: string): string {
  const program = new Program();
  const labels = new Labels();
  const found = foundIn(states);
  const prefix = `${system}-`;
  program.note([
    'Disks are those that exist (`existing`): nobody makes them or deletes them.',
    'Networks and machines would be made anew beside those that are there: node_modules/isthmus/docs/migration.md.',
    'Who may talk to whom is not in a state: say it by this.policy.allow(…).',
  ]);
  if (!found.hostsKnown)
    program.note([
      'What `terraform show -json` prints of a state does not say which host a resource is on; the state file (.tfstate) does.',
    ]);
  const hosts = declareHosts(found, labels, program);
  const subnets = declareSubnets(found, labels, program, prefix);
  const used = new Map<string, FoundDisk>();
  for (const machine of found.machines) declareMachine(machine, { program, found, hosts, subnets, labels, prefix, used });
  program.note([
    ...found.pools
      .filter(({ type }) => type === undefined)
      .map(({ address }) => `not said: ${address}, a pool of a type that is not known here`),
    ...found.pools.flatMap(({ address, left }) => left.map((path) => `not said: ${address} ${path}`)),
    ...found.others.map((address) => `not said: ${address}`),
  ]);
  const domain = domainOf(found);
  return program.toText(system, domain === undefined || domain === `${system}.internal` ? undefined : object({ domain: text(domain) }));
}
