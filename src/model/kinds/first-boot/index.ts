import { CONFIGURATORS } from '../../guest/configurators';
import { FAMILIES } from '../../guest/families';
import type { FirstBootProps } from '../../guest/first-boot';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedFirstBoot, ResolvedOs, ResolvedVolume } from '../../resolved';
import { compareText, entriesInOrder } from '../../values';
import type { Machine } from '../../workload/machine';
import { kindOf, pathOf } from '../machine';
import { checkUsers, resolveUsers } from './accounts';
import { checkCloudConfig } from './cloud-config';
import { checkCommands, resolveCommands } from './commands';
import { checkFiles, checkMounts, resolveFiles, resolveMounts, variableOf } from './files';
import { checkImageBased } from './image-based';
import { checkSettings } from './settings';
import { checkSources, type PackageSource, resolveRepositories } from './sources';
import { checkUpdates } from './updates';

export { updatesOf } from './updates';

/** Checks what a machine's user has it do when it is first started. @param source where the system says that packages come from */
export function checkFirstBoot(machine: Machine, source: PackageSource, report: Report): void {
  const { firstBoot, os } = machine.props;
  const path = pathOf(machine);
  if (firstBoot === undefined) return;
  const configuredBy = FAMILIES[os.resolved.family].configuredBy(os.resolved);
  if (!CONFIGURATORS[configuredBy].setsUp) report(problems.firstBootImpossible(path, os.resolved.title));
  if (!machine.configured) return;
  const { users = {}, files = {}, mounts = {}, commands = [], securityUpdates, cloudConfig = {} } = firstBoot;
  checkUsers(path, os.resolved, users, report);
  checkFiles(path, files, mounts, report);
  checkMounts(path, machine, mounts, report);
  checkCommands(path, commands, report);
  checkSettings(path, kindOf(machine).nodeOf(machine) !== undefined, firstBoot, report);
  checkSources(path, os.resolved, firstBoot, source, report);
  if (securityUpdates) checkUpdates(path, securityUpdates, report);
  checkCloudConfig(path, cloudConfig, report);
  const { imageBased } = os.resolved;
  if (imageBased !== undefined) checkImageBased(path, os.resolved, imageBased, firstBoot, report);
}

/** Undefined where nothing is said that is not said of every machine. */
export function resolveFirstBoot(
  { securityUpdates: _elsewhere, ...props }: FirstBootProps,
  disks: readonly ResolvedVolume[],
  os: ResolvedOs,
): ResolvedFirstBoot | undefined {
  if (Object.values(props).every((value) => value === undefined)) return undefined;
  const { sysctl = {}, certificates = {}, proxy, timeZone, locale, swap } = props;
  const serials = new Map(disks.map(({ id, serial = id }) => [id, serial]));
  return {
    packages: [...new Set(props.packages ?? [])].sort(),
    files: resolveFiles(props.files ?? {}),
    commands: resolveCommands(props.commands ?? [], os),
    users: resolveUsers(props.users ?? {}),
    ...(timeZone !== undefined && { timeZone }),
    ...(locale !== undefined && { locale }),
    ...(swap !== undefined && { swapBytes: swap.bytes }),
    sysctl: entriesInOrder(sysctl).map(([key, value]) => ({ key, value: `${value}` })),
    mounts: resolveMounts(props.mounts ?? {}, serials),
    services: [...new Set(props.services ?? [])],
    certificates: entriesInOrder(certificates).map(([name, pem]) => ({ name, pem: `${pem.trimEnd()}\n` })),
    repositories: resolveRepositories(props.repositories ?? {}),
    variables: variablesIn(props),
    onlyTheseRepositories: props.onlyTheseRepositories ?? false,
    ...(proxy && { proxy: { url: proxy.url.replace(/\/$/, ''), except: [...(proxy.except ?? [])] } }),
    cloudConfig: props.cloudConfig ?? {},
  };
}

function variablesIn({ files = {}, commands = [] }: FirstBootProps): ResolvedFirstBoot['variables'] {
  const inFiles = Object.entries(files).flatMap(([path, file]) => {
    const name = variableOf(file);
    return name === undefined ? [] : [{ name, where: `the file ${path}` }];
  });
  const inCommands = commands.flatMap(({ props: { variables = {} } }) =>
    Object.entries(variables).map(([variable, name]) => ({ name, where: `${variable} of its commands` })),
  );
  return [...inFiles, ...inCommands].sort((a, b) => compareText(a.name, b.name) || compareText(a.where, b.where));
}
