import { XMLParser } from 'fast-xml-parser';
import { load } from 'js-yaml';
import { NotUnderstoodError, reading } from '../errors';
import { Fields } from '../fields';
import { filledIn } from '../guest/first-boot';
import { readIgnition } from '../guest/ignition';
import { ignitionCards } from '../guest/ignition-cards';
import { readAnswerFile } from '../guest/windows-setup/answer-file';
import type { Parameters } from '../nwfilter/definition';
import { address, addresses } from '../sets/addresses';
import { difference, type Interval, type IntervalSet, intervalSet, union } from '../sets/intervals';
import { type AttachedFilter, ignoresAll, readAdoptions, readAttachedFilters } from './adoption';
import { hostOf, networkKey, type Segment } from './networks';
import type { Resources } from './resources';
import { readSteps } from './steps';

/** A network card of a virtual machine, as the stack defines it. */
export interface CardDefinition {
  /** libvirt's name of the machine; cards after the first have their number behind it. */
  readonly name: string;
  readonly host: string;
  readonly mac: string;
  readonly segment: Segment;
  readonly filter?: { readonly name: string; readonly parameters: Parameters };
  /** Cut off from other such cards of its bridge. */
  readonly portIsolated: boolean;
}

/** What a guest is told about its network. */
export interface GuestAddressing {
  readonly address?: number;
  /** Destinations that it has a route to; unset: not known. */
  readonly reaches?: IntervalSet;
  /** Routers that it sends by. */
  readonly routers?: readonly number[];
}

/** @param index of the card among those of its machine, from 0 */
export const cardName = (machine: string, index: number): string => (index === 0 ? machine : `${machine} card ${index + 1}`);

/** The machine of a card, by the name of the card. */
export const machineOfCard = (card: string): string => card.replace(/ card \d+$/, '');

/**
 * The network cards of all virtual machines of a stack.
 *
 * @throws NotUnderstoodError for a card that is connected in a way to which network filters do not apply
 */
export function readCards(resources: Resources, networks: ReadonlyMap<string, Segment>): readonly CardDefinition[] {
  const { imported } = readAdoptions(resources);
  const attached = readAttachedFilters(resources);
  const domains = resources.all('libvirt_domain', (fields) => {
    const machine = resources.text(fields.text('name'));
    const host = hostOf(fields);
    const own = ignoresAll(fields) ? attached.filter(({ domain }) => domain === imported.get(machine)) : undefined;
    return interfacesOf(fields).map((card, i) =>
      reading(`interface ${i + 1}`, () => {
        const found = readCard(card, cardName(machine, i), host, resources, networks);
        return own ? asAttached(found, own) : found;
      }),
    );
  });
  return domains.flat();
}

const interfacesOf = (domain: Fields): readonly Fields[] =>
  domain.object('devices', (devices) => devices.list('interfaces', (card) => card)) ?? [];

/** Of a domain that no apply changes, what stands at it puts no filter before its cards. */
function asAttached({ filter: _, ...card }: CardDefinition, attached: readonly AttachedFilter[]): CardDefinition {
  const own = attached.filter(({ mac }) => mac === card.mac);
  const [first, ...others] = own;
  if (others.length > 0)
    throw new NotUnderstoodError(`several filters are put before ${card.mac}: ${own.map(({ filter }) => filter).join(', ')}`);
  return { ...card, ...(first && { filter: { name: first.filter, parameters: {} } }) };
}

function readCard(card: Fields, name: string, host: string, resources: Resources, networks: ReadonlyMap<string, Segment>): CardDefinition {
  const mac = card.object('mac', (fields) => fields.text('address'));
  const source = card.required(
    'source',
    card.object('source', (fields) => fields),
  );
  const network = source.object('network', (fields) => resources.text(fields.text('network')));
  const bridge = source.object('bridge', (fields) => resources.text(fields.text('bridge')));
  if ((network === undefined) === (bridge === undefined))
    throw new NotUnderstoodError('neither on a libvirt network nor on a Linux bridge');
  const known = networks.get(networkKey(host, network ?? ''));
  if (network !== undefined && !known) throw new NotUnderstoodError(`network "${network}" is not part of the stack`);
  const filter = card.object('filter_ref', (fields) => ({
    name: resources.text(fields.text('filter')),
    parameters: parametersOf(fields.list('parameters', (each) => [each.text('name'), each.text('value')] as const) ?? []),
  }));
  return {
    name,
    host,
    mac: card.required('mac', mac).toLowerCase(),
    segment: known ?? { name: bridge as string, mode: 'bridge' },
    ...(filter && { filter }),
    portIsolated: card.object('port_options', (fields) => fields.optionalText('isolated')) === 'yes',
  };
}

/** Values by name; those of one name are a list. */
export function parametersOf(pairs: readonly (readonly [name: string, value: string])[]): Parameters {
  const parameters: Record<string, string[]> = {};
  for (const [name, value] of pairs) parameters[name] = [...(parameters[name] ?? []), value];
  return parameters;
}

