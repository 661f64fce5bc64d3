import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lock, type ResolvedSystem, serializeLock } from '../../../../src';
import { parseLock } from '../../../../src/model/lock/parse';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import { PROJECT } from '../../harness/paths';

const LOCK = 'isthmus.lock.json';

/** A user's project, in which `isthmus` is called as its reader does. Its program hands over what was resolved before; its ssh leads into guests. */
export class Project {
  readonly folder: string;

  constructor(private readonly lab: Lab) {
    this.folder = lab.folder();
    writeFileSync(join(this.folder, 'cdk8s.yaml'), 'app: cp system.json $ISTHMUS_STAGE/resolved.json\n');
  }

  set lock(lock: Lock) {
    writeFileSync(join(this.folder, LOCK), serializeLock(lock));
  }

  /** As it is now. @throws Error when there is none, or none that can be read */
  get lock(): Lock {
    const read = parseLock(readFileSync(join(this.folder, LOCK), 'utf8'), ({ message }) => {
      throw new Error(message);
    });
    if (!read) throw new Error(`${LOCK} cannot be read`);
    return read;
  }

  /**
   * @param system as the project describes it now
   * @param guests machines that ssh finds
   * @returns what the command prints
   * @throws CommandFailed when it does
   */
  isthmus(system: ResolvedSystem, guests: readonly ContainerGuest[], words: readonly string[]): Promise<string> {
    writeFileSync(join(this.folder, 'system.json'), JSON.stringify(system));
    this.writeSsh(system, guests);
    return this.lab.output([process.execPath, join(PROJECT, 'lib/src/cli/main.js'), ...words], {
      cwd: this.folder,
      env: { PATH: `${this.folder}:${process.env.PATH}` },
      timeoutSeconds: 3600,
    });
  }

  /** Logs in as the user that is named, with a shell of his own; the guest's sudo decides what he may. */
  private writeSsh({ machines }: ResolvedSystem, guests: readonly ContainerGuest[]): void {
    const ways = guests.map((guest) => {
      const address = machines.find(({ name }) => name === guest.name)?.nic.address;
      return `  ${address}) set -- ${guest.inside().join(' ')} ;;`;
    });
    const file = join(this.folder, 'ssh');
    const lines = [
      '#!/bin/sh',
      'while [ "$1" != -- ]; do shift; done',
      'login=$2 command=$3',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell
      'case ${login#*@} in',
      ...ways,
      '  *) echo "no machine answers at $login" >&2; exit 255 ;;',
      'esac',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell
      'exec "$@" su --login "${login%@*}" --command "$command"',
      '',
    ];
    writeFileSync(file, lines.join('\n'));
    chmodSync(file, 0o755);
  }
}
