import type { Command } from 'commander';
import type { RepairOptions } from '../lock';
import { examples } from './examples';
import { LOAD } from './load';

/** What cares for the lock file. */
export function addLock(lock: Command): void {
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
