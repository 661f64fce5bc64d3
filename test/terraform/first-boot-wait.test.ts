import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuestOs, WindowsSetup } from '../../src/model';
import { vm, type Yard } from '../model/fixture';
import { ON_WINDOWS, WINDOWS_DISKS } from '../windows-fixture';
import { unescapeTemplate } from './guest/render';
import { type Json, stackOf } from './synth';

/** Of a system whose machines are waited for. */
const awaited = (build: (y: Yard) => unknown): Json => stackOf(build, { waitForFirstBoot: { minutes: 9 } });

const stack = awaited((y) => {
  vm(y, 'web');
  vm(y, 'app', { os: GuestOs.rocky9(), waitForFirstBoot: { minutes: 45 } });
  vm(y, 'off', { waitForFirstBoot: false });
});

describe('who is waited for', () => {
  test('machines for as long as is said of them, or of the system', () => {
    const entries = Object.entries<Json>(stack.locals.first_boot).map(([name, { domain, minutes, asks, uuid }]) => [
      name,
      domain,
      minutes,
      asks,
      uuid,
    ]);
    expect(entries).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: expressions of Terraform
      ['app', 'yard-app', '45', 'dnf', '${libvirt_domain.app.uuid}'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: expressions of Terraform
      ['web', 'yard-web', '9', 'apt', '${libvirt_domain.web.uuid}'],
    ]);
  });

  test('when all machines are started: they wait for each other', () => {
    const step = stack.resource.terraform_data['first-boot'];
    expect(step.depends_on).toEqual(['terraform_data.app-start', 'terraform_data.off-start', 'terraform_data.web-start']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: expressions of Terraform
    expect(step.triggers_replace).toEqual({ uuid: '${each.value.uuid}' });
  });

  test('nobody where nobody says so: outputs are what they were', () => {
    const without = stackOf((y) => vm(y, 'web'));
    expect(without.resource.terraform_data['first-boot']).toBeUndefined();
    expect(JSON.stringify(without)).not.toMatch(/first-boot|agent-shell|secret-files/);
  });

  test('no machine without an agent, and none that nobody sets up', () => {
    const { locals } = awaited((y) => {
      vm(y, 'web');
      vm(y, 'deaf', { os: GuestOs.debian12().withHardware({ guestAgent: false }) });
      vm(y, 'found', { os: GuestOs.windowsServer2012() });
      vm(y, 'set-up', {
        os: GuestOs.windowsServer2022(),
        windowsSetup: WindowsSetup.unattend({ administratorPassword: 'set_up_administrator' }),
      });
    });
    expect(Object.keys(locals.first_boot)).toEqual(['web']);
  });
});

