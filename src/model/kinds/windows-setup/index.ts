import type { Command } from '../../guest/command';
import type { ResolvedCommand, ResolvedVolume, ResolvedWindowsSetup } from '../../resolved';
import { compareText, entriesInOrder, powershellQuoted, windowsZone } from '../../values';
import type { Machine } from '../../workload/machine';
import { windowsVariables } from './check';

export { checkWindowsSetup } from './check';

/** What a Windows guest is told; undefined for others, and for those that are left as they are. */
export function resolveWindowsSetup(machine: Machine, disks: readonly ResolvedVolume[]): ResolvedWindowsSetup | undefined {
  const { windowsSetup } = machine;
  if (!windowsSetup || !machine.setsUpWindows) return undefined;
  const { windows } = machine.props.os.resolved;
  const { props } = windowsSetup;
  const { domain, serverCertificate: certificate, timeZone } = props;
  const serials = new Map(disks.map(({ id, serial = id }) => [id, serial]));
  const zone = timeZone === undefined ? undefined : windowsZone(timeZone);
  return {
    computerName: props.computerName ?? machine.name,
    administratorPassword: props.administratorPassword,
    administrators: entriesInOrder(props.administrators ?? {}).map(([name, { password, certificate: own }]) => ({
      name,
      passwordVariable: password,
      ...(own !== undefined && { certificate: `${own.trimEnd()}\n` }),
    })),
    ...(domain && {
      domain: {
        name: domain.name,
        user: domain.user,
        passwordVariable: domain.password,
        ...(domain.organizationalUnit !== undefined && { organizationalUnit: domain.organizationalUnit }),
        administrators: [...new Set(domain.administrators ?? [])].sort(compareText),
      },
    }),
    ...(timeZone !== undefined && zone !== undefined && { timeZone: { iana: timeZone, windows: zone } }),
    locale: props.locale ?? 'en-US',
    winRm: props.winRm ?? false,
    ssh: props.ssh ?? false,
    ...(certificate && { serverCertificate: { pfxVariable: certificate.pfx, passwordVariable: certificate.password } }),
    features: [...new Set(props.features ?? [])].sort(compareText),
    disks: entriesInOrder(props.disks ?? {}).map(([place, { disk, fileSystem = 'ntfs', label = disk }]) => ({
      ...{ place, serial: serials.get(disk) ?? disk, fileSystem, label },
    })),
    ...(props.virtioDrivers && windows && { driverFolder: windows.driverFolder }),
    commands: (props.commands ?? []).map(resolveCommand),
    keepCdsReadable: props.keepCdsReadable ?? false,
    variables: windowsVariables(props)
      .map(([prop, name]) => ({ name, where: `windowsSetup.${prop}` }))
      .sort((a, b) => compareText(a.name, b.name) || compareText(a.where, b.where)),
  };
}

/** A program is waited for, also one with windows, and its word is the command's. */
const resolveCommand = ({ words = [], script, props: { variables = {} } }: Command): ResolvedCommand => ({
  script: script ?? `& ${words.map(powershellQuoted).join(' ')} | Out-Default\nexit $LASTEXITCODE`,
  variables: entriesInOrder(variables).map(([name, variable]) => ({ name, variable })),
  beforePackages: false,
});
