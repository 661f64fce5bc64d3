import type { ResolvedPort } from './resolved-port';

/** What is known of a service by its registered name and port (IANA, "Service Name and Transport Protocol Port Number Registry"). */
interface KnownService {
  readonly name: string;
  readonly protocol: ResolvedPort['protocol'];
  readonly port: number;
  /** Its servers greet: they send before their clients do. */
  readonly serverFirst?: true;
  /** Its protocol is its own, which nothing on the way can read. */
  readonly opaque?: true;
  /** Ports that clients bind, whatever their system would choose. */
  readonly clientPorts?: ResolvedPort['clientPorts'];
}

const greets = (name: string, port: number): KnownService => ({ name, protocol: 'tcp', port, serverFirst: true });

const speaks = (name: string, port: number): KnownService => ({ name, protocol: 'tcp', port, opaque: true });

const binds = (name: string, protocol: KnownService['protocol'], port: number, from: number, to = from): KnownService => ({
  ...{ name, protocol, port },
  clientPorts: { from, to },
});

/** What libtirpc and the kernel bind for root (`bindresvport`; sunrpc `min_resvport` and `max_resvport`). */
const RESERVED = [600, 1023] as const;

const SERVICES: readonly KnownService[] = [
  greets('ftp', 21), // RFC 959, 5.4
  greets('telnet', 23),
  greets('smtp', 25), // RFC 5321, 3.1
  greets('pop3', 110), // RFC 1939, 4
  greets('nntp', 119), // RFC 3977, 5.1
  greets('imap', 143), // RFC 9051, 3.1
  greets('imap2', 143),
  greets('submission', 587), // RFC 6409
  greets('rsync', 873),
  greets('mysql', 3306), // MySQL, "Connection Phase"
  greets('sieve', 4190), // RFC 5804, 1.7
  greets('rfb', 5900), // RFC 6143, 7.1.1
  greets('vnc', 5900),
  speaks('ms-sql-s', 1433),
  speaks('ldap', 389),
  speaks('postgresql', 5432),
  speaks('amqp', 5672),
  speaks('redis', 6379),
  speaks('kafka', 9092),
  speaks('memcache', 11211),
  speaks('mongodb', 27017),
  ...(['tcp', 'udp'] as const).flatMap((protocol) => [
    binds('sunrpc', protocol, 111, ...RESERVED),
    binds('nfs', protocol, 2049, ...RESERVED), // mount.nfs, "resvport"
    binds('mountd', protocol, 20048, ...RESERVED),
  ]),
  binds('ntp', 'udp', 123, 123), // RFC 5905, 7.2: symmetric modes, and ntpd as a client
  binds('netbios-ns', 'udp', 137, 137), // RFC 1002, 4.2
  binds('netbios-dgm', 'udp', 138, 138),
  binds('isakmp', 'udp', 500, 500), // RFC 7296, 2.11
  binds('ipsec-nat-t', 'udp', 4500, 4500),
  binds('login', 'tcp', 513, 512, 1023), // RFC 1282
  binds('shell', 'tcp', 514, 512, 1023),
  binds('printer', 'tcp', 515, 721, 731), // RFC 1179, 3.1
];

const BY_NAME = new Map(SERVICES.map((service) => [`${service.protocol} ${service.name}`, service]));
/** Of several with one number the first. */
const BY_NUMBER = new Map([...SERVICES].reverse().map((service) => [`${service.protocol} ${service.port}`, service]));

/** The service that a port is for: by its name (`smtp`, `smtp-relay`), else by its number. */
export function knownService({ protocol, from, to, name }: ResolvedPort): KnownService | undefined {
  for (let end = name.length; end > 0; end = name.lastIndexOf('-', end - 1)) {
    const named = BY_NAME.get(`${protocol} ${name.slice(0, end)}`);
    if (named) return named;
  }
  return from === to ? BY_NUMBER.get(`${protocol} ${from}`) : undefined;
}

/** How a port is spoken to, where that is known and nobody has to guess (Kubernetes, "Service": appProtocol). */
export function appProtocolOf(port: ResolvedPort): string | undefined {
  if (port.appProtocol !== undefined) return port.appProtocol;
  return port.serverFirst || knownService(port)?.opaque ? 'tcp' : undefined;
}
