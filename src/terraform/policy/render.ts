import type { Construct } from 'constructs';
import { escapeTemplate } from '../guest';
import type { HostSide } from '../host-side';
import { terraformAddress } from '../names';
import type { TerraformData } from '../terraform-data';
import { VirshSteps, virshStep } from '../virsh';
import type { CompiledFilter } from './compile';

/** Linux passes no longer text than 128 KiB in one variable. Filters are plain ASCII: a character is a byte. */
const PART = 100_000;

/**
 * Puts filters in force. Two steps for each, because libvirt refuses to undefine a filter that a machine uses: the first
 * only removes it in the end, the second defines it anew whenever a rule changes, live and with the machine untouched.
 */
export class Filters {
  private readonly owners: VirshSteps<'name' | 'uuid'>;

  constructor(private readonly scope: Construct) {
    this.owners = new VirshSteps(scope, 'filter', { facts: ['name', 'uuid'], destroy: UNDEFINE });
  }

  /** @returns what a domain that names the filter depends on, by order alone: it must refer to none of its attributes */
  add({ host }: HostSide, machine: string, { name, uuid, xml }: CompiledFilter): TerraformData {
    this.owners.add(machine, { host, facts: { name, uuid } });
    const owner = `${terraformAddress(this.owners.resource)}["${machine}"]`;
    const parts = Array.from({ length: Math.ceil(xml.length / PART) }, (_, index) => `XML_${index + 1}`);
    return virshStep(this.scope, `${machine}-filter-rules`, {
      host,
      facts: {},
      // The whole text, not its digest: so the plan shows which rules come and go.
      triggers: { filter: `\${${owner}.id}`, xml: escapeTemplate(xml) },
      environment: Object.fromEntries(
        parts.map((variable, index) => [variable, `\${substr(self.triggers_replace.xml, ${index * PART}, ${PART})}`]),
      ),
      create: `printf '%s' ${parts.map((variable) => `"$${variable}"`).join(' ')} | v nwfilter-define /dev/stdin >/dev/null`,
    });
  }
}

const UNDEFINE = `filters=$(v nwfilter-list)
case "$filters" in *"$UUID"*) v nwfilter-undefine "$UUID" >/dev/null ;; esac`;
