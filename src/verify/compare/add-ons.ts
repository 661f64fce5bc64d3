import type { AddOnName, ResolvedAddOn, ResolvedSystem } from '../../model/resolved';
import { canonical } from '../fields';
import type { AddOnContents } from '../outputs';
import { WANTED, type WantedValue } from './add-on-values';
import type { Difference } from './difference';

/** Values of add-ons are what the model takes for granted of them: namespaces, names, ports, addresses. */
export function addOnDifferences(system: ResolvedSystem, files: AddOnContents): readonly Difference[] {
  return system.clusters.flatMap((cluster) => {
    const own = files.get(cluster.name) ?? new Map<string, unknown>();
    const installed = (cluster.addOns ?? []).filter(({ existing }) => !existing);
    const gateways = system.gateways.filter((gateway) => gateway.cluster === cluster.name);
    const wanted = installed.flatMap((addOn) => {
      const { name } = addOn;
      const known = { system, cluster, addOn, gateways: gateways.filter(({ provider }) => provider === name) };
      return WANTED[name](known)
        .filter(([, , value]) => value !== undefined)
        .map((each) => ({ name, each }));
    });
    const whole = installed.flatMap(({ name, steps }) => steps.flatMap((step) => wholeOf(step)).map((each) => ({ name, each })));
    const names = new Set(whole.map(({ each: [file] }) => file));
    return [
      ...[...wanted, ...whole].flatMap(({ name, each }) => lost(name, each, own)),
      ...[...own.keys()]
        .filter((file) => !names.has(file))
        .map(
          (file): Difference => ({
            kind: 'too-wide',
            about: file,
            text: `the file ${file} of the cluster ${cluster.name} is for an add-on that the model does not know`,
          }),
        ),
    ];
  });
}

/** Files as a whole are what the model has. */
const wholeOf = (step: ResolvedAddOn['steps'][number]): readonly WantedValue[] =>
  'file' in step ? [[step.file.slice(step.file.indexOf('/') + 1), '', step.content]] : [];

function lost(about: AddOnName, [file, keys, value]: WantedValue, files: ReadonlyMap<string, unknown>): readonly Difference[] {
  const say = (text: string): readonly Difference[] => [{ kind: 'missing', about, text: `${about} ${text}` }];
  if (!files.has(file)) return say(`has no file ${file}`);
  const found = keys === '' ? files.get(file) : valueAt(files.get(file), keys.split(' '));
  if (canonical(found) === canonical(value)) return [];
  if (keys === '') return say(`has a file ${file} that says something else than the model`);
  return say(
    `is given ${found === undefined ? 'nothing' : canonical(found)} for ${keys.replaceAll(' ', '.')} in ${file}, and not ${canonical(value)}`,
  );
}

const valueAt = (content: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return content;
  if (typeof content !== 'object' || content === null || !Object.hasOwn(content, key)) return undefined;
  return valueAt((content as Readonly<Record<string, unknown>>)[key], rest);
};
