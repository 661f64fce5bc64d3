import { secretVariable } from '../../guest/secret-variables';
import { Host } from '../../network/host';
import { Subnet } from '../../network/network';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { Prerequisite, ResolvedReplication } from '../../resolved';
import { map, oneOrMore, optional, propsOf, reference, text } from '../../shape';
import { compareText, isSince } from '../../values';
import { type DatabaseVm, membersOf, type ReplicaProps } from '../../workload/database-vm';
import { Machine } from '../../workload/machine';
import { HARDWARE } from '../guest/hardware-shape';
import { IMAGE, reason } from '../values';

/** What users may say of standbys. */
export const REPLICAS = optional(
  map(
    propsOf<ReplicaProps>({
      host: optional(oneOrMore(reference('a Host', Host))),
      subnet: optional(reference('a Subnet', Subnet)),
      address: optional(text),
      pool: optional(text),
      image: optional(IMAGE),
      hardware: optional(HARDWARE),
      apartFrom: optional(oneOrMore(reference('a machine', Machine))),
      onPrimaryHost: optional(propsOf<NonNullable<ReplicaProps['onPrimaryHost']>>({ because: reason })),
    }),
  ),
);

/** Of a database with standbys: that its engine has any, and that reasons are given. */
export function checkStandbys({ node: { path }, props, replicas }: DatabaseVm, report: Report): void {
  const { engine } = props;
  if (replicas.length === 0) return;
  const { replicatesSince, noReplicas } = engine;
  if (noReplicas !== undefined) report(problems.replicasNotSetUp(path, engine.name, noReplicas));
  else if (replicatesSince === undefined) report(problems.engineLacks(path, 'replicas', engine.name));
  else if (!isSince(engine.version, replicatesSince)) report(problems.replicasOfOldEngine(path, `${engine}`, replicatesSince));
  for (const [name, { onPrimaryHost }] of Object.entries(props.replicas ?? {}))
    if (onPrimaryHost && !onPrimaryHost.because?.trim()) report(problems.replicaWithoutReason(path, name));
}

/** @param addressOf a machine; undefined where it could not be given one, which is a problem by itself */
export function resolveReplication(
  machine: DatabaseVm,
  domain: string,
  addressOf: (machine: string) => string | undefined,
): ResolvedReplication | undefined {
  const members = membersOf(machine);
  const [primary] = members;
  if (primary === undefined || members.length < 2) return undefined;
  return {
    primary: primary.name,
    members: members
      .map(({ name }) => ({ name, address: addressOf(name) ?? '', fqdn: `${name}.${domain}` }))
      .sort((a, b) => compareText(a.name, b.name)),
    passwordVariable: secretVariable(primary.name, 'replication_password'),
  };
}

/** What must be there before the first boot, as sentences. */
export const replicationPrerequisites = ({ passwordVariable, members }: ResolvedReplication): readonly Prerequisite[] => [
  {
    text: `Terraform variable ${passwordVariable}: the password by which the databases ${members.map(({ name }) => name).join(', ')} follow each other (\`openssl rand -hex 16\` makes one).`,
    proof: { is: 'variable', name: passwordVariable },
  },
];
