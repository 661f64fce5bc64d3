import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandError } from '../../src/cli/command-error';
import { doctor } from '../../src/cli/doctor';
import { vm, yard } from '../model/fixture';
import { inProject } from './handed-over';
import { catchPrinted } from './printed';

const project = inProject();
const printed = catchPrinted();

/** A `virsh` that answers so, in front of whatever is installed. */
function answering(script: string): void {
  const folder = join(process.cwd(), 'bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'virsh'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'virsh'), 0o755);
  process.env.PATH = [folder, path].join(delimiter);
}

const path = process.env.PATH ?? '';
afterEach(() => {
  process.env.PATH = path;
});

beforeEach(() => {
  const y = yard();
  vm(y, 'one', { stateless: true });
  project.put(y.system.resolve().system);
  writeFileSync('cdktf.json', '{ "language": "typescript", "app": "true" }');
});

const exitCode = (options: Parameters<typeof doctor>[0]): Promise<number> =>
  doctor(options).then(
    () => 0,
    (error: unknown) => {
      if (!(error instanceof CommandError)) throw error;
      expect(error.message).toBe('');
      return error.exitCode;
    },
  );

test('something is missing: it is said, with what to do, and the exit code is 1', async () => {
  answering('echo "error: failed to connect to the hypervisor" >&2; exit 1');
  expect(await exitCode({ withoutClusters: true })).toBe(1);
  expect(printed.text).toMatch(
    /^Missing:\n(.*\n)*? {2}Host kvm: virsh .* can reach qemu:\/\/\/system\.\n {4}found: failed to connect to the hypervisor\n {4}to do: /m,
  );
});

test('as data, the same', async () => {
  answering('echo "Running hypervisor: QEMU 8.2.2"; echo "State: running"; echo "Autostart: yes"');
  const code = await exitCode({ json: true });
  const findings = JSON.parse(printed.text) as readonly { readonly text: string; readonly state: string }[];
  expect(findings).toContainEqual({
    text: 'Host kvm: virsh on the machine that runs Terraform can reach qemu:///system.',
    state: 'holds',
    found: 'QEMU 8.2.2',
  });
  // The image is nowhere here.
  expect(code).toBe(findings.some(({ state }) => state === 'missing') ? 1 : findings.some(({ state }) => state === 'unknown') ? 2 : 0);
});