describe('the step', () => {
  const { locals } = stack;
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-wait-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs it with a virsh that says this of the machine, and answers each of the agent's questions by the next of these. */
  function wait(state: string, answers: readonly string[], minutes = '0') {
    writeFileSync(join(folder, 'answers'), answers.map((answer) => `${answer}\n`).join(''));
    writeFileSync(
      join(folder, 'virsh'),
      `#!/bin/sh
case "$*" in
  *' domstate '*) echo '${state}' ;;
  *' qemu-agent-command '*)
    answer=$(sed -n 1p ${folder}/answers)
    sed -i 1d ${folder}/answers
    case $answer in error:*) echo "$answer" >&2; exit 1 ;; *) printf '%s\\n' "$answer" ;; esac ;;
esac
`,
    );
    writeFileSync(join(folder, 'sleep'), '#!/bin/sh\n');
    for (const program of ['virsh', 'sleep']) chmodSync(join(folder, program), 0o755);
    const { apt } = locals.first_boot_questions;
    const env = {
      PATH: `${folder}:${process.env.PATH}`,
      ...{ URI: 'qemu:///system', NAME: 'web', DOMAIN: 'yard-web', MINUTES: minutes, ASKS: 'apt' },
      ...{
        REQUEST: unescapeTemplate(apt.request),
        LOG: unescapeTemplate(apt.log),
        MENDED: unescapeTemplate(apt.mended),
        STEP: unescapeTemplate(locals.virsh.first_boot),
      },
    };
    const { status, stderr } = spawnSync('/bin/sh', ['-c', 'eval "$STEP"'], { env, encoding: 'utf8' });
    return { status, stderr };
  }
  const printed = (text: string): readonly string[] => [
    '{"return":{"pid":17}}',
    '{"return":{"exited":false}}',
    `{"return":{"exitcode":0,"out-data":"${Buffer.from(text).toString('base64')}","exited":true}}`,
  ];

  test('ends when the guest says that it is done', () => {
    expect(wait('running', printed('done\n'))).toEqual({ status: 0, stderr: '' });
  });

  test('asks again while the guest works, and while its agent is not there yet', () => {
    const answers = [
      'error: Guest agent is not responding: QEMU guest agent is not connected',
      ...printed('running\n'),
      ...printed('done\n'),
    ];
    expect(wait('running', answers, '5').status).toBe(0);
  });

  test('fails with the reason, the place of the log, and what to do', () => {
    const { status, stderr } = wait('running', printed('failed\nRunparts: 1 failures\r\nE: no such \x1b[31mpackage\n'), '5');
    expect(status).toBe(1);
    expect(stderr).toContain('web: its first boot failed\n  Runparts: 1 failures\n  E: no such [31mpackage\n');
    expect(stderr).toContain('Its log: /var/log/cloud-init-output.log in the guest');
    expect(stderr).toContain("virsh -c 'qemu:///system' console yard-web");
    // The folder is not there where the first boot failed early.
    expect(stderr).toContain('mkdir -p /var/lib/isthmus && touch /var/lib/isthmus/first-boot');
    expect(stderr).toContain("-replace='libvirt_domain.web'");
  });

  test.each([
    ['a guest that works too long', printed('running\nit is not part of its cluster yet\n'), 'it is not part of its cluster yet'],
    ['an agent that does not answer', ['error: Guest agent is not responding: QEMU guest agent is not connected'], 'is not connected'],
    [
      'an agent that may run nothing',
      ['error: internal error: unable to execute QEMU agent command: The command guest-exec has been disabled'],
      'guest-exec has been disabled',
    ],
    ['an answer that is none', printed('done, or so\n'), 'says nothing of it'],
  ])('fails when its minutes are over: %s', (_, answers, reason) => {
    const { status, stderr } = wait('running', answers);
    expect(status).toBe(1);
    expect(stderr).toContain('web: its first boot is not finished after 0 minutes');
    expect(stderr).toContain(reason);
  });

  test('fails at once for a machine that is off', () => {
    const { status, stderr } = wait('shut off', [], '5');
    expect([status, stderr]).toEqual([1, expect.stringContaining('web: its machine is shut off')]);
  });
});

