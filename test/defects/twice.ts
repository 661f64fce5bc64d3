import { type Json, type Kind, lines, objects, resources } from './outputs';

/** What is right where it is, and said once more: who takes the last of two, or both, is not told by the first. */

/** A line, and after it one that says something else of the same. */
const again = (pattern: RegExp, other: string): Kind =>
  lines((line) => (pattern.test(line) ? `${line}\n${line.replace(pattern, other)}` : line));

const twice = (list: Json[] | undefined, which: (each: Json) => boolean, edit: (copy: Json) => void): boolean => {
  const found = list?.find(which);
  if (found === undefined) return false;
  const copy = structuredClone(found);
  edit(copy);
  return (list as Json[]).push(copy) > 0;
};

export const SAID_TWICE: Readonly<Record<string, Kind>> = {
  'limits hold containers to a most': objects('LimitRange', ({ spec }) => Object.assign(spec.limits[0], { max: { cpu: '1m' } })),
  'limits of containers are said twice': objects('LimitRange', ({ spec }) =>
    twice(
      spec.limits,
      () => true,
      (copy) => Object.assign(copy.default, { memory: '9Gi' }),
    ),
  ),
  'limits hold whole pods': objects('LimitRange', ({ spec }) => spec.limits.push({ type: 'Pod', max: { cpu: '1m' } }) > 0),
  'a quota is for some pods alone': objects('ResourceQuota', ({ spec }) => Object.assign(spec, { scopes: ['BestEffort'] })),
  'a disk is in two drives': resources('libvirt_domain', ({ devices }) =>
    twice(
      devices.disks,
      ({ device, source }) => device !== 'cdrom' && source.volume !== undefined,
      (copy) => Object.assign(copy.target, { dev: 'vdz' }),
    ),
  ),
  'a machine has two CDs that set it up': resources('libvirt_domain', ({ devices }) =>
    twice(
      devices.disks,
      ({ device }) => device === 'cdrom',
      (copy) => Object.assign(copy.target, { dev: 'sdz' }),
    ),
  ),
  'a zone of firewalld is chosen, and then another': again(/(?<=^\s+- .*--set-default-zone=)isthmus/, 'trusted'),
  'other rules are handed to nft after the right ones': again(/(?<=^\s+ExecStart=\/usr\/sbin\/nft -f )\S+/, '/etc/open.nft'),
  'a configuration is put in place, and then another': again(
    /(?<=^\s+- install -m 0644 )\S+(?= \/etc\/(haproxy|keepalived))/,
    '/etc/other.conf',
  ),
  'a folder is made over to its owner, and then to everybody': again(/(?<=^\s+chmod )0750/, '0777'),
  'another disk is mounted over the one of a database': again(
    /(?<=add_mount '\/dev\/disk\/by-id\/)\S+(?= \/srv\/database )/,
    'virtio-other',
  ),
  'a key is fetched, and then another into its place': again(/(?<= --output \S+ )https:\S+$/, 'https://elsewhere.example/key'),
};
