import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ResolvedMachine } from '../../src/model/resolved';
import { windowsZone } from '../../src/model/values';
import { quoted, quotedLines } from '../../src/terraform/guest/windows/quote';
import { isoHead, isoSize, SECTOR } from '../../src/terraform/iso9660';
import { seedOf } from '../../src/terraform/seed';
import { unescapeTemplate } from '../terraform/guest/render';
import { windows } from '../verify/windows';

/**
 * What reads the documents of Windows guests elsewhere: cloudbase-init's own parsers, a grammar of PowerShell (PowerShell itself is in no registry that
 * can be had here), and a reader of Joliet. Python packages, installed once into the cache.
 */
const PACKAGES = ['cloudbase-init==1.1.9', 'tree-sitter==0.26.1', 'tree-sitter-powershell==0.26.4', 'pycdlib==1.22.0', 'tzlocal==5.3.1'];
const FOLDER = join(__dirname, '../../node_modules/.cache/python', PACKAGES.join('+').replaceAll('==', '-'));

function installed(): boolean {
  if (existsSync(join(FOLDER, 'cloudbaseinit'))) return true;
  mkdirSync(FOLDER, { recursive: true });
  const { status } = spawnSync('python3', ['-m', 'pip', 'install', '--quiet', '--target', FOLDER, ...PACKAGES], { timeout: 280_000 });
  if (status !== 0) rmSync(FOLDER, { recursive: true, force: true });
  return status === 0;
}

const HAS_PACKAGES = installed();
if (!HAS_PACKAGES) process.stderr.write('Not judged: what Windows guests are told, for want of python3 with pip and a registry.\n');
const judge = HAS_PACKAGES ? test : test.skip;

const PYTHON = `
import base64, io, json, sys
asked = json.load(sys.stdin)
def powershell(text):
    import tree_sitter, tree_sitter_powershell
    source = text.encode()
    found = []
    def walk(node):
        if node.type == 'ERROR' or node.is_missing: found.append(source[node.start_byte:node.end_byte].decode()[:120])
        for child in node.children: walk(child)
    walk(tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language())).parse(source).root_node)
    return found
def strings(text):
    import tree_sitter, tree_sitter_powershell
    source = text.encode()
    found = []
    def walk(node):
        if node.type == 'verbatim_string_characters': found.append(source[node.start_byte + 1:node.end_byte - 1].decode().replace("''", "'"))
        for child in node.children: walk(child)
    walk(tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language())).parse(source).root_node)
    return found
def network(text):
    from cloudbaseinit.metadata.services.nocloudservice import NoCloudNetworkConfigParser
    from cloudbaseinit.utils import serialization
    data = serialization.parse_json_yaml(text)
    if not data: return None
    found = NoCloudNetworkConfigParser.parse(data)
    return { 'cards': [[link.mac_address, link.mtu] for link in found.links], 'networks': [[each.address_cidr, [[route.network_cidr, route.gateway] for route in each.routes], each.dns_nameservers] for each in found.networks] }
def message(text):
    from cloudbaseinit.plugins.common.userdata import UserDataPlugin
    from cloudbaseinit.plugins.common import userdatautils
    plugin = UserDataPlugin()
    data = text.encode()
    assert 'Content-Type: multipart' in plugin._get_headers(data)
    parts = {}
    for part in plugin._parse_mime(data):
        payload = part.get_payload(decode=True) or b''
        parts[part.get_content_type()] = payload.decode()
    parts['runs'] = type(userdatautils.get_command(parts['text/x-shellscript'].encode())).__name__
    return parts
def zones(_):
    from tzlocal import windows_tz
    return dict(windows_tz.tz_win)
def image(text):
    import pycdlib
    iso = pycdlib.PyCdlib()
    iso.open_fp(io.BytesIO(base64.b64decode(text)))
    files = {}
    for child in iso.list_children(joliet_path='/'):
        if child is None or child.is_dot() or child.is_dotdot(): continue
        name = child.file_identifier().decode('utf-16_be')
        out = io.BytesIO()
        iso.get_file_from_iso_fp(out, joliet_path='/' + name)
        files[name] = out.getvalue().decode()
    return [iso.joliet_vd.volume_identifier.decode('utf-16_be').strip(), files]
json.dump([globals()[kind](text) for kind, text in asked], sys.stdout)
`;

type Question = 'powershell' | 'strings' | 'network' | 'message' | 'zones' | 'image';

