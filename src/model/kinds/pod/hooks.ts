import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedHook, ResolvedHooks } from '../../resolved';
import { data, instance, list, object, oneOf, optional, propsOf, type Shape, text } from '../../shape';
import type { Port } from '../../values';
import { type GivenHook, type GivenHookOf, Hook, type HooksProps, type HttpHookProps } from '../../workload/hook';
import { PORT } from '../values';
import type { PropPlace } from './place';
import { type AtPort, checkPort, isUrlPath, noProgram, numberAt } from './probes';

/** All that tells one type of hook from another, as far as the model is concerned. */
interface KindOfHook<Type extends GivenHook['type']> {
  readonly shape: Shape;
  readonly at: (hook: GivenHookOf<Type>) => AtPort | undefined;
  readonly defect: (hook: GivenHookOf<Type>, inMesh: boolean) => readonly [what: string, fix: string] | undefined;
  readonly resolve: (hook: GivenHookOf<Type>, port: number) => ResolvedHook;
}

const HOOKS_OF: { readonly [Type in GivenHook['type']]: KindOfHook<Type> } = {
  http: {
    shape: object({ path: text, props: propsOf<HttpHookProps>({ port: optional(PORT) }) }),
    at: ({ props }) => props,
    defect: ({ path }, inMesh) => {
      if (!isUrlPath(path)) return [`"${path}" is no path of a URL`, 'Start it with "/".'];
      return inMesh ? ['the kubelet has no certificate of the mesh, which would refuse it', 'Use Hook.exec(…).'] : undefined;
    },
    resolve: ({ path }, port) => ({ type: 'http', path, port }),
  },
  exec: {
    shape: object({ command: list(data) }),
    at: () => undefined,
    defect: ({ command }) => noProgram(command),
    resolve: ({ command }) => ({ type: 'exec', command }),
  },
};

const HOOK = instance('a Hook', Hook, {
  given: (given, where, visit) => {
    object({ type: oneOf(...Object.keys(HOOKS_OF)) })(given, where, visit);
    HOOKS_OF[(given as GivenHook).type].shape(given, where, visit);
  },
});

export const HOOKS = propsOf<HooksProps>({ postStart: optional(HOOK), preStop: optional(HOOK) });

const kindOf = ({ type }: GivenHook): KindOfHook<typeof type> => HOOKS_OF[type] as KindOfHook<typeof type>;

/** @param place where `hooks` stands */
export function checkHooks(
  { postStart, preStop }: HooksProps,
  listens: readonly Port[],
  inMesh: boolean,
  { path, at }: PropPlace,
  report: Report,
): void {
  for (const [when, hook] of Object.entries({ postStart, preStop })) {
    if (!hook) continue;
    const { given } = hook;
    const place = { path, at: `${at}.${when}` };
    checkPort(kindOf(given).at(given), listens, place, report);
    const defect = kindOf(given).defect(given, inMesh);
    if (defect) report(problems.invalidWorkload(path, `${place.at}: ${defect[0]}.`, defect[1]));
  }
}

export function hooksOf({ postStart, preStop }: HooksProps, listens: readonly Port[]): ResolvedHooks {
  const resolve = ({ given }: Hook): ResolvedHook => kindOf(given).resolve(given, numberAt(kindOf(given).at(given), listens));
  return { ...(postStart && { postStart: resolve(postStart) }), ...(preStop && { preStop: resolve(preStop) }) };
}
