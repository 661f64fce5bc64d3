import type { HostProps } from '../../network/host';
import { hostInUri } from '../../values';

/** Ports that need not be written, by transport: https://libvirt.org/uri.html and `ssh(1)`. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = { ssh: '22', tcp: '16509', tls: '16514' };

/**
 * What tells the libvirt of one host from those of others, as text that can be compared: without the user who connects, keys, and
 * all else that may change while the host stays the same.
 */
export function connectionOf({ uri, ssh }: Pick<HostProps, 'uri' | 'ssh'>): string {
  if (ssh) return `qemu+ssh://${place(hostInUri(ssh.address), ssh.port === undefined ? '' : String(ssh.port), 'ssh')}/system`;
  const text = uri ?? '';
  if (!URL.canParse(text)) return text;
  const { protocol, hostname, port, pathname, searchParams } = new URL(text);
  const [driver = '', named] = protocol.replace(/:$/, '').split('+');
  // A URI with a host and without a transport means TLS.
  const transport = named ?? (hostname === '' ? undefined : 'tls');
  const socket = searchParams.get('socket');
  const scheme = transport === undefined ? driver : `${driver}+${transport}`;
  return `${scheme}://${place(hostname, port, transport ?? '')}${pathname}${socket === null ? '' : `?socket=${socket}`}`;
}

/** Host names are the same in capitals and with the dot of the root domain. */
function place(host: string, port: string, transport: string): string {
  const name = host.toLowerCase().replace(/\.$/, '');
  return port === '' || port === DEFAULT_PORTS[transport] ? name : `${name}:${port}`;
}
