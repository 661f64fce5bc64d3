import { Argument, type Command } from 'commander';
import type { ImportOptions } from '../import';
import { SOURCES, type Source } from '../import/sources';
import type { InitOptions } from '../init';
import { TEMPLATES } from '../init/templates';
import { examples } from './examples';
import { LOAD } from './load';

/** What begins a project. */
export function addProjects(program: Command): void {
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
    .command('import')
    .addArgument(new Argument('<source>', 'what is read').choices(SOURCES))
    .argument(
      '<what...>',
      'manifests in YAML or JSON; state files, or what `terraform show -json` prints (- is standard input); URIs of libvirt',
    )
    .option('--name <name>', 'of the system (default: imported)')
    .description('print a program that would describe what exists, with what it cannot say as comments')
    .addHelpText(
      'after',
      examples(
        ['isthmus import kubernetes shop.yaml > system.ts'],
        ['isthmus import kubernetes - < all.yaml', 'what kubectl get -o yaml has printed'],
        ['isthmus import terraform terraform.tfstate > system.ts', 'machines of the provider dmacvicar/libvirt'],
        [
          'isthmus import libvirt qemu+ssh://root@kvm1.example/system',
          'hosts: what they have, their pools, and the machines that run there; asks virsh',
        ],
      ),
    )
    .action((source: Source, files: readonly string[], options: ImportOptions) => LOAD.import().importFrom(source, files, options));
}
