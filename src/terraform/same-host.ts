import { dataLibvirtDomainInterfaceAddresses } from '@cdktf/provider-libvirt';
import type { Construct } from 'constructs';
import type { ResolvedHost, ResolvedMachine } from '../model/resolved';
import type { HostSide } from './host-side';
import { addressed, terraformAddress } from './names';
import type { TerraformData } from './terraform-data';

/** Whether a host is known again by this machine. */
export const isLandmark = (host: ResolvedHost, machine: ResolvedMachine): boolean => host.landmark === machine.name;

/**
 * Lets a plan fail where a host is not the one that it was, before Terraform takes what it does not find there for gone and makes all of
 * it a second time. The state notes the UUID of every machine, which no other host has; every plan asks the host for that of one of them.
 * When this one leaves, another takes its place that the state has noted before, so that there is no plan without the question.
 *
 * Asked for is an address, since only machines can be looked up without being managed; which one does not matter. What is noted of this
 * machine is kept, so that one which is not found does not make its UUID unknown again; it is noted anew when the machine is changed or
 * made anew on purpose, which a machine that is missing is not.
 * @param noted what starts the machine
 */
export function renderSameHost(scope: Construct, { host, provider }: HostSide, noted: TerraformData): void {
  const { DataLibvirtDomainInterfaceAddresses: Lookup } = dataLibvirtDomainInterfaceAddresses;
  addressed(
    `data.${Lookup.tfResourceType}`,
    `${host.name}-is-the-same-host`,
    (id) => new Lookup(scope, id, { provider, domain: `\${${terraformAddress(noted)}.output.uuid}`, source: 'lease' }),
  );
}
