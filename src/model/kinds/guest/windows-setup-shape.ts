import {
  type WindowsAdministratorProps,
  type WindowsCertificateProps,
  type WindowsDiskProps,
  type WindowsDomainProps,
  WindowsSetup,
  type WindowsSetupProps,
} from '../../guest/windows-setup';
import type { ResolvedWindowsDisk, WindowsConfigurator } from '../../resolved';
import { flag, instance, list, map, optional, propsOf, text, wordOf } from '../../shape';
import { IMAGE } from '../values';
import { COMMAND, guestText } from './first-boot-shape';

/** What users may say of the set-up of a Windows guest. */
export const WINDOWS_SETUP = instance('a WindowsSetup, such as WindowsSetup.unattend({ … })', WindowsSetup, {
  by: wordOf<WindowsConfigurator>({ 'cloudbase-init': true, unattend: true }),
  props: propsOf<WindowsSetupProps>({
    administratorPassword: text,
    computerName: optional(text),
    administrators: optional(map(propsOf<WindowsAdministratorProps>({ password: text, certificate: optional(guestText) }))),
    domain: optional(
      propsOf<WindowsDomainProps>({
        name: text,
        user: text,
        password: text,
        organizationalUnit: optional(text),
        administrators: optional(list(text)),
      }),
    ),
    timeZone: optional(text),
    locale: optional(text),
    winRm: optional(flag),
    ssh: optional(flag),
    serverCertificate: optional(propsOf<WindowsCertificateProps>({ pfx: text, password: text })),
    features: optional(list(text)),
    disks: optional(
      map(
        propsOf<WindowsDiskProps>({
          disk: text,
          fileSystem: optional(wordOf<ResolvedWindowsDisk['fileSystem']>({ ntfs: true, refs: true })),
          label: optional(text),
        }),
      ),
    ),
    virtioDrivers: optional(IMAGE),
    commands: optional(list(COMMAND)),
    keepCdsReadable: optional(flag),
  }),
});
