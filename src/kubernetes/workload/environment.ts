import type { EnvSourceFrom, KeyHolder, ResolvedEnvFrom, ResolvedEnvSource, ResolvedKey, ResolvedVariable } from '../../model/resolved';
import { asItIs } from '../../model/values';
import type { EnvFromSource, EnvVar } from '../imports/kubernetes';

type Content = Omit<EnvVar, 'name'>;

const SOURCES: { readonly [From in ResolvedEnvSource['from']]: (source: EnvSourceFrom<From>) => Content } = {
  value: ({ value }) => ({ value: asItIs(value) }),
  expansion: ({ template }) => ({ value: template }),
  secret: ({ key }) => ({ valueFrom: { secretKeyRef: keyRef(key) } }),
  'config-map': ({ key }) => ({ valueFrom: { configMapKeyRef: keyRef(key) } }),
  field: ({ path }) => ({ valueFrom: { fieldRef: { fieldPath: path } } }),
  resource: ({ resource, unit }) => ({ valueFrom: { resourceFieldRef: { resource, divisor: unit } } }),
};

const keyRef = ({ name, key, optional }: ResolvedKey) => ({ name, key, ...(optional && { optional }) });

/** A variable of a container. */
export const envVar = (variable: ResolvedVariable): EnvVar => ({
  name: variable.name,
  ...(SOURCES[variable.from] as (source: ResolvedEnvSource) => Content)(variable),
});

const GROUPS: { readonly [H in KeyHolder]: (reference: { readonly name: string; readonly optional?: true }) => EnvFromSource } = {
  secret: (secretRef) => ({ secretRef }),
  'config-map': (configMapRef) => ({ configMapRef }),
};

/** All variables out of one object. */
export const envFromSource = ({ from, name, prefix, optional }: ResolvedEnvFrom): EnvFromSource => ({
  ...GROUPS[from]({ name, ...(optional && { optional }) }),
  ...(prefix !== '' && { prefix }),
});
