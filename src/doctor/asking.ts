import { execFile } from 'node:child_process';
import { access, constants, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ResolvedSystem } from '../model/resolved';
import { shellQuoted } from '../model/values';

/** What a program has said. */
export type Answer = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly text: string };

/** Runs a program and answers what it prints. @throws Error when it fails, with `stderr` */
export type Run = (program: string, args: readonly string[]) => Promise<string>;

export interface AskingOptions {
  /** Context of kubectl for each cluster. @default - the current one, or, where there are several clusters, those of their names */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Folders of Terraform's stacks, whose `*.tfvars` are looked through. @default - none */
  readonly stacks?: readonly string[];
  /** @default - `process.env` */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** @default - the programs on this machine */
  readonly run?: Run;
}

/** Seconds that a program may take: hosts that are switched off do not answer at all. */
const PATIENCE = 30;

const runHere: Run = async (program, args) =>
  (await promisify(execFile)(program, [...args], { maxBuffer: 2 ** 26, timeout: PATIENCE * 1000 })).stdout;

/** Asks hosts, clusters and this machine. Only reads; each question once. */
export class Asking {
  private readonly answers = new Map<string, Promise<Answer>>();
  private readonly run: Run;
  private variables: Promise<ReadonlySet<string>> | undefined;

  constructor(
    private readonly system: ResolvedSystem,
    private readonly options: AskingOptions,
  ) {
    this.run = options.run ?? runHere;
  }

  /** @param host of the system, by its name */
  virsh(host: string, ...args: readonly string[]): Promise<Answer> {
    return this.ask('virsh', ['-q', '-c', this.uriOf(host), ...args]);
  }

  /**
   * Runs a script on a host itself, by the way that libvirt is reached there: here, or by SSH.
   * @param host of the system, by its name
   * @returns undefined where there is no such way
   */
  async shell(host: string, script: string): Promise<Answer | undefined> {
    const [program, ...args] = wayTo(this.uriOf(host), script) ?? [];
    return program === undefined ? undefined : this.ask(program, args);
  }

  uriOf(host: string): string {
    return this.system.hosts.find(({ name }) => name === host)?.virshUri ?? '';
  }

  /** @param cluster of the system, by its name */
  kubectl(cluster: string, ...args: readonly string[]): Promise<Answer> {
    return this.ask('kubectl', [...this.contextOf(cluster), `--request-timeout=${PATIENCE}s`, ...args]);
  }

  /** @param cluster of the system, by its name */
  helm(cluster: string, ...args: readonly string[]): Promise<Answer> {
    return this.ask('helm', [...args, ...this.contextOf(cluster).map((word) => (word === '--context' ? '--kube-context' : word))]);
  }

  /** The beginning of a command for a cluster, as it is typed. */
  kubectlFor(cluster: string): string {
    return ['kubectl', ...this.contextOf(cluster)].join(' ');
  }

  async canRead(path: string): Promise<boolean> {
    try {
      await access(path, constants.R_OK);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether Terraform is given a variable: by the environment, or by a file of a stack that it reads by itself. */
  async hasVariable(name: string): Promise<boolean> {
    const { environment = process.env } = this.options;
    if ((environment[`TF_VAR_${name}`] ?? '') !== '') return true;
    this.variables ??= this.variablesOfFiles();
    return (await this.variables).has(name);
  }

  private contextOf(cluster: string): readonly string[] {
    const context = this.options.contexts?.[cluster] ?? (this.system.clusters.length > 1 ? cluster : undefined);
    return context === undefined ? [] : ['--context', context];
  }

  private async ask(program: string, args: readonly string[]): Promise<Answer> {
    const key = JSON.stringify([program, args]);
    const known = this.answers.get(key) ?? this.attempt(program, args);
    this.answers.set(key, known);
    return known;
  }

  private async attempt(program: string, args: readonly string[]): Promise<Answer> {
    try {
      return { ok: true, text: await this.run(program, args) };
    } catch (error) {
      return { ok: false, text: wordsOf(program, error as Failure) };
    }
  }

  private async variablesOfFiles(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const folder of this.options.stacks ?? []) {
      const files = await readdir(folder).catch(() => []);
      for (const file of files.filter((each) => /^terraform\.tfvars(\.json)?$|\.auto\.tfvars(\.json)?$/.test(each))) {
        const text = await readFile(join(folder, file), 'utf8').catch(() => '');
        for (const [, name = ''] of text.matchAll(/^[\s{,]*"?(\w+)"?\s*[=:]/gm)) found.add(name);
      }
    }
    return found;
  }
}

/** What runs a script on the host of a libvirt (https://libvirt.org/uri.html). */
function wayTo(uri: string, script: string): readonly string[] | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { protocol, username, hostname, port, searchParams } = new URL(uri);
  const transport = protocol.replace(/:$/, '').split('+')[1];
  if (hostname === '') return ['sh', '-c', script];
  if (transport === undefined || !/ssh/.test(transport)) return undefined;
  const keyFile = searchParams.get('keyfile');
  return [
    ...['ssh', '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${PATIENCE / 2}`],
    ...(port === '' ? [] : ['-p', port]),
    ...(keyFile === null ? [] : ['-i', keyFile]),
    ...['--', `${username === '' ? '' : `${decodeURIComponent(username)}@`}${hostname.replace(/^\[|\]$/g, '')}`],
    // Whoever logs in there may have another shell.
    `sh -c ${shellQuoted(script)}`,
  ];
}

interface Failure extends Error {
  readonly code?: string | number;
  readonly stderr?: string;
  readonly killed?: boolean;
}

/** The last thing that a program has said, in one line. */
function wordsOf(program: string, { code, stderr = '', killed, message }: Failure): string {
  if (code === 'ENOENT') return `${program} is not installed here`;
  if (killed) return `${program} has no answer within ${PATIENCE} seconds`;
  const lines = (stderr.trim() === '' ? message : stderr).trim().split('\n');
  return (lines.at(-1) ?? '').replace(/^error: */i, '').trim();
}
