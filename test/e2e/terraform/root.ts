import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import type { Lock, ResolvedSystem, System } from '../../../src';
import { release } from '../../../src/model/lock/release';
import { VirtualMachinesStacks } from '../../../src/terraform';
import type { Lab } from '../harness/lab';
import { Missing } from '../harness/part';
import { CommandFailed, type Result } from '../harness/process';

/** What a plan would do to one resource. */
export interface Change {
  readonly address: string;
  /** `create`, `update`, `replace`, `delete` or `remove` (let go of). */
  readonly action: string;
}

/** A project's Terraform side: the synthesized stack, its lock, its state. */
export class Root {
  private lock: Lock | undefined;
  private readonly temporary: string;

  constructor(
    private readonly lab: Lab,
    private readonly name: string,
    private readonly variables: Readonly<Record<string, string>> = {},
    /** The project's. */
    readonly folder = lab.folder(),
  ) {
    this.temporary = join(this.folder, 'tmp');
    mkdirSync(this.temporary, { recursive: true });
  }

  /** Folder of the synthesized stacks. */
  get stacks(): string {
    return join(this.folder, 'cdktf.out');
  }

  /** Another stack of the same project, for what Terraform is asked. */
  stack(name: string): Root {
    return new Root(this.lab, name, this.variables, this.folder);
  }

  /** Resolves a system against the lock of the one before, and writes its stack. @throws InvalidSystemError */
  synth(system: System): ResolvedSystem {
    const { system: resolved, lock } = this.resolve(system);
    this.write(resolved);
    this.lock = lock;
    return resolved;
  }

  /** Writes a stack, and leaves the lock as it is. */
  write(system: ResolvedSystem): void {
    const app = new App({ outdir: this.stacks });
    new VirtualMachinesStacks(app, { system });
    app.synth();
  }

  /** As `isthmus lock release`. */
  release(name: string): void {
    if (this.lock) this.lock = release(this.lock, name);
  }

  /** As editing the lock's file by hand and `isthmus lock accept`. */
  editLock(edit: (lock: Lock) => Lock): void {
    if (this.lock) this.lock = edit(this.lock);
  }

  /** The lock as it is, to have it back. */
  keptLock(): Lock {
    if (!this.lock) throw new Error('nothing was synthesized yet');
    return this.lock;
  }

  /** The machine that a host is known again by. */
  landmark(host: string): string | undefined {
    return this.lock?.hosts[host]?.landmark;
  }

  /** What `synth` would work with; nothing is written. @throws InvalidSystemError */
  resolve(system: System): { readonly system: ResolvedSystem; readonly lock: Lock } {
    return system.resolve(this.lock === undefined ? {} : { lock: this.lock });
  }

  /** @throws Missing where the provider cannot be had */
  async init(): Promise<void> {
    try {
      await this.output('init');
    } catch (error) {
      if (!(error instanceof CommandFailed) || !/Failed to (query available|install) provider/.test(error.result.stderr)) throw error;
      throw new Missing('the provider dmacvicar/libvirt 0.9.7: terraform init finds it neither in the registry nor in a mirror');
    }
  }

  validate(): Promise<string> {
    return this.output('validate');
  }

  apply(...args: readonly string[]): Promise<string> {
    return this.output('apply', '-auto-approve', ...args);
  }

  /** As `terraform apply` for a few things alone. */
  applyOnly(...addresses: readonly string[]): Promise<string> {
    return this.apply(...addresses.map((address) => `-target=${address}`));
  }

  attemptApply(...args: readonly string[]): Promise<Result> {
    return this.attempt('apply', '-auto-approve', ...args);
  }

  attemptDestroy(): Promise<Result> {
    return this.attempt('destroy', '-auto-approve');
  }

