import { Command, type DataDiskProps, type FirstBootProps, GuestFile, Repository, SecurityUpdates, Size } from '../src/model';
import { sshKey } from './model/fixture';

/** A certificate of an authority, made for tests: its key is gone. */
export const AUTHORITY = `-----BEGIN CERTIFICATE-----
MIIBhjCCASugAwIBAgIUYT4dzMKh15ZYkEFU7kWl3JtxxbUwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMQ29tcGFueSBSb290MCAXDTI2MTEyODExMDYzMVoYDzIxMjYx
MTA0MTEwNjMxWjAXMRUwEwYDVQQDDAxDb21wYW55IFJvb3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAASDH3tDMT4L98RiJdxN0C7b97qyNlFoU18SnNLyU7cPGBjj
W8Eu/6cVB3+OeDPJ3CGSHcf/MLOYfM0UidgaIp8Mo1MwUTAdBgNVHQ4EFgQURZg9
K1VA6mqmhWfWjXJxr2d2MEswHwYDVR0jBBgwFoAURZg9K1VA6mqmhWfWjXJxr2d2
MEswDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAjAqABWy9UuSQ
iIOrvWgXp0V7lWlMAnOjZk3HfvJq1BECIQCqdZerSL20JZ6PBAz6nqrAHjb6rrGC
q8Q2BuFy/1lehA==
-----END CERTIFICATE-----
`;

/** The certificate of a server, signed by itself alone. */
export const LEAF = `-----BEGIN CERTIFICATE-----
MIIBcjCCARigAwIBAgIUMaeeXUH3zKQWn+aJuItwjuotejowCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEbGVhZjAgFw0yNjExMjkwMTQ0MzBaGA8yMTI2MTEwNTAxNDQz
MFowDzENMAsGA1UEAwwEbGVhZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBrZ
cndRpBi0utEOfM0DBbCOzkB7NSLvPKe8FTvPqdJHxEQMG/PUXEXEyVHSXw3naeBD
zjDOZ9qkOMmuz31s1rKjUDBOMB0GA1UdDgQWBBRyKIchUvsZrfnTBo2aja6yZoG1
/DAfBgNVHSMEGDAWgBRyKIchUvsZrfnTBo2aja6yZoG1/DAMBgNVHRMBAf8EAjAA
MAoGCCqGSM49BAMCA0gAMEUCIQCnPX1EQCaLMvaLFpxIBTGI68jDvY5rItbuvmp6
Pol1ewIgUN02n3WhjYXFYE9pGiSQVZFFqZw+jmCOk3ybmFcrrrE=
-----END CERTIFICATE-----
`;

