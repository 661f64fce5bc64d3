import type { ResolvedPort } from '../values/resolved-port';
import type { ResolvedFirstBoot, ResolvedSecurityUpdates } from './first-boot';
import type { GuestNetwork } from './guest-network';
import { byRole, type DatabaseRole, type GuestRole } from './guest-role';
import type { ResolvedExporter } from './monitoring';
import type { ResolvedOs } from './os';
import type { ResolvedWindowsSetup, WindowsConfigurator } from './windows-setup';

/** What the guest's own firewall lets in: coarse and stable by design, since a change would be work in every guest. */
export interface BaselineRule {
  readonly ports: readonly ResolvedPort[];
  /** CIDRs, sorted; as frozen in the lock when the machine was created. */
  readonly from: readonly string[];
}

/** What is configured inside the guest when it is first started. Applied at creation only. */
export interface ResolvedGuest {
  readonly configuredBy: 'cloud-init' | 'ignition' | WindowsConfigurator | 'none';
  readonly hostname: string;
  readonly fqdn: string;
  readonly network: GuestNetwork;
  readonly sshAuthorizedKeys: readonly string[];
  readonly ntpServers: readonly string[];
  /** Whether software is installed from the distribution's repositories (else the image has it). */
  readonly installs: boolean;
  /** CIDRs of the system that the guest's firewall, routes and logins were built with; frozen in the lock where something sets the guest up. Sorted. */
  readonly baseline: readonly string[];
  /** All that the guest's firewall lets in, as it was set up; frozen likewise. ICMP passes besides. */
  readonly firewall: readonly BaselineRule[];
  /** The program that keeps them: its operating system's, unless what the guest does goes badly with it. */
  readonly firewallBy: ResolvedOs['firewall'];
  readonly role: GuestRole;
  /** What its user has it do besides. Unset: nothing. */
  readonly firstBoot?: ResolvedFirstBoot;
  /** What tells of the machine itself whoever fetches metrics. Unset: nothing. */
  readonly exporter?: ResolvedExporter;
  /** Security updates that it brings itself. Unset: none. */
  readonly securityUpdates?: ResolvedSecurityUpdates;
  /** How long an apply waits until its first boot has come to an end. Unset: it does not. */
  readonly awaited?: { readonly minutes: number };
  /** What a Windows guest is told. Unset: nothing. */
  readonly windows?: ResolvedWindowsSetup;
}

const exporterOf = byRole<DatabaseRole['exporter']>({
  database: ({ exporter }) => exporter,
  'load-balancer': () => undefined,
  'cluster-node': () => undefined,
  plain: () => undefined,
});

/** All exporters of a guest: the machine's own first. */
export const exportersOf = ({ exporter, role }: Pick<ResolvedGuest, 'exporter' | 'role'>): readonly ResolvedExporter[] =>
  [exporter, exporterOf(role)].flatMap((each) => each ?? []);
