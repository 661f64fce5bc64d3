import type { Command } from 'commander';
import type { PlanCommandOptions } from '../plan';
import type { VerifyOptions } from '../verify';
import { examples } from './examples';
import { LOAD } from './load';

/** What writes both outputs, or is about what is written. */
export function addOutputs(program: Command): void {
  program
    .command('synth')
    .option('--watch', 'do so again after each change in the project')
    .option('--no-build', 'the programs are compiled already: leave that out of their lines in cdktf.json and cdk8s.yaml')
    .description('write both outputs, or neither, and say what to do next')
    .addHelpText(
      'after',
      examples(
        ['isthmus synth'],
        ['isthmus synth --env staging', 'one of several environments'],
        ['isthmus synth --watch', 'problems while you write'],
        ['isthmus synth --watch --no-build', 'beside a compiler that watches, too'],
        ['CI=true isthmus synth', 'with a lock file that may not change'],
      ),
    )
    .action(({ watch = false, build }: { watch?: boolean; build: boolean }) =>
      watch ? LOAD.watch().watchSynth({ build }) : LOAD.synth().synth({ build }),
    );

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
    .command('verify')
    .option('--live', 'judge what kubectl and virsh show, and what guests say of themselves, in place of the files')
    .option('--no-guests', 'with --live: do not ask guests')
    .description('read both outputs back and compare who can reach whom with the model')
    .addHelpText(
      'after',
      examples(
        ['isthmus verify'],
        ['isthmus verify --live', 'what runs, where kubectl and virsh reach it'],
        ['isthmus verify --live --no-guests', 'before guests have a QEMU guest agent'],
      ),
    )
    .action((options: VerifyOptions) => LOAD.verify().verify(options));

  program
    .command('verifier')
    .argument('<engine>', 'postgresql, mysql, mariadb, redis, valkey, rabbitmq or mongodb')
    .description('ask for a password, and print what Terraform is given in its place')
    .addHelpText('after', examples(['isthmus verifier postgresql'], ['isthmus verifier mariadb < password.txt']))
    .action((engine: string) => LOAD.verifier().verifier(engine));
}
