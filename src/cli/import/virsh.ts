import { spawnSync } from 'node:child_process';
import { domainFacts } from '../../import/hosts/domain';
import type { DomainTexts, HostTexts } from '../../import/hosts/facts';
import { toolFailed } from '../../model/problems';
import { CommandError } from '../command-error';

/**
 * Asks a host what it is, what it has, and what runs on it. Only reads.
 * @throws CommandError when virsh is not there, or does not reach the host
 */
export function askHost(uri: string): HostTexts {
  const ask = (args: readonly string[]) =>
    spawnSync('virsh', ['-q', '-c', uri, ...args], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      maxBuffer: Number.POSITIVE_INFINITY,
    });
  const virsh = (...args: readonly string[]): string => {
    const { status, stdout, stderr, error } = ask(args);
    if (error || status !== 0) throw new CommandError([toolFailed('virsh', `virsh -c ${uri} ${args[0]}`, error?.message ?? stderr)]);
    return stdout;
  };
  /** Of what need not be there: a guest without agent, a file that is in no pool. */
  const maybe = (...args: readonly string[]): string => {
    const { status, stdout } = ask(args);
    return status === 0 ? stdout.trim() : '';
  };
  const namesIn = (text: string): readonly string[] =>
    text
      .split('\n')
      .map((name) => name.trim())
      .filter(Boolean);
  const pools = namesIn(virsh('pool-list', '--all', '--name')).map((name) => virsh('pool-dumpxml', '--', name));
  const domains = namesIn(virsh('list', '--all', '--uuid')).map((uuid): DomainTexts => {
    const addresses = (source: string): string => maybe('domifaddr', uuid, '--source', source);
    const leased = addresses('lease');
    return {
      xml: virsh('dumpxml', '--inactive', uuid),
      addresses: leased || addresses('agent') || addresses('arp'),
      leased: leased !== '',
    };
  });
  const paths = new Set(domains.flatMap(({ xml }) => domainFacts(xml).disks.filter((disk) => disk.startsWith('/'))));
  return {
    uri,
    pools,
    hostname: virsh('hostname').trim(),
    nodeinfo: virsh('nodeinfo'),
    capabilities: ['q35', 'pc'].map((machine) => maybe('domcapabilities', '--machine', machine)).filter(Boolean),
    networks: namesIn(virsh('net-list', '--all', '--name')).map((name) => virsh('net-dumpxml', '--', name)),
    domains,
    volumes: [...paths].flatMap((path) => {
      const pool = maybe('vol-pool', '--', path);
      return pool === '' ? [] : [{ pool, xml: virsh('vol-dumpxml', '--', path) }];
    }),
  };
}
