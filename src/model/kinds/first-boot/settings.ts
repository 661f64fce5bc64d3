import { X509Certificate } from 'node:crypto';
import type { FirstBootProps } from '../../guest/first-boot';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { isUnit, timeZoneDefect } from '../../values';
import { checkSize } from '../checks';

/** Kernel settings that decide what gets through a machine, or that nodes need as they are. */
const PROTECTING = /^net[./](ipv4[./]ip_forward|ipv[46][./]conf[./].+[./](forwarding|rp_filter|arp_ignore|arp_announce)|bridge[./].+)$/;

/** Firewalls besides the guest's own, and those that it is made of. */
const FIREWALLS = /^(nftables|firewalld|ufw|iptables|ip6tables|netfilter-persistent|iptables-persistent)(\.service)?$/;
const FIREWALL_KEPT = "the guest's own firewall is set up, and another one would drop its rules";

export const isOtherFirewall = (name: string): boolean => FIREWALLS.test(name);

export function checkSettings(path: string, isNode: boolean, props: FirstBootProps, report: Report): void {
  const bad = (prop: string, reason: string, fix: string): void => report(problems.invalidFirstBoot(path, prop, reason, fix));
  const { timeZone, locale, swap, sysctl = {}, packages = [], services = [] } = props;
  const zone = timeZone === undefined ? undefined : timeZoneDefect(timeZone);
  if (zone !== undefined) bad('timeZone', `"${timeZone}": ${zone}`, 'Write a name such as Europe/Berlin.');
  if (locale !== undefined && !/^([a-z]{2,3}_[A-Z]{2}(\.UTF-8)?|C\.UTF-8)$/.test(locale))
    bad('locale', `"${locale}" is no locale`, 'Write one such as de_DE.UTF-8.');
  if (swap !== undefined) checkSize(path, 'firstBoot.swap', swap, report);
  if (swap !== undefined && isNode)
    report(problems.firstBootReserved(path, 'swap', 'swap', 'the kubelet does not start while there is any'));
  for (const [key, value] of Object.entries(sysctl)) {
    if (!/^[a-z0-9_]+([./][A-Za-z0-9_-]+)+$/.test(key)) bad('sysctl', `"${key}" is no kernel setting`, 'Write one such as vm.swappiness.');
    else if (PROTECTING.test(key)) report(problems.firstBootReserved(path, 'sysctl', key, 'it decides what gets through the machine'));
    if (!/^[A-Za-z0-9 ./:,_-]+$/.test(`${value}`))
      bad(`sysctl["${key}"]`, `"${value}" is no value of a kernel setting`, 'Write a number or a word.');
  }
  for (const name of packages) {
    if (!/^[A-Za-z0-9@][A-Za-z0-9+._:/~@=-]*$/.test(name))
      bad('packages', `"${name}" is no name of a package`, 'Write one each, as the distribution calls it.');
    else if (isOtherFirewall(name)) report(problems.firstBootReserved(path, 'packages', name, FIREWALL_KEPT));
  }
  for (const name of services) {
    if (!isUnit(name))
      bad('services', `"${name}" is no unit of systemd`, `Write its whole name: '${name.replace(/[^A-Za-z0-9_.@-]/g, '')}.service'.`);
    else if (isOtherFirewall(name)) report(problems.firstBootReserved(path, 'services', name, FIREWALL_KEPT));
  }
  for (const [name, pem] of Object.entries(props.certificates ?? {})) checkCertificate(path, name, pem, report);
}

const PEM = /^-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]+\n)+-----END CERTIFICATE-----\n?$/;

function checkCertificate(path: string, name: string, pem: string, report: Report): void {
  const bad = (reason: string): void =>
    report(
      problems.invalidFirstBoot(
        path,
        `certificates.${name}`,
        reason,
        'Give one certificate of an authority, as text: readFileSync(file, "utf8").',
      ),
    );
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) bad('its name is not of lower-case letters, digits and hyphens');
  if (!PEM.test(pem)) return bad('it is no certificate in PEM form');
  try {
    const { ca, subject } = new X509Certificate(pem);
    if (!ca) bad(`it is the certificate of "${subject.replaceAll('\n', ', ')}", which is no authority`);
  } catch {
    bad('it is no certificate in PEM form');
  }
}
