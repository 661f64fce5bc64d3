import assert from 'node:assert/strict';
import type { ResolvedMachine, ResolvedSystem } from '../../../../src';

export const addressOf = (system: ResolvedSystem, name: string): string =>
  system.machines.find((machine) => machine.name === name)?.nic.address ?? '';

export function subnetOf(system: ResolvedSystem, { nic }: ResolvedMachine): ResolvedSystem['subnets'][number] {
  const subnet = system.subnets.find(({ name }) => name === nic.subnet);
  assert(subnet);
  return subnet;
}
