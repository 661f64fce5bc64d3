import type { Provisioning } from '../../declarations';
import { type SecretVariable, secretVariable } from '../../guest/secret-variables';
import { backupPackages, fromElsewhere } from '../../guest/set-up-packages';
import type { Anyone, External } from '../../network/external';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { Prerequisite, ResolvedBackup, ResolvedBackupTarget, ResolvedMachine } from '../../resolved';
import { instance, number, optional, propsOf, text } from '../../shape';
import { type Duration, isTimeOfDay, isUnit, type Port, portWithin } from '../../values';
import { BackupTarget, type GivenBackupTarget } from '../../workload/backup-target';
import type { BackupProps, PointInTimeProps } from '../../workload/database-vm';
import type { Machine, NetworkInterface } from '../../workload/machine';
import { addressOf, endOf, matchServer } from '../pod/nfs';
import { outsiders } from '../sources';
import { DURATION } from '../values';
import { kindOfTarget } from './targets';

const TARGET = instance('a BackupTarget', BackupTarget, {
  given: (given, where, visit) => {
    const { by, props } = given as GivenBackupTarget;
    kindOfTarget(by).shape(props, where, visit);
  },
});

export const BACKUP = propsOf<BackupProps>({
  daily: text,
  keep: number,
  to: optional(TARGET),
  pointInTime: optional(propsOf<PointInTimeProps>({ within: DURATION })),
  alarm: optional(text),
});

/** What takes a machine's backups, and how it is dialled. */
export interface BackupServer {
  readonly end: NetworkInterface | External | Anyone;
  readonly name: string;
  /** Undefined where it has neither a name nor one address. */
  readonly host: string | undefined;
  readonly port: Port;
  /** Undefined where nobody says. */
  readonly listens: readonly Port[] | undefined;
}

/** Undefined where nothing says who it is. */
export function serverOf({ given }: BackupTarget, { backup }: Provisioning, domain: string): BackupServer | undefined {
  const kind = kindOfTarget(given.by);
  const port = kind.port(given.props);
  const host = kind.host?.(given.props);
  const [external] = outsiders({ backup }, undefined);
  const server = given.props.server ?? external;
  // Anyone: nothing is known of the server but what the target says.
  if (!server) return backup && { end: backup, name: backup.name, host, port, listens: undefined };
  const facts = matchServer<Pick<BackupServer, 'host' | 'listens'>>(server, {
    machine: ({ name, listens }) => ({ host: `${name}.${domain}`, listens }),
    external: (outside) => {
      const [hostname] = Object.keys(outside.props.hostnames ?? {}).sort();
      const address = addressOf(outside);
      return { host: kind.byName ? (hostname ?? address) : (address ?? hostname), listens: outside.props.listens };
    },
  });
  return { end: endOf(server), name: server.name, ...facts, host: host ?? facts.host, port };
}

/** Checks the backups of a machine. @param domain of the system */
export function checkBackup(
  { node: { path } }: Machine,
  { daily, keep, to, pointInTime, alarm }: BackupProps,
  provisioning: Provisioning,
  domain: string,
  report: Report,
): void {
  if (!isTimeOfDay(daily)) report(problems.invalidBackup(path, `"${daily}" is no time of day`));
  if (!Number.isInteger(keep) || keep < 1) report(problems.invalidBackup(path, `keeping ${keep} backups keeps none`));
  if (alarm !== undefined && !isUnit(alarm)) report(problems.invalidAlarm(path, alarm));
  if (pointInTime) checkPointInTime(path, pointInTime, to, report);
  if (!to) return;
  const kind = kindOfTarget(to.given.by);
  kind.check(to.given.props, (prop, reason, fix) => report(problems.invalidBackupTarget(path, prop, reason, fix)));
  const server = serverOf(to, provisioning, domain);
  if (!server) {
    report(problems.backupServerMissing(path));
    return;
  }
  const { name, host, port, listens } = server;
  if (host === undefined) report(problems.backupServerNameless(path, name, kind.host !== undefined));
  if (listens && !listens.some((each) => portWithin(port.resolved, each.resolved)))
    report(problems.backupServerNotListening(path, name, `${port}`));
}

const minutesOf = ({ toSeconds }: Duration): number => toSeconds / 60;

function checkPointInTime(path: string, { within }: PointInTimeProps, to: BackupTarget | undefined, report: Report): void {
  const minutes = minutesOf(within);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 60) report(problems.invalidPointInTime(path, within.toSeconds));
  if (!to) report(problems.pointInTimeStays(path));
}

/** What is resolved of a machine's backups. */
export function resolveBackup(
  { name }: Machine,
  { daily, keep, to, pointInTime, alarm }: BackupProps,
  { system, domain, provisioning }: { readonly system: string; readonly domain: string; readonly provisioning: Provisioning },
): ResolvedBackup {
  const server = to && serverOf(to, provisioning, domain);
  return {
    daily,
    keep,
    ...(to && server && { to: resolveTarget(to, server, name, system) }),
    ...(pointInTime && { pointInTime: { withinMinutes: minutesOf(pointInTime.within) } }),
    ...(alarm !== undefined && { alarm }),
  };
}

function resolveTarget({ given }: BackupTarget, { host = '', port }: BackupServer, machine: string, system: string): ResolvedBackupTarget {
  const variable = (what: SecretVariable): string => secretVariable(machine, what);
  const common = { host, port: port.number, folder: `${system}-${machine}`, passwordVariable: variable('backup_password') };
  return kindOfTarget(given.by).resolve(given.props, common, variable);
}

/** What must be there before the first backup leaves the machine, as sentences. */
export function backupPrerequisites(
  backup: ResolvedBackup,
  { name: machine, os: { packages = 'apt' }, guest, image }: ResolvedMachine,
): readonly Prerequisite[] {
  const { to } = backup;
  if (!to) return [];
  const brought = guest.installs || !image ? [] : [`Image ${image.source} has ${backupPackages(packages, backup).join(', ')}.`];
  return [
    ...brought,
    {
      text: `Terraform variable ${to.passwordVariable}: the password of the backups of ${machine}. Keep it elsewhere, too: without it nobody can read them.`,
      proof: { is: 'variable', name: to.passwordVariable },
    },
    ...kindOfTarget(to.by)
      .needs(to)
      .map((each) => `Backups of ${machine}. ${each}`),
    ...(guest.installs ? fromElsewhere(packages).map((each) => `Packages of ${machine}: ${each}`) : []),
  ];
}
