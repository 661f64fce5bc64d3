import { readFileSync } from 'node:fs';
import { Argument, Command } from 'commander';
import { InvalidSystemError } from '../model/problem';
import type { AdviseOptions } from './advise';
import type { CapacityOptions } from './capacity';
import { CommandError } from './command-error';
import type { GraphOptions } from './graph';
import type { ImportOptions } from './import';
import type { InitOptions } from './init';
import { TEMPLATES } from './init/templates';
import type { InventoryOptions } from './inventory';
import type { RepairOptions } from './lock';
import type { PlanCommandOptions } from './plan';
import type { PolicyOptions } from './policy';
import type { ReportOptions } from './report';
import type { VerifyOptions } from './verify';

/** What commands do, loaded when they are called: help waits for no renderer. */
const LOAD = {
  advise: (): typeof import('./advise') => require('./advise'),
  capacity: (): typeof import('./capacity') => require('./capacity'),
  completion: (): typeof import('./completion') => require('./completion'),
  environment: (): typeof import('./environment') => require('./environment'),
  graph: (): typeof import('./graph') => require('./graph'),
  import: (): typeof import('./import') => require('./import'),
  init: (): typeof import('./init') => require('./init'),
  inventory: (): typeof import('./inventory') => require('./inventory'),
  lock: (): typeof import('./lock') => require('./lock'),
  plan: (): typeof import('./plan') => require('./plan'),
  policy: (): typeof import('./policy') => require('./policy'),
  report: (): typeof import('./report') => require('./report'),
  synth: (): typeof import('./synth') => require('./synth'),
  verifier: (): typeof import('./verifier') => require('./verifier'),
  watch: (): typeof import('./watch') => require('./watch'),
  why: (): typeof import('./why') => require('./why'),
  verify: (): typeof import('./verify') => require('./verify'),
};

