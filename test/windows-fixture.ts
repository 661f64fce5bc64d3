import { Command, type DataDiskProps, Image, Size, type WindowsSetupProps } from '../src/model';

/** A certificate by which operator1 logs in through WinRM, made for tests: its key is gone. */
export const CLIENT = `-----BEGIN CERTIFICATE-----
MIIBkjCCATigAwIBAgIUYZGseNnDLZAsyIFSyuUfcJmBKrowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJb3BlcmF0b3IxMCAXDTI2MTEyOTA1NTEyNloYDzIxMjYxMTA1
MDU1MTI2WjAUMRIwEAYDVQQDDAlvcGVyYXRvcjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASLsglUTi2RK44bqgi6kI7HGt2uId7XIFpAVmmUQNBkeYJmV6sxwlu7
8bzOIk1S/sYarFTYCXugCldtSGAXQpYho2YwZDATBgNVHSUEDDAKBggrBgEFBQcD
AjAuBgNVHREEJzAloCMGCisGAQQBgjcUAgOgFQwTb3BlcmF0b3IxQGxvY2FsaG9z
dDAdBgNVHQ4EFgQU/FF3vvnbvIQAOnBP0RxtWkIfTPkwCgYIKoZIzj0EAwIDSAAw
RQIhAMYCnDNhOU8U6lONKzFrqnUWw2ELiqHQ0GNSow6f9levAiBNaDJdCjczsiDl
bi98kylqkp/BIh4+oEQEC4sqOlfvfQ==
-----END CERTIFICATE-----
`;

/** The data disks that {@link ON_WINDOWS} puts into places. */
export const WINDOWS_DISKS: readonly DataDiskProps[] = [
  { id: 'files', size: Size.gibibytes(1) },
  { id: 'more', size: Size.gibibytes(1) },
];

export const DRIVERS = Image.file('/images/virtio-win.iso', { sha256: 'a'.repeat(64), format: 'iso' });

/** Something of everything that Windows guests can be told, on a machine with {@link WINDOWS_DISKS}. */
export const ON_WINDOWS: WindowsSetupProps = {
  administratorPassword: 'win_administrator',
  computerName: 'ERP-01',
  administrators: { operator1: { password: 'operator_password', certificate: CLIENT }, batch: { password: 'batch_password' } },
  domain: {
    name: 'corp.example',
    user: 'CORP\\joiner',
    password: 'joiner_password',
    organizationalUnit: "OU=O'Brien,DC=corp,DC=example",
    administrators: ['CORP\\Server Operators', 'keeper@corp.example'],
  },
  timeZone: 'Europe/Berlin',
  locale: 'de-DE',
  winRm: true,
  serverCertificate: { pfx: 'server_pfx', password: 'server_pfx_password' },
  features: ['Web-Server', 'NET-Framework-45-Core'],
  disks: { 'E:': { disk: 'files' }, 'C:\\Data': { disk: 'more', fileSystem: 'refs', label: 'more data' } },
  virtioDrivers: DRIVERS,
  commands: [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what Terraform must leave alone
    Command.script("Write-Output \u2018it\u2019s ${env:X} %{y}\u2018 'a' \"b\"\n}\n--==isthmus==\n'@\n", {
      variables: { LICENCE_KEY: 'licence_key' },
    }),
    Command.run(['C:\\app\\setup.exe', '/quiet', "it's \u2018here\u2019"]),
  ],
};
