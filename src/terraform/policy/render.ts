import type { Construct } from 'constructs';
import { escapeTemplate } from '../guest';
import type { HostSide } from '../host-side';
import { terraformAddress } from '../names';
import type { TerraformData } from '../terraform-data';
import { VirshSteps } from '../virsh';
import type { CompiledFilter } from './compile';

/** Linux passes no longer text than 128 KiB in one variable. Filters are plain ASCII: a character is a byte. */
const PART = 100_000;

/**
 * Puts filters in force. Two steps for each, because libvirt refuses to undefine a filter that a machine uses: the first
 * only removes it in the end, the second defines it anew whenever a rule changes, live and with the machine untouched.
 */
export class Filters {
  /** What a domain that names a filter depends on, by order alone: it must refer to none of its attributes. */
  readonly resource: TerraformData;
  private readonly owners: VirshSteps<'name' | 'uuid'>;
  private readonly rules: VirshSteps<never>;

  /** @param longest length of the longest filter to come */
  constructor(scope: Construct, longest: number) {
    this.owners = new VirshSteps(scope, 'filter', { facts: ['name', 'uuid'], destroy: UNDEFINE });
    const parts = Array.from({ length: Math.max(1, Math.ceil(longest / PART)) }, (_, index) => `XML_${index + 1}`);
    this.rules = new VirshSteps(scope, 'filter-rules', {
      facts: [],
      environment: Object.fromEntries(
        parts.map((name, index) => [name, `\${substr(self.triggers_replace.xml, ${index * PART}, ${PART})}`]),
      ),
      create: `printf '%s' ${parts.map((name) => `"$${name}"`).join(' ')} | v nwfilter-define /dev/stdin >/dev/null`,
    });
    this.resource = this.rules.resource;
  }

  add({ host }: HostSide, machine: string, { name, uuid, xml }: CompiledFilter): void {
    this.owners.add(machine, { host, facts: { name, uuid } });
    const owner = `${terraformAddress(this.owners.resource)}["${machine}"]`;
    // The whole text, not its digest: so the plan shows which rules come and go.
    this.rules.add(machine, { host, facts: {}, triggers: { filter: `\${${owner}.id}`, xml: escapeTemplate(xml) } });
  }
}

const UNDEFINE = `filters=$(v nwfilter-list)
case "$filters" in *"$UUID"*) v nwfilter-undefine "$UUID" >/dev/null ;; esac`;
