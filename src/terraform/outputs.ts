import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { ResolvedSystem } from '../model/resolved';
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
  output('addresses', 'Addresses of the machines', Object.fromEntries(system.machines.map(({ name, nic }) => [name, nic.address])));
}