  /** Kills Terraform and the provider as soon as the apply says a line that begins so. */
  async killApplyAt(line: string): Promise<void> {
    const apply = this.lab.start('terraform-apply', ['terraform', 'apply', '-auto-approve', '-no-color', '-input=false'], this.options);
    const said = (): boolean =>
      apply
        .output()
        .split('\n')
        .some((it) => it.startsWith(line));
    const end = performance.now() + 600_000;
    while (apply.alive && !said() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    if (!apply.alive || !said()) throw new Error(`the apply ended before it could be killed:\n${apply.output()}`);
    await apply.stop();
  }

  /** The state loses what it knows of a resource: what happens to one that is killed before it can tell. */
  forget(...addresses: readonly string[]): Promise<string> {
    return this.output('state', 'rm', ...addresses);
  }

  /** Lets the state know of something that is there. @param id as the provider takes it */
  import(address: string, id: string): Promise<string> {
    return this.output('import', address, id);
  }

  /** Addresses of what the state knows. */
  async known(): Promise<readonly string[]> {
    return (await this.output('state', 'list')).split('\n').filter(Boolean);
  }

  /** The state's file is gone. */
  loseState(): void {
    rmSync(join(this.folder, `terraform.${this.name}.tfstate`));
  }

  /** Everything that an apply would do; empty when there is nothing to do. */
  async plan(): Promise<readonly Change[]> {
    const messages = (await this.output('plan', '-json'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as PlanMessage);
    const resources = messages.flatMap(({ type, change }) =>
      type === 'planned_change' && change ? [{ address: change.resource.addr, action: change.action }] : [],
    );
    const outputs = messages.flatMap(({ type, outputs }) => (type === 'outputs' ? Object.entries(outputs ?? {}) : []));
    const changed = outputs.flatMap(([name, { action }]) =>
      action === undefined || action === 'noop' ? [] : [{ address: `output.${name}`, action }],
    );
    return [...resources, ...changed];
  }

  /** Processor seconds of a plan, with those of the provider. @param gogc how much garbage Go lets lie, in percent */
  async planTime(gogc: string): Promise<number> {
    const line = `terraform plan -no-color -input=false > /dev/null && times`;
    const { cwd, env } = this.options;
    const said = await this.lab.output(['sh', '-c', line], { cwd, env: { ...env, GOGC: gogc }, timeoutSeconds: 600 });
    // The shell's own `times` has its children in the second line, such as `0m1.234s 0m0.056s`.
    const spent = [...(said.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
    return spent.reduce((all, [, minutes, seconds]) => all + Number(minutes) * 60 + Number(seconds), 0);
  }

  /** What another runner's temporary folder looks like. */
  emptyTemporaryFolder(): void {
    rmSync(this.temporary, { recursive: true });
    mkdirSync(this.temporary);
  }

  private async output(command: string, ...args: readonly string[]): Promise<string> {
    const result = await this.attempt(command, ...args);
    if (result.status !== 0) throw new CommandFailed(`terraform ${[command, ...args].join(' ')}`, result);
    return result.stdout;
  }

  private attempt(command: string, ...args: readonly string[]): Promise<Result> {
    const flags = command === 'state' ? [] : command === 'validate' ? ['-no-color'] : ['-no-color', '-input=false'];
    return this.lab.attempt(['terraform', command, ...flags, ...args], {
      ...this.options,
      timeoutSeconds: command === 'apply' ? LONGEST_APPLY : 600,
    });
  }

  private get options(): { readonly cwd: string; readonly env: Readonly<Record<string, string>> } {
    const variables = Object.entries(this.variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
    // Much of the provider's work is collecting garbage: docs/operations.md.
    const env = { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', GOGC: '800', TMPDIR: this.temporary, ...Object.fromEntries(variables) };
    return { cwd: join(this.folder, 'cdktf.out/stacks', this.name), env };
  }
}

/** Seconds: an apply may wait for first boots, for half an hour unless a system says otherwise. */
const LONGEST_APPLY = 2400;

/** A line of `terraform plan -json`. */
interface PlanMessage {
  readonly type: string;
  readonly change?: { readonly resource: { readonly addr: string }; readonly action: string };
  readonly outputs?: Readonly<Record<string, { readonly action?: string }>>;
}
