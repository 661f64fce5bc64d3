import { isMac, parseIp } from '../../model/values';

/** Text that is meant to be a filter and is none. Always a defect of this library or of an edit after it, never of a system. */
export class InvalidFilterError extends Error {
  /** Tells it from other errors. */
  override readonly name = 'InvalidFilterError';

  constructor(
    /** Name of the filter. */
    readonly filter: string,
    /** What libvirt would not take, or would take otherwise than meant. */
    readonly defects: readonly string[],
  ) {
    super(
      `nwfilter ${filter} would not do what it says, and libvirt would accept it silently:\n${defects.map((d) => `  - ${d}`).join('\n')}`,
    );
  }
}

/**
 * Checks that a filter consists of nothing but what libvirt enforces as written.
 * `virsh nwfilter-define` accepts unknown attributes and elements, missing references and ports without a protocol without
 * a word, and leaves them out of the rules. Attribute names and ranges: https://libvirt.org/formatnwfilter.html
 * @throws InvalidFilterError with every defect
 */
export function checkFilterXml(xml: string): void {
  const lines = xml.split('\n');
  const name = /^<filter name='([a-z0-9][a-z0-9-]*)' chain='root'>$/.exec(lines[0] ?? '')?.[1];
  const defects: string[] = [];
  const expect = (holds: boolean, line: number, defect: string): void => {
    if (!holds) defects.push(`line ${line + 1}: ${defect}: ${lines[line] ?? ''}`);
  };
  const end = lines.length - 2;
  expect(name !== undefined, 0, 'no filter with a plain name and chain root');
  expect(/^ {2}<uuid>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}<\/uuid>$/.test(lines[1] ?? ''), 1, 'no fixed uuid');
  expect(lines[2] === "  <filterref filter='no-mac-spoofing'/>", 2, 'no protection against false MAC addresses');
  expect(lines[end] === '</filter>' && lines[end + 1] === '', end, 'not the end of a filter');
  let last = Number.NEGATIVE_INFINITY;
  for (let line = 3; line < end - 1; line++) {
    const { priority, defect } = readRule(lines[line] ?? '');
    expect(defect === undefined, line, defect ?? '');
    expect(priority >= last, line, 'comes after a rule of lower precedence');
    last = priority;
  }
  expect(/^ {2}<rule action='drop' direction='inout' priority='1000'\/>$/.test(lines[end - 1] ?? ''), end - 1, 'does not drop the rest');
  expect(last < 1000, end - 1, 'a rule has the precedence of the last');
  if (defects.length > 0) throw new InvalidFilterError(name ?? '(without name)', defects);
}

type Values = ReadonlyMap<string, string>;
type Check = (value: string, all: Values) => boolean;

const RULE =
  /^ {2}<rule action='(accept|drop)' direction='(in|out)' priority='(-?\d+)'><(arp|ip)((?: [a-z]+='(?:[ -%(-;=?-~]|&#\d+;)*')*)\/><\/rule>$/;

function readRule(line: string): { priority: number; defect?: string } {
  const found = RULE.exec(line);
  if (!found) return { priority: Number.NaN, defect: 'not a rule of the known form' };
  const [, action, direction, priorityText = '', protocol = '', attributes = ''] = found;
  const priority = Number(priorityText);
  if (priority < -1000 || priority > 1000) return { priority, defect: 'priority outside -1000 to 1000' };
  // ` name=`, then a value, and so on.
  const quoted = attributes.split("'");
  const values = new Map<string, string>();
  for (let at = 1; at < quoted.length; at += 2) values.set(quoted[at - 1]?.slice(1, -1) ?? '', quoted[at] ?? '');
  if (values.size * 2 + 1 !== quoted.length) return { priority, defect: 'an attribute stands twice' };
  const checks = ATTRIBUTES[protocol as keyof typeof ATTRIBUTES];
  for (const [name, value] of values) {
    const check = checks[name];
    if (!check) return { priority, defect: `libvirt ignores ${name} of ${protocol}` };
    if (!check(value, values)) return { priority, defect: `bad ${name}` };
  }
  return { priority, defect: whole(`${action} ${direction} ${protocol}`, values) };
}

/** What single attributes cannot show: a rule that accepts must say what. */
function whole(kind: string, values: Values): string | undefined {
  if (kind === 'accept out arp' && !(values.has('arpsrcmacaddr') && values.has('arpsrcipaddr')))
    return 'lets the machine announce any address';
  if (kind === 'accept out ip' && !values.has('srcipaddr')) return 'lets the machine send under any address';
  if (kind.startsWith('accept') && kind.endsWith('ip') && !values.has('dstipaddr') && !values.has('srcipaddr'))
    return 'lets everything through';
  return undefined;
}

const isAddress: Check = (value) => parseIp(value) !== undefined;

/** A prefix length that leaves no host bits of the address beside it. */
const maskOf =
  (address: string): Check =>
  (value, all) => {
    const ip = parseIp(all.get(address) ?? '');
    const prefix = Number(value);
    return /^\d+$/.test(value) && ip !== undefined && prefix > 0 && prefix < 32 && ip % 2 ** (32 - prefix) === 0;
  };

const PORTS = /^(tcp|udp|sctp)$/;
const isPort: Check = (value, all) => /^\d+$/.test(value) && Number(value) <= 65535 && PORTS.test(all.get('protocol') ?? '');
const portAfter =
  (start: string): Check =>
  (value, all) =>
    isPort(value, all) && all.has(start) && Number(value) > Number(all.get(start));
const isComment: Check = (value) => value.length <= 1500;

const ATTRIBUTES: Record<'arp' | 'ip', Readonly<Record<string, Check>>> = {
  arp: {
    arpsrcmacaddr: isMac,
    arpsrcipaddr: isAddress,
    arpsrcipmask: maskOf('arpsrcipaddr'),
    comment: isComment,
  },
  ip: {
    srcipaddr: isAddress,
    srcipmask: maskOf('srcipaddr'),
    dstipaddr: isAddress,
    dstipmask: maskOf('dstipaddr'),
    protocol: (value) => /^(tcp|udp|sctp|icmp|112)$/.test(value),
    srcportstart: isPort,
    srcportend: portAfter('srcportstart'),
    dstportstart: isPort,
    dstportend: portAfter('dstportstart'),
    comment: isComment,
  },
};