/** Looks like a key. */
export const SIGNING_KEY = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEZQAAABYJKwYBBAHaRw8BAQdA
=AbCd
-----END PGP PUBLIC KEY BLOCK-----
`;

/** The data disk that {@link ON_DEBIAN} mounts. */
export const FILES_DISK: DataDiskProps = { id: 'files', size: Size.gibibytes(1) };

/** Something of everything that Debian and Ubuntu guests can be told, on a machine with {@link FILES_DISK}. */
export const ON_DEBIAN: FirstBootProps = {
  packages: ['nginx', 'curl'],
  files: {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what Terraform must leave alone
    '/etc/app/app.conf': 'greeting = "${HOME} %{x} $PATH\\"\n',
    '/etc/app/logo.bin': GuestFile.bytes(new Uint8Array([0, 255, 10, 13]), { mode: 0o640, owner: 'deploy:www-data' }),
    '/etc/app/licence': GuestFile.variable('app_licence'),
    '/home/deploy/.profile': GuestFile.text('umask 027\n', { owner: 'deploy' }),
  },
  commands: [
    Command.script('echo "$REGISTRATION_KEY" | wc --bytes > /var/lib/registered\n', {
      variables: { REGISTRATION_KEY: 'registration_key' },
      beforePackages: true,
    }),
    Command.run(['/usr/bin/install', '-m', '0600', '/dev/null', "/var/lib/it's here"]),
    Command.script('[ "$TOKEN" = hunter ]\ntouch /var/lib/told', { variables: { TOKEN: 'app_token' } }),
  ],
  users: {
    deploy: {
      sshAuthorizedKeys: [sshKey('d')],
      groups: ['www-data', 'releases'],
      sudo: ['/usr/bin/systemctl restart app.service', '/usr/bin/true'],
    },
    operator1: { sudo: 'everything' },
    batch: { shell: '/usr/sbin/nologin' },
  },
  timeZone: 'Europe/Berlin',
  locale: 'de_DE.UTF-8',
  swap: Size.gibibytes(1),
  sysctl: { 'vm.swappiness': 10, 'net.core.somaxconn': '4096' },
  mounts: { '/srv/files': { disk: 'files', fileSystem: 'ext4', options: ['noatime', 'nodev'], owner: 'deploy', mode: 0o750 } },
  services: ['nginx.service', 'fstrim.timer'],
  certificates: { company: AUTHORITY },
  repositories: { vendor: Repository.apt({ url: 'https://192.0.2.9/debian', suites: ['bookworm'], key: SIGNING_KEY }) },
  onlyTheseRepositories: true,
  proxy: { url: 'http://192.0.2.10:80', except: ['mirror.yard.internal'] },
  securityUpdates: SecurityUpdates.daily('23:50', { reboot: true, except: ['linux-image-*', 'libc6'] }),
  cloudConfig: {
    final_message: 'done after $UPTIME',
    runcmd: [['touch', '/var/lib/raw']],
    write_files: [{ path: '/etc/raw', content: 'x' }],
  },
};

/** The same for Enterprise Linux. */
export const ON_ENTERPRISE_LINUX: FirstBootProps = {
  ...ON_DEBIAN,
  repositories: { vendor: Repository.dnf({ url: 'https://192.0.2.9/el', key: '/etc/pki/rpm-gpg/RPM-GPG-KEY-vendor' }) },
};

/** The same for SUSE. */
export const ON_SUSE: FirstBootProps = {
  ...ON_DEBIAN,
  repositories: {
    vendor: Repository.zypper({ url: 'https://192.0.2.9/sle', key: SIGNING_KEY }),
    image: Repository.zypper({ url: 'https://192.0.2.9/image', key: '/etc/pki/image.asc' }),
    mirror: Repository.zypper({ url: 'https://192.0.2.9/mirror' }),
  },
};

/** Nothing of it asks for packages: not every system has a source of them. */
export const WITHOUT_PACKAGES: FirstBootProps = {
  files: {
    '/etc/app.conf': 'greeting = hello\n',
    '/etc/app.key': GuestFile.variable('app_key'),
    '/srv/logo': GuestFile.text('logo', { owner: 'deploy' }),
  },
  users: { deploy: { groups: ['wheel'], sudo: ['/usr/bin/systemctl restart app.service'] } },
  commands: [Command.run(['/usr/bin/true'])],
  services: ['app.service'],
  sysctl: { 'vm.swappiness': 10 },
};

const {
  packages: _packages,
  repositories: _repositories,
  onlyTheseRepositories: _only,
  cloudConfig: _cloudConfig,
  locale: _locale,
  ...ON_ANY_LINUX
} = ON_DEBIAN;

/** Something of everything that guests can be told that come as a whole image, on a machine with {@link FILES_DISK}. */
export const ON_WHOLE_IMAGE: FirstBootProps = {
  ...ON_ANY_LINUX,
  files: {
    ...ON_ANY_LINUX.files,
    '/etc/app/logo.bin': GuestFile.bytes(new Uint8Array([0, 255, 10, 13]), { mode: 0o640, owner: 'deploy:core' }),
  },
  locale: 'C.UTF-8',
  securityUpdates: SecurityUpdates.daily('23:50', { reboot: true }),
};
