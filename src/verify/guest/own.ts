import type { ResolvedMachine } from '../../model/resolved';

/** Units that machines are given by what they are: their firewall, their role, their updates, their backups. */
const UNITS = [
  'isthmus-(?:first-boot|firewall|kubernetes)\\.service',
  'isthmus-backup(?:-logs)?\\.timer',
  'isthmus-first-boot-agent\\.service',
  'isthmus-haproxy-certificates\\.path',
  '(?:firewalld|haproxy|keepalived|qemu-guest-agent)\\.service',
  'apt-daily(?:-upgrade)?\\.timer',
  'dnf-automatic\\.timer',
  'isthmus-updates\\.timer',
];
const UNIT = `(?:${UNITS.join('|')})`;

/** What the last stage of a first boot runs for what a machine is. Each is a whole command. */
const STEPS: readonly RegExp[] = [
  /^set -e$/,
  /^(?:\/usr\/local\/sbin|\/opt\/bin)\/isthmus-[a-z-]+$/,
  /^update-ca-(?:certificates|trust extract)$/,
  /^systemctl enable --now var-swapfile\.swap$/,
  /^systemctl daemon-reload$/,
  new RegExp(`^systemctl (?:start --no-block|enable|enable --now|restart|reload-or-restart)(?: ${UNIT})+$`),
  /^sysctl --quiet --load=\/etc\/sysctl\.d\/(?:60-isthmus-[a-z]+|70-isthmus-own)\.conf$/,
  // Firewalls of distributions give way to the machine's own.
  /^systemctl mask nftables\.service$/,
  /^if systemctl is-active --quiet nftables\.service; then systemctl stop nftables\.service; fi$/,
  /^if systemctl cat firewalld\.service > \/dev\/null 2>&1; then systemctl mask firewalld\.service; systemctl --no-block stop firewalld\.service; fi$/,
  /^nft -c -f \/etc\/isthmus\/firewall\.nft$/,
  /^firewall-offline-cmd --check-config$/,
  /^\[ "\$\(firewall-offline-cmd --get-default-zone\)" = isthmus \] \|\| firewall-offline-cmd --set-default-zone=isthmus$/,
  /^haproxy -c -f \/etc\/isthmus\/haproxy\.cfg$/,
  /^install -m 0644 \/etc\/isthmus\/(haproxy\.cfg \/etc\/haproxy\/haproxy\.cfg|keepalived\.conf \/etc\/keepalived\/keepalived\.conf)$/,
  /^if command -v selinuxenabled > \/dev\/null && selinuxenabled; then setsebool -P haproxy_connect_any on; fi$/,
  /^if command -v restorecon > \/dev\/null; then restorecon \/usr\/libexec\/keepalived\/isthmus-haproxy; fi$/,
  /^command -v (?:restic|jq) > \/dev\/null \|\| \{ echo "[^"$`]+" >&2; exit 1; \}$/,
  /^sed -i '\$a\\' \/etc\/isthmus\/backup\/key$/,
  /^touch \/var\/lib\/isthmus\/kubernetes\/set-up$/,
  /^mkdir -p \/var\/lib\/isthmus && touch \/var\/lib\/isthmus\/first-boot$/,
  /^test -e \/var\/lib\/isthmus\/commands\/before-packages-\d{3} \|\| \{ echo '[^']+' >&2; exit 1; \}$/,
];

/** The same of the earliest stage. */
const EARLY_STEPS: readonly RegExp[] = [
  /^cloud-init-per instance isthmus-(?:firewall|certificates|keys|sources) sh -c /,
  // A node's first boot that was cut off begins again.
  /^sh -c set -e\n\[ ! -e \/var\/lib\/isthmus\/kubernetes\/set-up \] \|\| exit 0\nmkdir -p \/var\/lib\/isthmus\/kubernetes\ncd \/var\/lib\/cloud\/instance\/sem\nrm -f(?: config_[a-z_]+)+\n$/,
];

/** Files that machines are given by what they are. */
const FILES: readonly RegExp[] = [
  /^\/etc\/isthmus\//,
  /^\/usr\/local\/sbin\/isthmus-[a-z-]+$/,
  /^\/usr\/libexec\/keepalived\/isthmus-haproxy$/,
  /^\/etc\/systemd\/system\/isthmus-[a-z-]+\.(service|timer|path)$/,
  /^\/etc\/systemd\/system\/[\w@.-]+\.d\/(data-disk|addresses|isthmus|isthmus-proxy)\.conf$/,
  /^\/etc\/sysctl\.d\/(60-isthmus-[a-z]+|70-isthmus-own|90-kubernetes)\.conf$/,
  /^\/etc\/firewalld\/zones\/isthmus\.xml$/,
  /^\/etc\/modules-load\.d\/kubernetes\.conf$/,
  /^\/etc\/mongosh\.conf$/,
  /^\/etc\/crictl\.yaml$/,
  /^\/etc\/(default|sysconfig)\/kubelet$/,
  /^\/etc\/kubernetes\/isthmus\/[a-z-]+\.yaml$/,
  /^\/etc\/rancher\/k3s\/(config|registries|isthmus\/[a-z-]+)\.yaml$/,
  /^\/etc\/systemd\/system\/k3s\.service$/,
  /^\/etc\/postgresql-common\/createcluster\.conf$/,
  /^\/etc\/apt\/apt\.conf\.d\/(52isthmus-security-updates|90isthmus-proxy)$/,
  /^\/etc\/dnf\/(automatic|dnf)\.conf$/,
  /^\/etc\/apt\/(keyrings\/isthmus-[a-z0-9-]+\.asc|sources\.list\.d\/[a-z0-9-]+\.sources)$/,
  /^\/etc\/zypp\/repos\.d\/[a-z0-9-]+\.repo$/,
  /^\/etc\/sysconfig\/proxy$/,
  /^\/etc\/(pki\/rpm-gpg\/isthmus-[a-z0-9-]+|yum\.repos\.d\/[a-z0-9-]+\.repo)$/,
];

/** The same where Ignition writes them. */
const IGNITION_FILES: readonly RegExp[] = [
  ...FILES,
  /^\/opt\/bin\/isthmus-[a-z-]+$/,
  /^\/etc\/(hostname|hosts|locale\.conf|chrony\.conf)$/,
  /^\/etc\/systemd\/timesyncd\.conf\.d\/isthmus\.conf$/,
  /^\/etc\/systemd\/system\/var-swapfile\.swap$/,
  /^\/etc\/ssh\/sshd_config\.d\/01-isthmus\.conf$/,
  /^\/etc\/sudoers\.d\/isthmus-[a-z0-9_-]+$/,
  /^\/etc\/NetworkManager\/system-connections\/isthmus-eth\d+\.nmconnection$/,
  /^\/etc\/systemd\/network\/10-isthmus-eth\d+\.network$/,
  /^\/etc\/(zincati\/config\.d\/90-isthmus\.toml|flatcar\/update\.conf)$/,
  /^\/etc\/(pki\/ca-trust\/source\/anchors|ssl\/certs)\/isthmus-[a-z0-9-]+\.pem$/,
];

const OWN_FILES: { readonly [C in ResolvedMachine['guest']['configuredBy']]: readonly RegExp[] } = {
  'cloud-init': FILES,
  ignition: IGNITION_FILES,
  'cloudbase-init': [],
  unattend: [],
  none: [],
};

const isAmong = (forms: readonly RegExp[], text: string): boolean => forms.some((form) => form.test(text));

/** Whether a command of the last stage follows from what a machine is. */
export const isOwnStep = (command: string): boolean => isAmong(STEPS, command);
export const isOwnEarlyStep = (command: string): boolean => isAmong(EARLY_STEPS, command);
export const isOwnFile = ({ guest }: ResolvedMachine, path: string): boolean => isAmong(OWN_FILES[guest.configuredBy], path);
