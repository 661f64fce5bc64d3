import { type FirstBootProps, GuestOs, Image, SecurityUpdates } from '../../../src/model';
import type { ResolvedMachine } from '../../../src/model/resolved';
import { renderCloudInit } from '../../../src/terraform/guest';
import { FILES_DISK, ON_DEBIAN, ON_ENTERPRISE_LINUX, ON_SUSE, SIGNING_KEY } from '../../first-boot-fixture';
import { cluster, database, resolved, sshKey, vm, type Yard } from '../../model/fixture';
import { fileOf, readCloudInit, unescapeTemplate, userDataOf } from './render';

const PREINSTALLED = Image.file('/images/all.qcow2', { version: '1', preinstalled: true });
const dataDisks = [FILES_DISK];

const only = (build: (y: Yard) => unknown): ResolvedMachine => resolved(build).system.machines[0] as ResolvedMachine;
const machineWith = (firstBoot: FirstBootProps, os = GuestOs.debian12()): ResolvedMachine =>
  only((y) => vm(y, 'web', { os, dataDisks, firstBoot }));

const debian = machineWith(ON_DEBIAN);
const enterprise = machineWith(ON_ENTERPRISE_LINUX, GuestOs.rhel9());
const nothing = machineWith({});

const stepsOf = (machine: ResolvedMachine): readonly string[] =>
  readCloudInit(machine).userData.runcmd.map((step) => [step].flat().join(' '));
const earlyOf = (machine: ResolvedMachine): readonly string[] => readCloudInit(machine).userData.bootcmd.map((words) => words.join(' '));

test('what is not said changes nothing', () => {
  const without = only((y) => vm(y, 'web', { dataDisks }));
  expect(userDataOf(renderCloudInit(nothing))).toBe(userDataOf(renderCloudInit(without)));
});

test('packages are installed beside those of the machine', () => {
  expect(readCloudInit(debian).userData).toMatchObject({
    package_update: true,
    packages: ['curl', 'e2fsprogs', 'locales', 'nftables', 'nginx', 'qemu-guest-agent', 'unattended-upgrades'],
  });
  expect(readCloudInit(enterprise).userData.packages).toEqual(expect.arrayContaining(['dnf-automatic', 'glibc-langpack-de', 'nginx']));
});

test.each<[string, GuestOs, FirstBootProps]>([
  ['Debian', GuestOs.debian12(), ON_DEBIAN],
  ['Enterprise Linux', GuestOs.rhel9(), ON_ENTERPRISE_LINUX],
  ['SUSE', GuestOs.sles15(), ON_SUSE],
])('%s: what is installed elsewhere is what an image has to have that nothing is installed on', (_, os, told) => {
  const { packages: own, ...firstBoot } = told;
  const { system } = resolved((y) => vm(y, 'web', { os, dataDisks, firstBoot, image: PREINSTALLED }));
  const { packages } = readCloudInit(machineWith(told, os)).userData;
  const needed = packages?.filter((name) => !own?.includes(name));
  const [line = ''] = system.prerequisites.filter((each) => each.startsWith('Image /images/all.qcow2 has '));
  expect(
    line
      .replace(/^.* has |\.$/g, '')
      .split(', ')
      .sort(),
  ).toEqual(['cloud-init', ...(needed ?? [])].sort());
});

test('on an image that has what the machine needs, they alone are', () => {
  const machine = only((y) => vm(y, 'web', { image: PREINSTALLED, firstBoot: { packages: ['curl'] } }));
  expect(readCloudInit(machine).userData.packages).toEqual(['curl']);
});

describe('files', () => {
  test('have their text, mode and owner', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what Terraform must leave alone
    expect(fileOf(debian, '/etc/app/app.conf')).toMatchObject({ permissions: '0644', content: 'greeting = "${HOME} %{x} $PATH\\"\n' });
    expect(fileOf(debian, '/etc/app/logo.bin')).toMatchObject({
      permissions: '0640',
      owner: 'deploy:www-data',
      encoding: 'b64',
      content: 'AP8KDQ==',
      defer: true,
    });
    expect(fileOf(debian, '/home/deploy/.profile')).toMatchObject({ owner: 'deploy:deploy', defer: true });
  });

  test('of secrets are filled in by Terraform, and root reads them alone', () => {
    expect(fileOf(debian, '/etc/app/licence')).toMatchObject({
      permissions: '0600',
      encoding: 'b64',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of Terraform
      content: '${base64encode(var.app_licence)}',
    });
  });

  test('of the user never take the place of what the machine is', () => {
    const twice = only((y) => database(y, 'db', { firstBoot: { files: { '/etc/apt/apt.conf.d/52isthmus-security-updates': '' } } }));
    expect(() => renderCloudInit(twice)).toThrow(/FIRST_BOOT_RESERVED at db\n.*52isthmus-security-updates/);
  });
});

