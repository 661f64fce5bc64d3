import type { EngineName, PackageManager, ResolvedOs } from '../resolved';

/** Why software that roles of machines are made of is not set up, where a distribution lays it out in a way of its own. */
interface Reasons extends Partial<Record<EngineName, string>> {
  readonly haproxy?: string;
  readonly kubeadm?: string;
}

/** The same as messages call it. */
export interface OwnWays {
  readonly name: keyof Reasons;
  readonly title: string;
}

const INSTANCES = 'its packages bring a template of units and no server, which somebody has to make first';

/** What is not set up on the distributions of a package manager, with why. */
const REASONS: { readonly [P in PackageManager]: Reasons } = {
  apt: {},
  dnf: {},
  zypper: {
    haproxy: 'it is part of an extension there (High Availability), and a profile of AppArmor keeps it to its own folder',
    kubeadm: 'Kubernetes describes nodes of Debian and of Red Hat alone ("Installing kubeadm")',
    mysql: 'MariaDB is there in its place',
    redis: INSTANCES,
    valkey: INSTANCES,
    rabbitmq: 'no version of it is known there that is still mended',
    mongodb: "what its maker's packages for SUSE bring has not been looked at",
  },
};

/** Why something is not set up on an operating system, as the end of a sentence. Undefined: it is. */
export const whyNotSetUp = ({ packages }: Pick<ResolvedOs, 'packages'>, software: keyof Reasons | undefined): string | undefined =>
  packages === undefined || software === undefined ? undefined : REASONS[packages][software];