/** What guests are told about their network, by MAC address: from cloud-init's network configurations and DHCP reservations; of domains of others what is said of them. */
export function readAddressing(resources: Resources): ReadonlyMap<string, GuestAddressing> {
  const found = new Map<string, GuestAddressing>();
  resources.all('libvirt_domain', (fields) => {
    for (const card of ignoresAll(fields) ? interfacesOf(fields) : []) {
      const mac = card.object('mac', (each) => each.text('address'))?.toLowerCase();
      const [own] = card.list('ip', (ip) => ip.text('address')) ?? [];
      if (mac !== undefined && own !== undefined) found.set(mac, { address: address(own) });
    }
  });
  resources.all('libvirt_cloudinit_disk', (fields) => {
    const text = fields.optionalText('network_config');
    if (text !== undefined) for (const [mac, addressing] of guestNetwork(resources.text(text))) found.set(mac, addressing);
  });
  resources.all('libvirt_network', (fields) => {
    const hosts = fields.list('ips', (ip) => ip.object('dhcp', (dhcp) => dhcp.list('hosts', reservation)) ?? []) ?? [];
    for (const [mac, given] of hosts.flat()) found.set(mac, { ...found.get(mac), address: given });
  });
  for (const step of readSteps(resources)) {
    reading(step.address, () => {
      if (step.variables.includes('NETWORK_CONFIG'))
        for (const [mac, given] of guestNetwork(step.variable('NETWORK_CONFIG'))) found.set(mac, given);
      if (step.variables.includes('ANSWER_FILE'))
        for (const [mac, given] of answeredNetwork(step.template('ANSWER_FILE', filledIn))) found.set(mac, given);
      if (step.variables.includes('IGNITION'))
        for (const [mac, given] of ignitionNetwork(step.template('IGNITION', filledIn))) found.set(mac, given);
      // Reservations that change while the network is up are given to it by virsh.
      const host = step.variables.includes('ENTRY') ? reservationIn(step.variable('ENTRY')) : undefined;
      if (host) found.set(host[0], { ...found.get(host[0]), address: host[1] });
    });
  }
  return found;
}

/** A DHCP reservation in libvirt's XML; undefined for other entries of a network. */
function reservationIn(xml: string): readonly [mac: string, address: number] | undefined {
  if (!/^\s*<host\s(?=[^>]*\bmac=)[^>]*\bip=/.test(xml)) return undefined;
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
  return new Fields(parser.parse(xml)).object('host', reservation);
}

const reservation = (host: Fields) => [host.text('mac').toLowerCase(), address(host.text('ip'))] as const;

/** cloud-init's network configuration, version 2: what each interface, by its MAC address, is configured with. */
function guestNetwork(text: string): readonly (readonly [mac: string, addressing: GuestAddressing])[] {
  const ethernets = new Fields(load(text)).object('ethernets', (all) => all.entries((ethernet) => ethernet)) ?? [];
  const found = ethernets.flatMap((ethernet) => {
    const mac = ethernet.object('match', (match) => match.optionalText('macaddress'))?.toLowerCase();
    const [own] = ethernet.texts('addresses') ?? [];
    if (mac === undefined || own === undefined) return [];
    const routes = ethernet.list('routes', (route) => ({ to: route.text('to'), via: route.optionalText('via') })) ?? [];
    const targets = routes.map(({ to }) => (to === 'default' ? '0.0.0.0/0' : to));
    const routers = routes.flatMap(({ via }) => (via === undefined ? [] : [address(via)]));
    return [{ mac, address: address(own.split('/')[0] as string), routes: [own, ...targets].map(addresses), routers }];
  });
  return reaching(found);
}

/** An answer file of Windows Setup: the same. */
const answeredNetwork = (text: string): ReturnType<typeof guestNetwork> =>
  reaching(
    readAnswerFile(text).cards.map(({ mac, address: own, routes }) => ({
      mac,
      address: address(own.split('/')[0] as string),
      routes: [own, ...routes.map(({ to }) => to)].map(addresses),
      routers: routes.map(({ via }) => address(via)),
    })),
  );

/** Ignition's configuration: the same. */
const ignitionNetwork = (text: string): ReturnType<typeof guestNetwork> =>
  reaching(
    ignitionCards(readIgnition('', text)).map(({ mac, address: own, routes }) => ({
      mac,
      address: address(own.split('/')[0] as string),
      routes: [own, ...routes.map(({ to }) => to)].map(addresses),
      routers: routes.map(({ via }) => address(via)),
    })),
  );

interface ToldCard extends GuestAddressing {
  readonly mac: string;
  readonly routes: IntervalSet;
}

function reaching(found: readonly ToldCard[]): readonly (readonly [mac: string, addressing: GuestAddressing])[] {
  const all = found.flatMap(({ routes }) => routes);
  return found.map(({ mac, routes, ...addressing }) => [mac, { ...addressing, reaches: reachedBy(routes, all) }]);
}

const sizeOf = ([first, last]: Interval): number => last - first;

/**
 * What leaves by a card that has some of a guest's routes: of routes that lie within each other the narrowest counts. Where two are the
 * same, nobody knows, and neither card is sure of it.
 */
export function reachedBy(own: IntervalSet, all: IntervalSet): IntervalSet {
  return union(
    ...own.map((route) => {
      const others = all.filter((other) => !own.includes(other) && sizeOf(other) <= sizeOf(route));
      return difference([route], intervalSet(others));
    }),
  );
}