describe('commands', () => {
  test('are run once, by bash, in their order and after everything else but services', () => {
    expect(fileOf(debian, '/etc/isthmus/commands/001')).toMatchObject({
      permissions: '0700',
      content: "#!/bin/bash\nset -euo pipefail\n/usr/bin/install -m 0600 /dev/null '/var/lib/it'\\''s here'\n",
    });
    const steps = stepsOf(debian);
    const places = [
      '/usr/local/sbin/isthmus-mounts',
      '/usr/local/sbin/isthmus-commands',
      'systemctl enable --now nginx.service',
      'touch /var/lib/raw',
    ].map((part) => steps.findIndex((step) => step.includes(part)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  test('before packages are run in the first stage, and what comes later asks whether they were', () => {
    const early = earlyOf(debian).find((text) => text.includes('/var/lib/registered'));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of the shell
    expect(early).toContain('"${1}" | base64 -d');
    expect(stepsOf(debian).some((step) => step.startsWith('test -e /var/lib/isthmus/commands/before-packages-001 || '))).toBe(true);
    expect(readCloudInit(debian).userData.write_files?.map(({ path }) => path)).not.toContain('/etc/isthmus/secrets/registration_key');
  });
});

test('accounts have keys and groups, no password, and exactly what sudo is said to let them', () => {
  expect(readCloudInit(debian).userData.users).toEqual([
    'default',
    { name: 'batch', shell: '/usr/sbin/nologin', lock_passwd: true },
    {
      name: 'deploy',
      shell: '/bin/bash',
      lock_passwd: true,
      groups: ['releases', 'www-data'],
      sudo: 'ALL=(root) NOPASSWD: /usr/bin/systemctl restart app.service, /usr/bin/true ""',
      ssh_authorized_keys: [sshKey('d')],
    },
    { name: 'operator1', shell: '/bin/bash', lock_passwd: true, sudo: 'ALL=(ALL) NOPASSWD:ALL' },
  ]);
});

test('data disks are made and mounted by their serials, and never made twice', () => {
  const { content } = fileOf(debian, '/usr/local/sbin/isthmus-mounts');
  expect(content).toContain('disk=/dev/disk/by-id/virtio-files');
  expect(content).toContain('/srv/files ext4 noatime,nodev,nofail,x-systemd.device-timeout=60s 0 2');
  expect(content).toContain('left as it is');
});

test('authorities are trusted, and sources of the image gone, before anything is fetched', () => {
  expect(earlyOf(debian).join()).toContain('update-ca-certificates');
  expect(earlyOf(enterprise).join()).toContain('update-ca-trust extract');
  expect(earlyOf(debian).join()).toContain('/etc/apt/sources.list.d/*');
  expect(fileOf(debian, '/etc/apt/sources.list.d/vendor.sources').content).toContain('Signed-By: /etc/apt/keyrings/isthmus-vendor.asc');
  expect(fileOf(enterprise, '/etc/yum.repos.d/vendor.repo').content).toContain(
    'gpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-vendor',
  );
  expect(fileOf(enterprise, '/etc/dnf/dnf.conf')).toMatchObject({ content: 'proxy=http://192.0.2.10:80\n', append: true });
});

describe('SUSE', () => {
  const suse = machineWith(ON_SUSE, GuestOs.sles15());

  test('keys are known before anything is fetched, and sources of the image and its registration gone', () => {
    const early = earlyOf(suse).join('\n');
    expect(early).toContain(
      `cat > /etc/pki/isthmus-vendor.asc <<'END_OF_KEY'\n${SIGNING_KEY}END_OF_KEY\nrpm --import /etc/pki/isthmus-vendor.asc\n`,
    );
    expect(early).toContain('rpm --import /etc/pki/image.asc\n');
    expect(early).toContain('/etc/zypp/services.d/*.service');
    expect(early).toContain('> /etc/pki/trust/anchors/isthmus-company.pem');
    expect(fileOf(suse, '/etc/zypp/repos.d/vendor.repo').content).toBe(
      '[vendor]\nname=vendor\nbaseurl=https://192.0.2.9/sle\nenabled=1\ngpgcheck=1\ngpgkey=file:///etc/pki/isthmus-vendor.asc\nautorefresh=1\n',
    );
    expect(fileOf(suse, '/etc/sysconfig/proxy').content).toBe(
      'PROXY_ENABLED="yes"\nHTTP_PROXY="http://192.0.2.10:80"\nHTTPS_PROXY="http://192.0.2.10:80"\nNO_PROXY="localhost,127.0.0.1,mirror.yard.internal"\n',
    );
    expect(readCloudInit(suse).userData.packages).toEqual(
      expect.arrayContaining(['firewalld', 'glibc-locale', 'nginx', 'qemu-guest-agent']),
    );
  });

  test('security updates come by a timer, and nothing of what is left alone', () => {
    const program = fileOf(suse, '/usr/local/sbin/isthmus-updates').content;
    expect(program).toContain('    libc6 | linux-image-*) return 0 ;;');
    expect(program).toContain('zypper needs-rebooting');
    expect(fileOf(suse, '/etc/systemd/system/isthmus-updates.timer').content).toContain(
      'OnCalendar=*-*-* 23:50:00 UTC\nRandomizedDelaySec=55m',
    );
    const plain = fileOf(machineWith({ packages: ['curl'] }, GuestOs.sles15()), '/usr/local/sbin/isthmus-updates').content;
    expect(plain).toContain("    '') return 0 ;;");
    expect(plain).not.toContain('reboot');
  });
});

describe('security updates', () => {
  test('come daily within one hour, leave packages alone, and restart what is said', () => {
    const { content } = fileOf(debian, '/etc/apt/apt.conf.d/52isthmus-security-updates');
    expect(content).toContain('Unattended-Upgrade::Package-Blacklist { "^libc6$"; "^linux-image-"; };');
    expect(content).toContain('Unattended-Upgrade::Automatic-Reboot "true";');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: unattended-upgrades fills it in
    expect(content).toContain('codename=${distro_codename}-security');
    expect(fileOf(debian, '/etc/systemd/system/apt-daily-upgrade.timer.d/isthmus.conf').content).toContain('OnCalendar=*-*-* 00:05:00 UTC');
    expect(fileOf(enterprise, '/etc/dnf/automatic.conf').content).toContain('excludepkgs = libc6 linux-image-*');
    expect(fileOf(enterprise, '/etc/systemd/system/dnf-automatic.service.d/isthmus.conf').content).toContain(
      'isthmus-restart-after-updates',
    );
  });

  test('are brought by whoever installs anything, but for engines, nodes, and images that bring their software', () => {
    const { machines } = resolved((y) => {
      vm(y, 'plain');
      vm(y, 'with-packages', { firstBoot: { packages: ['curl'] } });
      database(y, 'db');
      database(y, 'preinstalled-db', { image: PREINSTALLED });
      database(y, 'asked-db', { image: PREINSTALLED, firstBoot: { securityUpdates: SecurityUpdates.daily('01:00') } });
      database(y, 'other-db', { firstBoot: { securityUpdates: SecurityUpdates.elsewhere({ because: 'Landscape brings them' }) } });
      cluster(y, 'k8s', { nodes: { count: 1 } });
      cluster(y, 'dev', {
        nodes: {
          count: 1,
          subnet: y.net.addSubnet('dev', { cidr: '10.1.3.0/24' }),
          firstBoot: { securityUpdates: SecurityUpdates.daily('05:00') },
        },
        podCidr: '10.245.0.0/16',
        serviceCidr: '10.112.0.0/12',
      });
    }).system;
    const updates = machines.flatMap(({ name, guest: { securityUpdates: its } }) => (its ? [[name, its.at, ...its.except]] : []));
    expect(updates).toEqual([
      ['asked-db', '01:00', 'postgresql*'],
      ['db', '04:00', 'postgresql*'],
      ['dev-node-1', '05:00', 'containerd*', 'cri-tools', 'kube*', 'kubernetes-cni'],
      ['with-packages', '04:00'],
    ]);
  });
});

test('other parts of cloud-init are joined with the own ones', () => {
  const { userData } = readCloudInit(debian);
  expect(userData).toMatchObject({ final_message: 'done after $UPTIME', apt: { preserve_sources_list: true } });
  expect(fileOf(debian, '/etc/raw').content).toBe('x');
  const { userData: more } = readCloudInit(machineWith({ cloudConfig: { apt: { conf: 'A "1";' }, power_state: { mode: 'reboot' } } }));
  expect(more).toMatchObject({ apt: { preserve_sources_list: true, conf: 'A "1";' }, power_state: { mode: 'reboot' } });
});

test('nothing but whole expressions of Terraform is left to fill in', () => {
  const text = userDataOf(renderCloudInit(debian));
  expect([...text.matchAll(/(?<!\$)\$\{[^}]*\}/g)].map(([all]) => all).sort()).toEqual(
    ['app_licence', 'app_token', 'registration_key'].map((name) => `\${base64encode(var.${name})}`),
  );
  expect(unescapeTemplate(text)).toContain('greeting');
});
