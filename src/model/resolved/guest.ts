import type { ResolvedFirstBoot, ResolvedSecurityUpdates } from './first-boot';
import type { PortRange, ResolvedPort } from './network';

/** What the guest's own firewall lets in: coarse and stable by design, since a change would be work in every guest. */
export interface BaselineRule {
  readonly ports: readonly ResolvedPort[];
  /** CIDRs, sorted; as frozen in the lock when the machine was created. */
  readonly from: readonly string[];
}

/** What a guest has to know of one of its network cards. */
export interface CardNetwork {
  /** `static`: written into the guest by cloud-init; `dhcp`: a reservation on the subnet; `image`: already in the image. */
  readonly addressedBy: 'static' | 'dhcp' | 'image';
  /** Prefix length of the card's subnet. */
  readonly prefix: number;
  /** Default gateway; unset where another card has it, and under high isolation. */
  readonly defaultGateway?: string;
  /** CIDRs that are reached through the card besides, sorted: the system's where there is no default route, and those that are stated. */
  readonly routes: readonly { readonly to: string; readonly via: string }[];
}

/** The same of the first card, and whom the guest asks for names. */
export interface GuestNetwork extends CardNetwork {
  readonly nameservers: readonly string[];
  readonly searchDomain: string;
}

export interface DatabaseRole {
  readonly kind: 'database';
  readonly engine: 'postgresql' | 'mysql' | 'mariadb';
  readonly version: string;
  readonly port: number;
  readonly database: string;
  /** The role that owns it. */
  readonly owner: string;
  /** What the owner runs in the database when that is made. Unset: nothing. */
  readonly initialSql?: string;
  readonly dataSerial: string;
  readonly filesystem: 'xfs' | 'ext4';
  /** CIDRs that may log in over the network (frozen in the lock), sorted. */
  readonly clients: readonly string[];
  /** Terraform variable (sensitive) with the password verifier of the owner role. */
  readonly verifierVariable: string;
  /** The Secret by which workloads are told what it is the verifier of. Unset: none of this system. */
  readonly password?: { readonly secret: string; readonly key: string };
  /** Daily dump onto the data disk, `HH:MM` in UTC; the newest `keep` are kept. */
  readonly backup?: { readonly daily: string; readonly keep: number };
  readonly memoryMiB: number;
  readonly cpus: number;
}

export interface LoadBalancerRole {
  readonly kind: 'load-balancer';
  readonly memoryMiB: number;
  readonly frontends: readonly {
    readonly port: ResolvedPort;
    readonly backends: readonly {
      readonly name: string;
      readonly address: string;
      readonly port: number;
      /** It is told the client's address first. */
      readonly proxyProtocol: boolean;
    }[];
  }[];
}

/** Prepared for `kubeadm`: runtime, kubelet, kernel settings. Joining is left to the administrator (tokens are secret and short-lived). */
export interface ClusterNodeRole {
  readonly kind: 'cluster-node';
  readonly cluster: string;
  /** Kubernetes minor version, e.g. `1.34`. */
  readonly version: string;
  /** Labels that it gives itself when it joins. Unset: none. */
  readonly nodeLabels?: Readonly<Record<string, string>>;
}

export interface PlainRole {
  readonly kind: 'plain';
}

export type GuestRole = DatabaseRole | LoadBalancerRole | ClusterNodeRole | PlainRole;

/** The operating system as renderers need it. */
export interface ResolvedOs {
  /** e.g. `rhel-8`, `windows-server-2012`. */
  readonly id: string;
  readonly title: string;
  readonly family: 'linux' | 'windows';
  /** Set for Linux. */
  readonly packages?: 'apt' | 'dnf';
  readonly firewall: 'nftables' | 'firewalld' | 'windows-firewall' | 'netsh';
  /** Client ports its kernel chooses from. */
  readonly ephemeralPorts: PortRange;
}

/** What is configured inside the guest when it is first started. Applied at creation only. */
export interface ResolvedGuest {
  readonly configuredBy: 'cloud-init' | 'none';
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
  /** Security updates that it brings itself. Unset: none. */
  readonly securityUpdates?: ResolvedSecurityUpdates;
}