/** The `isthmus` command with everything that it knows. */
export function isthmusProgram(): Command {
  const program = new Command('isthmus')
    .description('One description of virtual machines and services; Terraform and Kubernetes out of it.')
    .version(version())
    .option('--env <name>', 'the environment that a command is about, in projects that have several')
    .configureHelp({ showGlobalOptions: true })
    .hook('preAction', () => {
      const { env }: { env?: string } = program.opts();
      if (env !== undefined) process.env[LOAD.environment().ENVIRONMENT_VARIABLE] = env;
    });

  program
    .command('init')
    .argument('[template]', `what it begins with: ${Object.keys(TEMPLATES).join(', ')}`, 'minimal')
    .argument('[folder]', 'where it is to be: an empty folder, or one that is not there yet', '.')
    .option('--name <name>', 'of its system, where the folder has another one')
    .option('--install', 'run npm install in it')
    .description('make a small project that can be synthesized, tested and verified')
    .addHelpText('after', examples(['isthmus init'], ['isthmus init shop my-shop', 'the reference system, in a new folder']))
    .action((template: string, folder: string, options: InitOptions) => LOAD.init().init(template, folder, options));

  program
    .command('synth')
    .option('--watch', 'do so again after each change in the project')
    .description('write both outputs, or neither, and say what to do next')
    .addHelpText(
      'after',
      examples(
        ['isthmus synth'],
        ['isthmus synth --env staging', 'one of several environments'],
        ['isthmus synth --watch', 'problems while you write'],
        ['CI=true isthmus synth', 'with a lock file that may not change'],
      ),
    )
    .action(({ watch = false }: { watch?: boolean }) => (watch ? LOAD.watch().watchSynth() : LOAD.synth().synth()));

  program
    .command('plan')
    .option('--against <revision or snapshot>', 'what is applied now (default: HEAD)')
    .option('--snapshot <file>', 'write what would be applied as JSON, for a later --against')
    .option('--markdown', 'print it for a pull request')
    .option('--json', 'print it for programs: node_modules/isthmus/docs/plan.md')
    .option('--verbose', 'tell Terraform addresses and fields of objects, too')
    .option('--terraform-plan <file>', 'say where a plan of Terraform says otherwise: what `terraform show -json` prints of it')
    .option('--live', 'ask kubectl where the clusters say otherwise')
    .option(
      '--detailed-exitcode',
      '0: nothing changes, 2: something does, 3: data is at stake, something is refused, not known or gravely said otherwise',
    )
    .description('say what a change does to machines, workloads and data, and in which order it is applied')
    .addHelpText(
      'after',
      examples(
        ['isthmus plan', 'what is not committed yet'],
        ['isthmus plan --against main --markdown', 'for a pull request'],
        ['isthmus plan --detailed-exitcode', 'for CI'],
      ),
    )
    .action((options: PlanCommandOptions) => LOAD.plan().plan(options));

  program
    .command('policy')
    .option('--full', 'every flow, where it is held, and how well')
    .option('--from <end>', 'the flows out of a workload, machine, subnet or whatever else there is')
    .option('--to <end>', 'the flows into it')
    .option('--write <file>', 'write it as markdown')
    .option('--snapshot <file>', 'write it as JSON, for a later --against')
    .option('--against <revision or snapshot>', 'say what has changed since then')
    .option('--detailed-exitcode', 'with --against: 0: nothing has changed, 2: something has, 3: more is reachable from outside')
    .description('show who may talk to whom, and where each flow is enforced')
    .addHelpText(
      'after',
      examples(
        ['isthmus policy', 'who may talk to whom at a glance'],
        ['isthmus policy --to database-vm', 'all that leads there, point by point'],
        ['isthmus policy --against main', 'what a change opens and closes'],
        ['isthmus policy --against main --detailed-exitcode', 'for CI'],
        ['isthmus policy --write POLICY.md'],
      ),
    )
    .action((options: PolicyOptions) => LOAD.policy().policy(options));

  program
    .command('why')
    .argument('<from>', 'a workload, machine, subnet, external, anyone: by its name')
    .argument('<to>', 'likewise')
    .argument('[port]', 'tcp/5432; 5432 is one of TCP; default: any')
    .description('say whether one may reach another, by which rules, and if not, what stops it')
    .addHelpText(
      'after',
      examples(['isthmus why order-service database-vm 5432'], ['isthmus why anyone payment-service', 'also by way of others']),
    )
    .action((from: string, to: string, port?: string) => LOAD.why().why(from, to, port));

  program
    .command('graph')
    .option('--html <file>', 'write a page that shows it and answers questions (default: isthmus-graph.html)')
    .option('--svg <file>', 'write the picture alone')
    .option('--json [file]', 'write its data, or print them')
    .description('draw the system: where everything is, and who may talk to whom')
    .addHelpText(
      'after',
      examples(
        ['isthmus graph', 'a page to search, filter and click through'],
        ['isthmus graph --svg docs/system.svg'],
        ['isthmus graph --json'],
      ),
    )
    .action((options: GraphOptions) => LOAD.graph().graph(options));

  program
    .command('report')
    .option('--write <file>', 'write the page there (default: isthmus-report.html)')
    .option('--json [file]', 'write the same data, or print them')
    .description('write one page of everything that a reviewer asks for')
    .addHelpText('after', examples(['isthmus report'], ['isthmus report --write review.html'], ['isthmus report --json']))
    .action((options: ReportOptions) => LOAD.report().report(options));

  program
    .command('inventory')
    .option('--json [file]', 'write it as data, or print them')
    .description('list every address, name and MAC, virtual addresses too')
    .addHelpText('after', examples(['isthmus inventory'], ['isthmus inventory --json']))
    .action((options: InventoryOptions) => LOAD.inventory().inventory(options));

  program
    .command('capacity')
    .option('--json [file]', 'write it as data, or print them')
    .option('--against <revision or file>', 'say what has changed since then')
    .option('--rebalance', 'propose moves of machines that would even hosts out; nothing is moved')
    .description('show what hosts and nodes have, what is asked of them, and what is left')
    .addHelpText(
      'after',
      examples(
        ['isthmus capacity'],
        ['isthmus capacity --against main', 'before and after a change'],
        ['isthmus capacity --rebalance'],
        ['isthmus capacity --json'],
      ),
    )
    .action((options: CapacityOptions) => LOAD.capacity().capacity(options));

  program
    .command('advise')
    .option('--json [file]', 'write it as data, or print them')
    .description('say what had better be a machine and what a container, by nine criteria, and what would change that')
    .addHelpText('after', examples(['isthmus advise'], ['isthmus advise --json']))
    .action((options: AdviseOptions) => LOAD.advise().advise(options));

  program
    .command('verify')
    .option('--live', 'judge what kubectl and virsh show in place of the files')
    .description('read both outputs back and compare who can reach whom with the model')
    .addHelpText('after', examples(['isthmus verify'], ['isthmus verify --live', 'what runs, where kubectl and virsh reach it']))
    .action((options: VerifyOptions) => LOAD.verify().verify(options));

  program
    .command('verifier')
    .argument('<engine>', 'postgresql, mysql or mariadb')
    .description('ask for a password, and print what Terraform is given in its place')
    .addHelpText('after', examples(['isthmus verifier postgresql'], ['isthmus verifier mariadb < password.txt']))
    .action((engine: string) => LOAD.verifier().verifier(engine));

  program
    .command('import')
    .addArgument(new Argument('<source>', 'what is read').choices(['kubernetes']))
    .argument('<files...>', 'manifests in YAML or JSON; - is standard input')
    .option('--name <name>', 'of the system (default: imported)')
    .description('print a program that would describe what exists, with what it cannot say as comments')
    .addHelpText(
      'after',
      examples(
        ['isthmus import kubernetes shop.yaml > system.ts'],
        ['isthmus import kubernetes - < all.yaml', 'what kubectl get -o yaml has printed'],
      ),
    )
    .action((source: string, files: readonly string[], options: ImportOptions) => LOAD.import().importFrom(source, files, options));

  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose words are completed').choices(['bash', 'zsh', 'fish']))
    .description('print what a shell reads to complete commands and options')
    .addHelpText(
      'after',
      examples(
        ['isthmus completion bash >> ~/.bashrc', 'where isthmus is an alias, or on the PATH'],
        ['isthmus completion zsh > ~/.zfunc/_isthmus', 'a folder of $fpath'],
        ['isthmus completion fish > ~/.config/fish/completions/isthmus.fish'],
      ),
    )
    .action((shell: string) => LOAD.completion().completion(program, shell));

  addLock(program.command('lock').description('care for the lock file'));
  return program;
}

