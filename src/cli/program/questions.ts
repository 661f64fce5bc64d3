import type { Command } from 'commander';
import type { AdviseOptions } from '../advise';
import type { CapacityOptions } from '../capacity';
import type { DoctorOptions } from '../doctor';
import type { GraphOptions } from '../graph';
import type { InventoryOptions } from '../inventory';
import type { PolicyOptions } from '../policy';
import type { ReportOptions } from '../report';
import type { ScrapeTargetsOptions } from '../scrape-targets';
import { examples } from './examples';
import { LOAD } from './load';

/** What answers questions about the system. */
export function addQuestions(program: Command): void {
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
    .command('scrape-targets')
    .argument('[from]', 'who fetches metrics, by its name; default: the only one')
    .option('--write <file>', 'write it there')
    .description('print what one who fetches metrics is to ask, for file_sd_configs of Prometheus')
    .addHelpText('after', examples(['isthmus scrape-targets prometheus --write targets.json']))
    .action((from: string | undefined, options: ScrapeTargetsOptions) => LOAD.scrapeTargets().writeScrapeTargets(from, options));

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
    .command('doctor')
    .option('--without-clusters', 'ask hosts and this machine alone: before the clusters are there')
    .option('--json [file]', 'write it as data, or print them')
    .description('look whether what has to be in place is there: on hosts (virsh), in clusters (kubectl), and here')
    .addHelpText(
      'after',
      examples(
        ['isthmus doctor --without-clusters', 'before the first apply'],
        ['isthmus doctor', 'exit code 1: something is missing; 2: something could not be asked'],
        ['isthmus doctor --json doctor.json'],
      ),
    )
    .action((options: DoctorOptions) => LOAD.doctor().doctor(options));

  program
    .command('advise')
    .option('--json [file]', 'write it as data, or print them')
    .description('say what had better be a machine and what a container, by nine criteria, and what would change that')
    .addHelpText('after', examples(['isthmus advise'], ['isthmus advise --json']))
    .action((options: AdviseOptions) => LOAD.advise().advise(options));
}
