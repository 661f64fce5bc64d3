import assert from 'node:assert/strict';
import type { ResolvedMachine, ResolvedSystem } from '../../../../src';

export const addressOf = (system: ResolvedSystem, name: string): string =>
  system.machines.find((machine) => machine.name === name)?.nic.address ?? '';

export function subnetOf(system: ResolvedSystem, { nic }: ResolvedMachine): ResolvedSystem['subnets'][number] {
  const subnet = system.subnets.find(({ name }) => name === nic.subnet);
  assert(subnet);
  return subnet;
}

/**
 * That the certificate of a machine has to hold for.
 * @param shared database whose machines have one for all. @default - each has its own
 */
export function certificateNames({ machines }: ResolvedSystem, name: string, shared?: string): readonly string[] {
  const sharing = machines.filter((each) => each.name === name || (name === shared && each.name === `${shared}-2`));
  return [...new Set(sharing.flatMap(({ guest: { role } }) => (role.kind === 'database' ? (role.tls?.names ?? []) : [])))];
}