describe('a Linux guest', () => {
  const { locals } = stack;
  const { arg } = JSON.parse(unescapeTemplate(locals.first_boot_questions.apt.request)).arguments;
  const roots: string[] = [];
  afterAll(() => {
    for (const root of roots) rmSync(root, { recursive: true });
  });

  /** What it may run, and where that is here. */
  const PROGRAMS = ['tr', 'sed', 'grep', 'awk', 'tail', 'cut', 'cat', 'head'].map(
    (program) => [program, spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim()] as const,
  );

  /** What it says with these files, and no others. */
  function state(files: Readonly<Record<string, string>>): string {
    const root = mkdtempSync(join(tmpdir(), 'isthmus-guest-'));
    roots.push(root);
    mkdirSync(join(root, 'bin'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      // Paths within some are the guest's.
      const within = /secret-files$|user-data/.test(path) ? text.replace(/(?<![\w])\/(?=var\/|etc\/)/g, `${root}/`) : text;
      writeFileSync(join(root, path), within, { mode: 0o755 });
    }
    for (const [program, place] of PROGRAMS) writeFileSync(join(root, 'bin', program), `#!/bin/sh\nexec ${place} "$@"\n`, { mode: 0o755 });
    const script = (arg[1] as string).replace(/(?<![\w*.])\/(run|var|etc)\//g, `${root}/$1/`);
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { env: { PATH: join(root, 'bin') }, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout;
  }
  const result = (...errors: readonly string[]): string => JSON.stringify({ v1: { datasource: 'NoCloud', errors } }, undefined, 1);
  const RESULT = '/run/cloud-init/result.json';
  const TOLD = { '/var/lib/cloud/instance/user-data.txt': 'runcmd:\n  - mkdir -p /var/lib/isthmus && touch /var/lib/isthmus/first-boot\n' };

  test.each<[string, Readonly<Record<string, string>>, string | RegExp]>([
    ['has noted its end', { '/var/lib/isthmus/first-boot': '', [RESULT]: result('an old error') }, 'done\n'],
    ['is at work', { '/run/cloud-init/status.json': '{}', ...TOLD }, 'running\n'],
    ['was made before anybody waited for it', { [RESULT]: result() }, 'done\n'],
    [
      'ended without an error, and before its last command',
      { [RESULT]: result(), ...TOLD },
      /^failed\nits commands ended before the last of them/,
    ],
    ['has no cloud-init', {}, /^failed\nthe image has no cloud-init\n$/],
    ['has it disabled', { '/run/cloud-init/disabled': '' }, /^failed\ncloud-init is disabled/],
    [
      'has failed',
      { [RESULT]: result('scripts_user', 'other'), '/var/log/cloud-init-output.log': 'one\ntwo\n' },
      /^failed\n"scripts_user", *"other"\none\ntwo\n$/,
    ],
    ['has failed earlier, and was started again since', { ...TOLD, [RESULT]: result() }, /^failed/],
    [
      'is a node that is not part of its cluster yet',
      {
        '/var/lib/isthmus/first-boot': '',
        '/etc/systemd/system/isthmus-kubernetes.service': '',
        '/bin/journalctl': '#!/bin/sh\necho no API yet',
      },
      /^running\nit is not part of its cluster yet .*\nno API yet\n$/,
    ],
    [
      'is a node of its cluster',
      { '/var/lib/isthmus/first-boot': '', '/etc/systemd/system/isthmus-kubernetes.service': '', '/var/lib/isthmus/kubernetes/done': '' },
      'done\n',
    ],
  ])('that %s', (_, files, said) => expect(state(files)).toMatch(typeof said === 'string' ? new RegExp(`^${said}$`) : said));

  test('tells no secret that lies in one of its files', () => {
    const said = state({
      [RESULT]: result('failed with hunter2hunter2'),
      '/var/log/cloud-init-output.log': 'curl -u admin:hunter2hunter2 https://example\nkey line one!\nharmless\n',
      '/etc/isthmus/secret-files': '/etc/isthmus/secrets/password\n/etc/isthmus/secrets/key\n/etc/isthmus/secrets/gone\n',
      '/etc/isthmus/secrets/password': 'hunter2hunter2\n',
      '/etc/isthmus/secrets/key': 'key line one!\nkey line two!\n',
    });
    expect(said).toBe('failed\n"failed with ***"\ncurl -u admin:*** https://example\n***\nharmless\n');
  });

  test('shows no log where a secret lies in no file', () => {
    const said = state({ [RESULT]: result('oops'), '/var/log/cloud-init-output.log': 'hunter2\n', '/etc/isthmus/secret-files': '-\n' });
    expect(said).toContain('failed\n"oops"\n');
    expect(said).not.toContain('hunter2');
  });
});

test('Windows is asked for what its set-up notes, in words that no shell reads otherwise', () => {
  const { locals } = awaited((y) =>
    vm(y, 'office', {
      os: GuestOs.windowsServer2022(),
      dataDisks: WINDOWS_DISKS,
      windowsSetup: WindowsSetup.unattend(ON_WINDOWS),
    }),
  );
  const { request, log } = locals.first_boot_questions['windows-office'];
  const { path, arg } = JSON.parse(unescapeTemplate(request)).arguments;
  expect([path, ...arg.slice(0, 5)]).toEqual(['powershell.exe', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command']);
  expect(arg[5]).toContain("'HKLM:\\SOFTWARE\\isthmus\\yard-office'");
  expect(arg[5]).not.toMatch(/["\n]/);
  expect(log).toContain('%ProgramData%\\isthmus\\setup.log');
});
