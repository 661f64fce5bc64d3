import { checkFilterXml, FilterCompiler, InvalidFilterError } from '../../../src/terraform/policy';
import { aFlow, aMachine, aSubnet, aSystem, end, tcp } from '../fixture';

const db = aMachine('db', 'data', '10.10.10.11');
const flow = aFlow(end('external', 'office'), end('machine', 'db'), [tcp(5432)], {
  source: ['192.168.0.0/24'],
  destination: ['10.10.10.11/32'],
});
const good = new FilterCompiler(aSystem({ subnets: [aSubnet('data', '10.10.10.0/24')], machines: [db], flows: [flow] })).compile(db).xml;

function defects(edit: (xml: string) => string): readonly string[] {
  try {
    checkFilterXml(edit(good));
  } catch (error) {
    if (error instanceof InvalidFilterError) return error.defects;
    throw error;
  }
  return [];
}

it('accepts what the compiler writes', () => {
  expect(defects((xml) => xml)).toEqual([]);
});

/** Each of these is accepted by `virsh nwfilter-define` and then does something else, or nothing. */
it.each([
  ['an attribute that libvirt does not know', "dstportstart='5432'", "dstport='5432'", 'libvirt ignores dstport of ip'],
  ['an element that libvirt does not know', '<ip srcipaddr', '<ipp srcipaddr', 'not a rule of the known form'],
  ['a connection-tracking rule', '<ip srcipaddr', '<tcp srcipaddr', 'not a rule of the known form'],
  ['a port above the last', "dstportstart='5432'", "dstportstart='65536'", 'bad dstportstart'],
  ['a range that ends before it starts', "dstportend='60999'", "dstportend='100'", 'bad dstportend'],
  ['the end of a range without its start', "dstportstart='32768' ", '', 'bad dstportend'],
  ['a port without a protocol', " protocol='tcp'", '', 'bad dstportstart'],
  ['a port of ICMP', "protocol='tcp'", "protocol='icmp'", 'bad dstportstart'],
  ['an unknown protocol', "protocol='tcp'", "protocol='tpc'", 'bad protocol'],
  ['a bad address', "srcipaddr='192.168.0.0'", "srcipaddr='192.168.0.256'", 'bad srcipaddr'],
  ['a mask that leaves host bits', "srcipmask='24'", "srcipmask='12'", 'bad srcipmask'],
  ['a mask without an address', "srcipaddr='192.168.0.0' ", '', 'bad srcipmask'],
  ['a sender under any address', " srcipaddr='10.10.10.11'", '', 'lets the machine send under any address'],
  ['an announcement of any address', " arpsrcipaddr='10.10.10.11'", '', 'lets the machine announce any address'],
  ['a priority out of range', "priority='300'", "priority='-1001'", 'priority outside'],
  ['rules out of order', "priority='300'", "priority='50'", 'comes after a rule of lower precedence'],
  ['an attribute twice', "dstportstart='5432'", "dstportstart='5432' dstportstart='5433'", 'an attribute stands twice'],
  ['no final drop', "  <rule action='drop' direction='inout' priority='1000'/>\n", '', 'does not drop the rest'],
  ['a final drop in one direction', "direction='inout'", "direction='in'", 'does not drop the rest'],
  ['a rule that comes with the final drop', "priority='300'", "priority='1000'", 'a rule has the precedence of the last'],
  ['no protection of the MAC address', "  <filterref filter='no-mac-spoofing'/>\n", '', 'no protection against false MAC addresses'],
  ['a reference to a filter that is not there', 'no-mac-spoofing', 'no-mac-spofing', 'no protection against false MAC addresses'],
  ['no uuid', /<uuid>.*<\/uuid>/, '', 'no fixed uuid'],
  ['a name that needs quoting', "name='shop-db'", "name='shop db'", 'no filter with a plain name'],
  ['a second filter', '</filter>', '</filter><filter/>', 'not the end of a filter'],
])('refuses %s', (_what, from, to, defect) => {
  // The last occurrence is not always the interesting one: every place is changed.
  const found = defects((xml) => xml.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to));
  expect(found.join('\n')).toContain(defect);
});

it('refuses a rule that lets everything through', () => {
  const found = defects((xml) => xml.replace(/(direction='in' priority='300'><ip).*?\/>/, '$1/>'));
  expect(found.join('\n')).toContain('lets everything through');
});

it('names the filter and the line', () => {
  expect(() => checkFilterXml(good.replace("dstportstart='5432'", "dstport='5432'"))).toThrow(
    /nwfilter shop-db .*\n {2}- line 10: libvirt ignores dstport of ip/,
  );
});