function ask(...asked: readonly (readonly [Question, string])[]): readonly unknown[] {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', PYTHON], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 2 ** 27,
    env: { ...process.env, PYTHONPATH: FOLDER },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const { machines } = windows().resolve().system;
/** As Terraform puts them together. */
const told = (machine: ResolvedMachine): readonly [string, string, string] => {
  const [first, second, { own, common }] = seedOf(machine)?.documents ?? ['', '', { own: '', common: '' }];
  return [first, second, own + common].map((text) =>
    unescapeTemplate(text.replace(/(?<!\$)\$\{base64encode\([^)]*\)\}/g, 'aHVudGVy')),
  ) as unknown as readonly [string, string, string];
};
const by = (way: string): readonly ResolvedMachine[] => machines.filter(({ guest }) => guest.configuredBy === way);

judge('a quotation mark that is not closed is found', () => {
  expect(ask(['powershell', "Get-Date 'a\n"])).not.toEqual([[]]);
});

judge('programs for Windows are PowerShell', () => {
  const programs = [
    ...by('unattend').flatMap((machine) => told(machine).slice(1)),
    ...by('cloudbase-init').map((machine) => told(machine)[2]),
  ];
  const scripts = programs.map((text) => /#ps1_sysnative[\s\S]*(?=--==isthmus==--)/.exec(text)?.[0] ?? text);
  expect(scripts.length).toBeGreaterThan(4);
  expect(ask(...scripts.map((text) => ['powershell', text] as const))).toEqual(scripts.map(() => []));
});

judge('texts are one literal each, whatever is in them', () => {
  const texts = fc.sample(fc.stringMatching(/^[ -~\u2018-\u201d]{0,12}$/), { numRuns: 200, seed: 3 });
  const asked = texts.map((text) => ['strings', `Use-Text ${quoted(text)}`] as const);
  const expected = texts.map((text) => [/^[ -~]*$/.test(text) ? text : Buffer.from(text).toString('base64')]);
  expect(ask(...asked)).toEqual(expected);
  expect(ask(['powershell', `Use-Text ${quotedLines("a'\n@'\n'@\n}")}`])).toEqual([[]]);
});

judge('cloudbase-init reads the addresses that guests have', () => {
  for (const machine of by('cloudbase-init')) {
    const { nic, otherNics, guest } = machine;
    const [found] = ask(['network', told(machine)[1]]) as readonly (null | {
      readonly cards: unknown;
      readonly networks: readonly (readonly unknown[])[];
    })[];
    if (guest.network.addressedBy === 'image') expect(found).toBeNull();
    else expect(found?.cards).toEqual([nic, ...otherNics].map(({ mac, mtu }) => [mac, mtu]));
    if (guest.network.addressedBy === 'static')
      expect(found?.networks.map(([address]) => address)).toEqual([nic, ...otherNics].map(({ address }) => `${address}/24`));
  }
});

judge('cloudbase-init takes the parts of its message for what they are', () => {
  for (const machine of by('cloudbase-init')) {
    const [parts] = ask(['message', told(machine)[2]]) as readonly Readonly<Record<string, string>>[];
    expect(parts?.runs).toBe('PowershellSysnative');
    expect(parts?.['text/x-shellscript']).toContain('\nforeach ($name in @($steps.Keys)) {\n');
    expect(parts?.['text/cloud-config']).toBe(machine.guest.windows?.timeZone ? '#cloud-config\nset_timezone: Europe/Berlin\n' : undefined);
  }
});

judge('time zones have the names that cloudbase-init knows them by', () => {
  const [zones] = ask(['zones', '']) as readonly Readonly<Record<string, string>>[];
  const known = Object.entries(zones ?? {}).filter(([iana]) => windowsZone(iana) !== undefined);
  expect(known.length).toBeGreaterThan(350);
  expect(known.filter(([iana, zone]) => windowsZone(iana) !== zone)).toEqual([]);
});

judge('a CD is read as Windows reads it', () => {
  const files = { 'Unattend.xml': '<a/>', 'install.ps1': 'Get-Date', 'setup.ps1': 'x'.repeat(5000) };
  const sizes = Object.entries(files).map(([name, text]) => ({ name, size: text.length }));
  const whole = (part: Buffer): Buffer => Buffer.concat([part, Buffer.alloc(Math.ceil(part.length / SECTOR) * SECTOR - part.length)]);
  const image = Buffer.concat([
    Buffer.alloc(16 * SECTOR),
    ...isoHead('isthmus', sizes, true).map(whole),
    ...Object.values(files).map((text) => whole(Buffer.from(text))),
  ]);
  expect(image).toHaveLength(isoSize(sizes, true));
  expect(ask(['image', image.toString('base64')])).toEqual([['isthmus', files]]);
});
