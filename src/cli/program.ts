import { Command } from 'commander';
import { InvalidSystemError } from '../model/problem';
import { CommandError } from './command-error';
import { lockAccept, lockInit, lockRelease, lockRenew, lockRepair } from './lock';
import { policy } from './policy';
import { synth } from './synth';
import { verifier } from './verifier';
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

  program
    .command('verifier')
    .argument('<engine>', 'postgresql, mysql or mariadb')
    .description('ask for a password, and print what Terraform is given in its place')
    .action(verifier);

  const lock = program.command('lock').description('care for the lock file');
  lock.command('init').description('begin anew, of a system of which nothing is applied').action(lockInit);
  lock
    .command('release')
    .argument('<name>', 'a machine or service that has left the system, or a disk: <machine>/<disk>')
    .description('forget it: its address may be given to others')
    .action(lockRelease);
  lock
    .command('repair')
    .option('--applied <side>', 'ours or theirs: the side that is applied to the hosts, whose entries keep what they hold')
    .option('--take <name=side...>', 'how a single name is to be: as ours or as theirs has it')
    .option('--ours <revision or file>', 'our side, when git does not know the merge')
    .option('--theirs <revision or file>', 'their side')
    .option('--base <revision or file>', 'the lock before the two parted')
    .description('make one file of the two sides of a merge')
    .action(lockRepair);
  lock
    .command('renew')
    .argument('<name>', 'a machine')
    .description('note that what is inside it is as the system says: brought there by hand, or set up anew')
    .action(lockRenew);
  lock.command('accept').description('take the file as it was edited by hand').action(lockAccept);
  return program;
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
    if (error.message) process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