function addLock(lock: Command): void {
  lock
    .command('init')
    .description('begin anew, of a system of which nothing is applied')
    .action(() => LOAD.lock().lockInit());
  lock
    .command('release')
    .argument('<name>', 'a machine or service that has left the system, or a disk: <machine>/<disk>')
    .description('forget it: its address may be given to others')
    .addHelpText('after', examples(['isthmus lock release old-db'], ['isthmus lock release old-db/data', 'one disk of it']))
    .action((name: string) => LOAD.lock().lockRelease(name));
  lock
    .command('repair')
    .option('--applied <side>', 'ours or theirs: the side that is applied to the hosts, whose entries keep what they hold')
    .option('--take <name=side...>', 'how a single name is to be: as ours or as theirs has it')
    .option('--ours <revision or file>', 'our side, when git does not know the merge')
    .option('--theirs <revision or file>', 'their side')
    .option('--base <revision or file>', 'the lock before the two parted')
    .description('make one file of the two sides of a merge')
    .addHelpText('after', examples(['isthmus lock repair --applied theirs'], ['isthmus lock repair --applied ours --take db=theirs']))
    .action((options: RepairOptions) => LOAD.lock().lockRepair(options));
  lock
    .command('renew')
    .argument('<name>', 'a machine')
    .description('note that what is inside it is as the system says: brought there by hand, or set up anew')
    .addHelpText('after', examples(['isthmus lock renew db']))
    .action((name: string) => LOAD.lock().lockRenew(name));
  lock
    .command('accept')
    .description('take the file as it was edited by hand')
    .action(() => LOAD.lock().lockAccept());
}

/** @param lines commands as they are typed, some with what they are for */
function examples(...lines: readonly (readonly [command: string, what?: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, what]) => `  $ npx ${what === undefined ? command : `${command.padEnd(width)}  # ${what}`}`).join('\n')}`;
}

function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(require.resolve('isthmus/package.json'), 'utf8'));
  return manifest.version;
}

/**
 * Runs a command as the shell would, and prints what is wrong.
 * @returns the exit code
 * @throws Error for a mistake in this program or in what it calls
 */
export async function isthmus(args: readonly string[]): Promise<number> {
  try {
    await isthmusProgram().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof InvalidSystemError)) throw error;
    if (error.message) process.stderr.write(`${LOAD.environment().inEnvironment(error.message)}\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}
