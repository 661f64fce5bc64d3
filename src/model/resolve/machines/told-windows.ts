import type { ResolvedWindowsSetup } from '../../resolved';
import { sha256 } from '../../values';
import { type Answers, type Subject, said } from './told-subject';

/** What a Windows guest was told once. The lock is committed: texts stand there as their digests, secrets by their names. */

const digest = (text: string): string => `sha256:${sha256(text).slice(0, 12)}`;
const yes = (value: boolean): readonly string[] => (value ? ['yes'] : []);

const subject = (prop: string, says: Subject<ResolvedWindowsSetup>['says'], byHand: string): Subject<ResolvedWindowsSetup> => ({
  prop: `windowsSetup.${prop}`,
  says,
  byHand,
  unsaid: 'none',
});

export const TOLD_WINDOWS: Answers<ResolvedWindowsSetup> = {
  computerName: subject('computerName', ({ computerName }) => [computerName], '`Rename-Computer`, and restart it'),
  administratorPassword: subject(
    'administratorPassword',
    ({ administratorPassword }) => [`var.${administratorPassword}`],
    "set the built-in administrator's password",
  ),
  administrators: subject(
    'administrators',
    ({ administrators }) =>
      administrators.map(({ name, passwordVariable, certificate }) =>
        [name, `var.${passwordVariable}`, ...said(certificate, digest)].join(' '),
      ),
    'change the local accounts, their passwords and certificates: one that was taken away opens it still',
  ),
  domain: subject(
    'domain',
    ({ domain }) =>
      domain ? [domain.name, ...said(domain.organizationalUnit), ...domain.administrators.map((name) => `administrator ${name}`)] : [],
    '`Add-Computer` or `Remove-Computer`, and change the group Administrators',
  ),
  timeZone: subject('timeZone', ({ timeZone }) => said(timeZone, ({ iana }) => iana), '`tzutil /s`'),
  locale: subject('locale', ({ locale }) => [locale], 'change its languages and formats'),
  winRm: subject('winRm', ({ winRm }) => yes(winRm), 'make or remove the listener of WinRM, and open or close port 5986'),
  ssh: subject('ssh', ({ ssh }) => yes(ssh), 'start or stop sshd, and open or close port 22'),
  serverCertificate: subject(
    'serverCertificate',
    ({ serverCertificate }) => said(serverCertificate, ({ pfxVariable }) => `var.${pfxVariable}`),
    'import the certificate and give it to Remote Desktop and WinRM',
  ),
  features: subject('features', ({ features }) => features, '`Install-WindowsFeature`, and `Uninstall-WindowsFeature` for what has gone'),
  disks: subject(
    'disks',
    ({ disks }) => disks.map(({ place, serial, fileSystem, label }) => `${serial} at ${place} ${fileSystem} ${label}`),
    'change letters and folders of its volumes',
  ),
  driverFolder: subject(
    'virtioDrivers',
    ({ driverFolder }) => said(driverFolder),
    'install or remove the drivers and the QEMU guest agent',
  ),
  commands: subject(
    'commands',
    ({ commands }) =>
      commands.map(({ script, variables }) =>
        [digest(script), ...variables.map(({ name, variable }) => `${name}=var.${variable}`)].join(' '),
      ),
    'run what is new, and undo what has gone',
  ),
  keepCdsReadable: subject(
    'keepCdsReadable',
    ({ keepCdsReadable }) => yes(keepCdsReadable),
    'change who may read CDs (node_modules/isthmus/docs/windows.md)',
  ),
  variables: 'is told in parts',
};
