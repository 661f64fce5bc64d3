import { synthKubernetes, synthTerraform } from '../../src/testing';
import { verify } from '../../src/verify';
import { native } from './varieties';

const { system } = native().resolve();
const kubernetes = synthKubernetes(native());

interface Stack {
  readonly provider: { readonly libvirt: { uri: string }[] };
  readonly resource: {
    readonly libvirt_domain: Record<string, Record<string, unknown> & { readonly devices: Record<string, unknown> }>;
  };
  readonly locals: {
    readonly filter_rules: Record<string, { uri: string }>;
    /** Scripts by what they are for. */
    readonly virsh: Record<string, string>;
  };
}

/** The stack, edited by hand. */
function edited(edit: (stack: Stack) => void): readonly string[] {
  const terraform = structuredClone(synthTerraform(native())) as Record<string, object>;
  for (const stack of Object.values(terraform)) edit(stack as unknown as Stack);
  return verify({ system, terraform, kubernetes }).map(({ kind, text }) => `${kind}: ${text}`);
}

const ELSEWHERE = 'qemu+tcp://elsewhere/system';
test('the stack goes to the hosts of the system', () => {
  expect(edited(() => undefined)).toEqual([]);
});

test('a provider of another host is noticed', () => {
  const differences = edited(({ provider }) => {
    for (const each of provider.libvirt) each.uri = ELSEWHERE;
  });
  expect(differences).toContainEqual(expect.stringMatching(`^too-wide: app: its provider is configured for .*elsewhere`));
});

test('a filter that is defined on another host is noticed', () => {
  const differences = edited(({ locals }) => {
    for (const rules of Object.values(locals.filter_rules)) rules.uri = ELSEWHERE;
  });
  expect(differences).toContainEqual(expect.stringMatching(/^too-wide: terraform_data\..* is sent to qemu\+tcp:\/\/elsewhere/));
});

test.each(['nwfilter-undefine x', 'detach-interface x', 'update-device x y'])('a step that runs "%s" is not taken for fine', (command) => {
  const differences = edited(({ locals }) => {
    locals.virsh.filter_rules += `\nv ${command}`;
  });
  expect(differences).toContainEqual(expect.stringMatching(/^unreadable: .*it runs "/));
});

test.each<readonly [string, (domain: Stack['resource']['libvirt_domain'][string]) => unknown]>([
  ['arguments of its own', (domain) => Object.assign(domain, { qemu_commandline: { args: [{ value: '-nic' }] } })],
])('a machine with %s is not taken for fine', (what, edit) => {
  const differences = edited(({ resource }) => {
    for (const domain of Object.values(resource.libvirt_domain).slice(0, 1)) edit(domain);
  });
  expect(differences).toContainEqual(expect.stringMatching(new RegExp(`^unreadable: .*${what}`)));
});
