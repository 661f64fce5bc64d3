import { type Lock, own } from '../../lock/lock';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { type Cidr, compareText, formatIp, type Ip, parseIp } from '../../values';
import type { DraftEnd } from '../ends/draft-end';
import { podsEntered } from '../ends/ways';
import type { AddressBook } from './plan-addresses';
import type { Space } from './space';

/** A LoadBalancer Service that is to have an address. */
interface Wanted {
  readonly name: string;
  readonly path: string;
  readonly cluster: string;
  readonly block: Cidr;
}

/** Addresses for LoadBalancer Services, by name, sorted by it: pods that something outside of their cluster reaches get one. */
export function planServices(
  drafts: readonly { readonly from: DraftEnd; readonly to: DraftEnd }[],
  space: Space,
  lock: Lock,
  book: AddressBook,
  report: Report,
): ReadonlyMap<string, { cluster: string; address: string }> {
  const wanted = new Map<string, Wanted>();
  for (const { from, to } of drafts) {
    const pods = podsEntered(from, to);
    if (!pods?.entrance) continue;
    const { name } = pods.end;
    const cluster = pods.cluster.node.id;
    const block = space.clusters.get(pods.cluster)?.services;
    if (block) wanted.set(name, { name, path: to.path, cluster, block });
    else report(problems.noServiceAddresses(to.path, from.end.name, cluster));
  }
  const plan = new Map<string, { cluster: string; address: string }>();
  for (const service of [...wanted.values()].sort((a, b) => compareText(a.name, b.name))) {
    const address = addressFor(service, space, lock, book, report);
    if (address !== undefined) plan.set(service.name, { cluster: service.cluster, address: formatIp(address) });
  }
  return plan;
}

/** The lock's, or the next free one of the block. */
function addressFor({ name, path, cluster, block }: Wanted, space: Space, lock: Lock, book: AddressBook, report: Report): Ip | undefined {
  const present = own(lock.services, name);
  const before = present ?? own(lock.removed.services, name);
  const ip = before && parseIp(before.address);
  if (ip !== undefined) {
    // Clusters are renamed, and services come back: what counts is whether they can have their address there.
    if (!block.contains(ip)) report(problems.serviceAddressLost(path, name, formatIp(ip), `${block}`, cluster, present !== undefined));
    book.claim(ip, { kind: 'service', name });
    return ip;
  }
  const address = book.claimNext(block, { kind: 'service', name }, usableIn(block, space));
  if (address === undefined) report(problems.servicesExhausted(path, `${block}`));
  return address;
}

/** Addresses of a block for services that are not those of the network, its broadcasts or its router. */
function usableIn(block: Cidr, { subnets }: Space): (address: Ip) => boolean {
  const around = [...subnets.values()].find(({ cidr }) => cidr.contains(block));
  if (around) return (address) => ![around.cidr.first, around.cidr.last, around.gateway].includes(address);
  // Nobody said what network it is part of: no one that could end there (MetalLB calls these addresses buggy).
  return (address) => address % 256 !== 0 && address % 256 !== 255;
}
