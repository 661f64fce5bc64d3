import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { nicsOf, type ResolvedSystem } from '../model/resolved';
import { escapeTemplate, renderWindowsFirewall } from './guest';
import { addressed } from './names';

/** What people and the other half ask for afterwards. */
export function renderOutputs(scope: Construct, system: ResolvedSystem): void {
  const output = (name: string, description: string, value: unknown): TerraformOutput =>
    addressed('output', name, (id) => new TerraformOutput(scope, id, { description, value }));
  output('digest', "Of the facts shared with the Kubernetes side: must be equal to that in the system's ConfigMap there", system.digest);
  const scripts = system.machines.flatMap((machine) => renderWindowsFirewall(machine) ?? []);
  if (scripts.length > 0) {
    const description = 'Firewall baselines of the Windows guests, by file name: to be run there once, as administrator';
    output(
      'windows-firewall',
      description,
      Object.fromEntries(scripts.map(({ fileName, content }) => [fileName, escapeTemplate(content)])),
    );
  }
  const addresses = system.machines.flatMap((machine) => nicsOf(machine).map(({ name, address }) => [name, address] as const));
  output('addresses', 'Addresses of the machines', Object.fromEntries(addresses));
}
