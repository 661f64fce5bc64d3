import { InvalidSystemError } from './problem';
import { environmentNameInvalid, environmentUnknown, invalidValue } from './problems';
import { isRecord } from './shape/record';
import type { System } from './system';
import { isLabel } from './values';
import { Value } from './values/value';

/**
 * One description of several environments (staging, production): the system is the same program, and what tells one environment from
 * another (sizes, counts, domains, hosts) are settings of a type of one's own. Each has its own lock file, outputs and state.
 *
 * `terraformMain` and `kubernetesMain` take it in place of a function, and describe the one that the command names
 * (`npx isthmus synth --env staging`).
 */
export class Environments<S extends System, Name extends string = string> extends Value {
  private constructor(private readonly builders: ReadonlyMap<string, () => S>) {
    super();
  }

  /**
   * @param settings of each environment, by its name: lowercase letters, digits and hyphens, up to 63
   * @param describe makes the system with the settings of one of them; say the type of its parameter, so that all settings are held to it
   * @throws InvalidSystemError when one of both is none
   */
  static of<S extends System, Settings, Name extends string>(
    settings: Readonly<Record<Name, NoInfer<Settings>>>,
    describe: (settings: Settings, name: Name) => S,
  ): Environments<S, Name> {
    const wrong = [
      ...(isRecord(settings)
        ? []
        : [invalidValue('Environments.of', 'settings', settings, 'an object with the settings of each environment')]),
      ...(typeof describe === 'function' ? [] : [invalidValue('Environments.of', 'describe', describe, 'a function that makes a system')]),
    ];
    if (wrong.length > 0) throw new InvalidSystemError(wrong);
    const names = Object.keys(settings) as Name[];
    return new Environments(new Map(names.map((name) => [name, () => describe(settings[name], name)])));
  }

  /** In the order in which they were written. */
  get names(): readonly Name[] {
    return [...this.builders.keys()] as Name[];
  }

  /**
   * The system as it is in one environment, made anew.
   * @throws InvalidSystemError when there is no such environment, or one has a name that it cannot have
   */
  build(name: Name): S {
    const wrong = this.names.filter((each) => !isLabel(each));
    if (wrong.length > 0) throw new InvalidSystemError(wrong.map(environmentNameInvalid));
    const build = this.builders.get(name);
    if (build === undefined) throw new InvalidSystemError([environmentUnknown(String(name), this.names)]);
    return build();
  }
}
