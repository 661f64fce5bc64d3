import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isRecord } from '../../shape';
import { placeDefect } from './files';
import { isOtherFirewall } from './settings';

/** What the library writes itself, or what would undo how a guest is protected, with why. */
const OURS: Readonly<Record<string, string>> = {
  hostname: 'it follows from the name of the machine',
  fqdn: 'it follows from the name of the machine and the domain of the system',
  prefer_fqdn_over_hostname: 'machines are known by their short name',
  preserve_hostname: 'it follows from the name of the machine',
  manage_etc_hosts: 'it goes with the name of the machine',
  network: 'addresses and routes follow from the system',
  ssh_pwauth: 'nobody logs in with a password',
  disable_root: 'nobody logs in as root',
  ssh_authorized_keys: "they are the system's `admin.sshAuthorizedKeys`",
  chpasswd: 'nobody logs in with a password',
  password: 'nobody logs in with a password',
  user: 'the account of the image is the administrators',
  system_info: 'the account of the image is the administrators',
  datasource: 'the CD of the machine is what it is told by',
  datasource_list: 'the CD of the machine is what it is told by',
  cloud_init_modules: 'what is set up would be left out',
  cloud_config_modules: 'what is set up would be left out',
  cloud_final_modules: 'what is set up would be left out',
  merge_how: 'there is one document, and nothing to merge',
  merge_type: 'there is one document, and nothing to merge',
};

/** Props that say the same. */
const PROPS: Readonly<Record<string, string>> = {
  packages: '`packages`',
  users: '`users`',
  timezone: '`timeZone`',
  locale: '`locale`',
  swap: '`swap`',
  ntp: "the system's `provisioning.ntp`",
  package_update: '`packages`',
};

/** Lists that go on after the library's own. */
export const CONTINUED = ['bootcmd', 'runcmd', 'write_files'] as const;

/** Whether a key of cloud-init holds such a list. */
export const isContinued = (key: string): key is (typeof CONTINUED)[number] => (CONTINUED as readonly string[]).includes(key);

export function checkCloudConfig(path: string, config: Readonly<Record<string, unknown>>, report: Report): void {
  for (const [key, value] of Object.entries(config)) {
    const prop = `cloudConfig.${key}`;
    const ours = Object.hasOwn(OURS, key) ? OURS[key] : undefined;
    const other = Object.hasOwn(PROPS, key) ? PROPS[key] : undefined;
    if (ours !== undefined) report(problems.firstBootReserved(path, prop, `"${key}"`, ours));
    else if (other !== undefined)
      report(problems.invalidFirstBoot(path, prop, 'there is a prop for it, which is checked', `Say it by ${other}.`));
    else if (!/^[a-z][a-z0-9_-]*$/.test(key))
      report(problems.invalidFirstBoot(path, prop, 'cloud-init knows no such key', 'Write one of its reference.'));
    else if (isContinued(key) && !Array.isArray(value))
      report(problems.invalidFirstBoot(path, prop, 'it is no list', 'Write a list, as cloud-init has it.'));
  }
  const files = Array.isArray(config.write_files) ? config.write_files : [];
  for (const file of files) {
    const place = isRecord(file) ? `${file.path}` : '';
    const why = placeDefect(place);
    if (why !== undefined) report(problems.firstBootReserved(path, 'cloudConfig.write_files', place, why));
  }
  for (const command of [config.bootcmd, config.runcmd].flat()) {
    const words = [command]
      .flat()
      .join(' ')
      .split(/[\s;&|]+/);
    const firewall = words.find((word) => isOtherFirewall(word) || word === 'nft');
    if (firewall !== undefined)
      report(
        problems.firstBootReserved(path, 'cloudConfig', `"${firewall}" in a command`, "the guest's own firewall is set up beforehand"),
      );
  }
}
