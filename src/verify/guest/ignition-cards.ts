import { NotUnderstoodError, reading } from '../errors';
import type { FirstBoot } from './first-boot';

/** A card as a guest is told of it: its own address with the prefix, and its routes. */
export interface IgnitionCard {
  readonly mac: string;
  readonly address: string;
  readonly routes: readonly { readonly to: string; readonly via: string }[];
}

/** Cards whose address a guest is told, by NetworkManager's keyfiles and systemd-networkd's files. */
export function ignitionCards({ files }: Pick<FirstBoot, 'files'>): readonly IgnitionCard[] {
  return [...files].flatMap(([path, text]) => {
    const read = path.startsWith('/etc/NetworkManager/system-connections/')
      ? keyfile
      : /^\/etc\/systemd\/network\/.*\.network$/.test(path)
        ? networkFile
        : undefined;
    return read ? reading(path, () => read(text) ?? []) : [];
  });
}

/** Sections of an INI file with their lines, in their order. */
function sections(text: string): readonly (readonly [name: string, values: readonly (readonly [key: string, value: string])[]])[] {
  return text
    .split(/^\[/m)
    .slice(1)
    .map((part) => {
      const [head = '', ...lines] = part.split('\n');
      const values = lines.flatMap((line) =>
        line.includes('=') ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const] : [],
      );
      return [head.replace(/\]$/, ''), values] as const;
    });
}

function keyfile(text: string): IgnitionCard | undefined {
  const all = new Map(sections(text).map(([name, values]) => [name, new Map(values)]));
  const [mac, ipv4] = [all.get('ethernet')?.get('mac-address'), all.get('ipv4')];
  const address = ipv4?.get('address1');
  if (mac === undefined || ipv4?.get('method') !== 'manual' || address === undefined) return undefined;
  if (all.get('ipv6')?.get('method') !== 'disabled') throw new NotUnderstoodError('IPv6 is not off');
  const routes = [...ipv4].flatMap(([key, value]) => (/^route\d+$/.test(key) ? [routeOf(value.split(','))] : []));
  return { mac: mac.toLowerCase(), address, routes };
}

function networkFile(text: string): IgnitionCard | undefined {
  const all = sections(text);
  const [match, network] = ['Match', 'Network'].map((name) => new Map(all.find(([each]) => each === name)?.[1]));
  const [mac, address] = [match?.get('MACAddress'), network?.get('Address')];
  if (mac === undefined || address === undefined) return undefined;
  if (network?.get('LinkLocalAddressing') !== 'no' || network.get('IPv6AcceptRA') !== 'no') throw new NotUnderstoodError('IPv6 is not off');
  const routes = all
    .filter(([name]) => name === 'Route')
    .map(([, values]) => routeOf([new Map(values).get('Destination'), new Map(values).get('Gateway')]));
  return { mac: mac.toLowerCase(), address, routes };
}

function routeOf([to, via]: readonly (string | undefined)[]): IgnitionCard['routes'][number] {
  if (to === undefined || via === undefined) throw new NotUnderstoodError('a route without a destination, or without a router');
  return { to, via };
}
