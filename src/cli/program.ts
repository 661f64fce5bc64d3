import { Command } from 'commander';
import { lockRelease, lockRepair } from './lock';
import { policy } from './policy';
import { synth } from './synth';
import { verify } from './verify';

/** The `isthmus` command with everything that it knows. */
export function isthmusProgram(): Command {
  const program = new Command('isthmus').description(
    'One description of virtual machines and services; Terraform and Kubernetes out of it.',
  );

  program.command('synth').description('write both outputs, or neither, and say what to do next').action(synth);

  program
    .command('policy')
    .option('--write <file>', 'write it as markdown')
    .option('--snapshot <file>', 'write it as JSON, for a later --against')
    .option('--against <revision or snapshot>', 'say what has changed since then')
    .description('show who may talk to whom, and where each flow is enforced')
    .action(policy);

  program
    .command('verify')
    .option('--live', 'judge what kubectl and virsh show in place of the files')
    .description('read both outputs back and compare who can reach whom with the model')
    .action(verify);

  const lock = program.command('lock').description('care for the lock file');
  lock
    .command('release')
    .argument('<name>', 'a machine or service that has left the system')
    .description('forget it: its address may be given to others')
    .action(lockRelease);
  lock
    .command('repair')
    .option('--before <revision>', 'the side that is applied: its entries keep what they hold')
    .description('mend the file after a merge of two branches')
    .action(lockRepair);
  return program;
}
