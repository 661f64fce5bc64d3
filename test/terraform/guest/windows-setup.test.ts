import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { ResolvedMachine } from '../../../src/model/resolved';
import { renderCloudbaseInit, renderUnattended } from '../../../src/terraform/guest';
import { quoted, quotedLines, quotedList, quotedMap } from '../../../src/terraform/guest/windows/quote';
import { callText, readCalls } from '../../../src/verify/guest/windows-setup/calls';
import { windows } from '../../verify/windows';
import { unescapeTemplate } from './render';

const { machines } = windows().resolve().system;
const named = (name: string): ResolvedMachine => machines.find((machine) => machine.name === name) as ResolvedMachine;
const setupOf = (machine: ResolvedMachine) => machine.guest.windows as NonNullable<ResolvedMachine['guest']['windows']>;
const unattended = (name: string) => renderUnattended(named(name), setupOf(named(name)));
const cloudbase = (name: string) => renderCloudbaseInit(named(name), setupOf(named(name)));

describe('text in PowerShell', () => {
  /** Characters that PowerShell takes for quotes, that end lines for something, or that Windows reads by a code page. */
  const odd = [
    "'",
    '\u2018',
    '\u2019',
    '\u201a',
    '\u201b',
    '"',
    '\u201c',
    '`',
    '$',
    '$(x)',
    '\n',
    '\r',
    '\u2028',
    '\u0000',
    'é',
    '}',
    '@',
    '#',
    ';',
    '😀',
  ];
  const texts = fc.array(fc.oneof(fc.constantFrom(...odd), fc.string({ maxLength: 4 }))).map((parts) => parts.join(''));

  test('is one literal of plain characters on one line, whatever is in it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const literal = quoted(text);
        expect(literal).toMatch(/^(?:'(?:[ -&(-~]|'')*'|\(ConvertFrom-Base64 '[A-Za-z0-9+/=]*'\))$/);
        expect(readCalls(`Use-Text ${literal}`)).toEqual([callText('Use-Text', text)]);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('keeps what it says in lists, maps and texts of several lines', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 4 }), fc.array(texts, { minLength: 1, maxLength: 3 }), (list, lines) => {
        const text = lines.join('\n');
        expect(readCalls(`Use-Texts ${quotedList(list)} ${quotedLines(text)}`)).toEqual([callText('Use-Texts', list, text)]);
        for (const line of quotedLines(text).split('\n').slice(1, -1)) expect(line).toMatch(/^ {6}['(]/);
      }),
      { numRuns: 200, seed: 2 },
    );
    expect(readCalls(`Use-Map ${quotedMap([['A', "it's"]])} ${quotedMap([])}`)).toEqual([callText('Use-Map', { A: "it's" }, {})]);
  });

  test.each([
    "'a' 'b'; net user eve",
    "'\u2019; net user eve'",
    '"$(net user eve)"',
    '(net user eve)',
    "@('a'; 'b')",
  ])('%s is no literal', (text) => {
    expect(() => readCalls(`Use-Text ${text}`)).toThrow();
  });
});

describe('the program', () => {
  test.each(
    machines.filter(({ guest }) => guest.windows).map((machine) => [machine.name, machine] as const),
  )('of %s is plain text', (_, machine) => {
    const { own, common } = renderUnattended(machine, setupOf(machine)).program;
    expect(own + common).toMatch(/^[\n -~]*$/);
  });

  test('is the same for all guests but for its first part', () => {
    expect(unattended('full').program.common).toBe(unattended('bare').program.common);
    expect(`${unattended('bare').program.common}--==isthmus==--\n`).toBe(cloudbase('other').userData.common);
  });

  test('has secrets by expressions of Terraform alone, each in base64', () => {
    const { own } = unattended('full').program;
    const filled = [...own.matchAll(/(?<!\$)\$\{([^}]*)\}/g)].map(([, expression]) => expression);
    const names = [
      'batch_password',
      'joiner_password',
      'licence_key',
      'operator_password',
      'server_pfx',
      'server_pfx_password',
      'win_administrator',
    ];
    expect([...new Set(filled)].sort()).toEqual(names.map((name) => `base64encode(var.${name})`));
  });

  test('waits for programs, and gives them each argument as it is', () => {
    expect(setupOf(named('full')).commands[1]?.script).toBe(
      "& 'C:\\app\\setup.exe' '/quiet' 'it''s \u2018\u2018here\u2019\u2019' | Out-Default\nexit $LASTEXITCODE",
    );
  });

  test('does nothing for what is not said', () => {
    const steps = [...unattended('bare').program.own.matchAll(/^ {2}'([^']+)' = \{$/gm)].map(([, name]) => name);
    expect(steps).toEqual(['firewall', 'network', 'time', 'accounts', 'remote administration']);
    expect(unattended('bare').program.own).toContain('\n    Disable-WinRm\n');
  });

  test('lets administrators in to Remote Desktop, and to WinRM and SSH where these are wanted: nobody else', () => {
    const rules = (name: string) =>
      [...unattended(name).program.own.matchAll(/-LocalPort (3389|5986|22) -RemoteAddress (\S+)/g)].map(
        ([, port, from]) => `${port} ${from}`,
      );
    expect(rules('full').sort()).toEqual(["22 '10.2.0.0/24'", "3389 '10.2.0.0/24'", "5986 '10.2.0.0/24'"]);
    expect(rules('bare')).toEqual(["3389 '10.2.0.0/24'"]);
  });
});

describe("cloudbase-init's documents", () => {
  test('are a message whose parts no text of a user can end', () => {
    const { own, common } = cloudbase('other').userData;
    const marks = unescapeTemplate(own + common)
      .split('\n')
      .filter((line) => line.startsWith('--'));
    expect(marks).toEqual(['--==isthmus==', '--==isthmus==', '--==isthmus==--']);
  });

  test('leave addresses to the image where it has them', () => {
    expect(cloudbase('fixed').networkConfig).toBe('{}\n');
  });
});

describe('an answer file', () => {
  /** Components with the passes in which each is read, and their settings (Microsoft, "Components" of the unattended reference). */
  const KNOWN: Readonly<Record<string, { readonly passes: readonly string[]; readonly settings: readonly string[] }>> = {
    'Microsoft-Windows-Shell-Setup': {
      passes: ['specialize', 'oobeSystem'],
      settings: ['ComputerName', 'TimeZone', 'OOBE', 'UserAccounts'],
    },
    'Microsoft-Windows-TCPIP': { passes: ['windowsPE', 'specialize'], settings: ['Interfaces'] },
    'Microsoft-Windows-DNS-Client': { passes: ['windowsPE', 'specialize'], settings: ['Interfaces'] },
    'Networking-MPSSVC-Svc': {
      passes: ['specialize'],
      settings: ['DomainProfile_EnableFirewall', 'PrivateProfile_EnableFirewall', 'PublicProfile_EnableFirewall'],
    },
    'Microsoft-Windows-Deployment': { passes: ['specialize', 'generalize', 'auditUser', 'oobeSystem'], settings: ['RunSynchronous'] },
    'Microsoft-Windows-International-Core': {
      passes: ['specialize', 'oobeSystem'],
      settings: ['InputLocale', 'SystemLocale', 'UILanguage', 'UserLocale'],
    },
  };

  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => ['settings', 'component'].includes(name) });

  test.each(['full', 'bare'])('of %s is well-formed, and says each thing in a pass in which it is read', (name) => {
    const text = unescapeTemplate(unattended(name).answerFile);
    expect(XMLValidator.validate(text)).toBe(true);
    const { unattend } = parser.parse(text);
    expect(unattend['@_xmlns']).toBe('urn:schemas-microsoft-com:unattend');
    for (const { '@_pass': pass, component } of unattend.settings)
      for (const { '@_name': component_, ...rest } of component) {
        expect(KNOWN[component_]?.passes).toContain(pass);
        const settings = Object.keys(rest).filter((key) => !key.startsWith('@_'));
        expect(settings.filter((setting) => !KNOWN[component_]?.settings.includes(setting))).toEqual([]);
        expect(rest['@_publicKeyToken']).toBe('31bf3856ad364e35');
      }
  });

  test('runs one command, which is not too long for it', () => {
    const { unattend } = parser.parse(unescapeTemplate(unattended('full').answerFile));
    const [deployment] = unattend.settings[0].component.filter(
      (each: Record<string, unknown>) => each['@_name'] === 'Microsoft-Windows-Deployment',
    );
    const { Path: path } = deployment.RunSynchronous.RunSynchronousCommand;
    expect(path.length).toBeLessThanOrEqual(259);
    expect(path).toContain("VolumeLabel -eq 'isthmus'");
  });

  test('hides the password as Windows does, and Terraform alone knows it', () => {
    expect(unattended('full').answerFile).toContain(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what Terraform fills in
      '<Value>${textencodebase64(format("%sAdministratorPassword", var.win_administrator), "UTF-16LE")}</Value>',
    );
  });

  test('knows both cards by their MAC addresses, and the routes by each', () => {
    const { unattend } = parser.parse(unescapeTemplate(unattended('full').answerFile));
    const [tcpip] = unattend.settings[0].component.filter((each: Record<string, unknown>) => each['@_name'] === 'Microsoft-Windows-TCPIP');
    const { nic, otherNics } = named('full');
    const told = tcpip.Interfaces.Interface.map(
      (each: { readonly Identifier: string; readonly UnicastIpAddresses: { readonly IpAddress: { readonly '#text': string } } }) => [
        each.Identifier,
        each.UnicastIpAddresses.IpAddress['#text'],
      ],
    );
    expect(told).toEqual([nic, ...otherNics].map(({ mac, address }) => [mac.toUpperCase().replaceAll(':', '-'), `${address}/24`]));
  });
});
