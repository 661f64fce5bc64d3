import { plainPath } from '../../model/kinds/pod/file-folders';
import { isRecord } from '../../model/shape';
import { records, texts } from '../reader';
import { isSecret } from '../secrets';
import { type Code, code, permissions, quoted, text } from '../source';
import type { Surroundings } from './containers';
import type { Manifest } from './manifests';

/** A part of a manifest. */
export type Spec = Readonly<Record<string, unknown>>;

/** Volumes of a pod whose files are told one by one. */
export class VolumeFiles {
  constructor(
    private readonly owner: Manifest,
    private readonly surroundings: Surroundings,
  ) {}

  /** Files one by one. @returns undefined for what is a volume, or cannot be said */
  of({ secret, configMap, projected, downwardAPI }: Spec, path: string, subPath: string | undefined): Record<string, Code> | undefined {
    const sources = isRecord(projected)
      ? records(projected.sources)
      : [{ secret: inSource(secret, 'secretName'), configMap: inSource(configMap, 'name'), downwardAPI }];
    const found: Record<string, Code> = Object.create(null);
    for (const source of sources) {
      const files = this.filesOfSource(source, isRecord(projected), subPath !== undefined);
      if (files === undefined) return undefined;
      Object.assign(found, files);
    }
    if (Object.keys(found).length === 0) return undefined;
    if (subPath !== undefined) return Object.hasOwn(found, subPath) ? { [path]: found[subPath] as Code } : undefined;
    const placed = Object.entries(found).map(([name, file]) => [`${path.replace(/\/$/, '')}/${name}`, file] as const);
    return placed.every(([each]) => isPath(each)) ? Object.fromEntries(placed) : undefined;
  }

  private filesOfSource(
    { secret, configMap, downwardAPI, serviceAccountToken: token }: Spec,
    projected: boolean,
    single: boolean,
  ): Record<string, Code> | undefined {
    const { program } = this.surroundings;
    const File = (): string => program.lib('FileSource');
    if (isRecord(token) && typeof token.path === 'string' && typeof token.audience === 'string') {
      const seconds =
        typeof token.expirationSeconds === 'number' ? `, expires: ${program.lib('Duration')}.seconds(${token.expirationSeconds})` : '';
      return { [token.path]: code(`${File()}.token({ audience: ${quoted(token.audience)}${seconds} })`) };
    }
    if (isRecord(downwardAPI))
      return fromItems(downwardAPI, ({ fieldRef }) =>
        isRecord(fieldRef) && typeof fieldRef.fieldPath === 'string' ? code(`${File()}.field(${quoted(fieldRef.fieldPath)})`) : undefined,
      );
    if (isRecord(secret) && typeof secret.name === 'string') {
      const name = secret.name;
      if (secret.items === undefined) return undefined;
      return fromItems(secret, ({ key, mode }) =>
        typeof key === 'string'
          ? code(`${File()}.secret(${this.surroundings.secret(name)}.key(${quoted(key)})${fileProps(secret, mode)})`)
          : undefined,
      );
    }
    return isRecord(configMap) && typeof configMap.name === 'string' ? this.filesOfMap(configMap, projected || single) : undefined;
  }

  /** Text of a ConfigMap that is among the manifests is text of the workload; of any other a key is named. */
  private filesOfMap(source: Spec, single: boolean): Record<string, Code> | undefined {
    const { program, neighbours } = this.surroundings;
    const name = String(source.name);
    const map = neighbours.named('ConfigMap', this.owner.namespace, name);
    const data = texts(map?.content.data);
    if (source.items === undefined && (map === undefined || map.content.binaryData !== undefined)) return undefined;
    const items = records(source.items ?? Object.keys(data).map((key) => ({ key, path: key })));
    if (items.length === 0 && single) return undefined;
    return fromItems({ items }, ({ key, mode }) => {
      if (typeof key !== 'string') return undefined;
      const content = Object.hasOwn(data, key) ? data[key] : undefined;
      if (map === undefined || content === undefined || isSecret(key, content))
        return code(`${program.lib('FileSource')}.configMapKey(${quoted(name)}, ${quoted(key)}${fileProps(source, mode)})`);
      neighbours.hear(map);
      const props = fileProps({}, mode);
      return props === '' ? text(content) : code(`${program.lib('FileSource')}.text(${quoted(content)}${props})`);
    });
  }
}

/** A path that a container may have something at. */
export const isPath = (path: string): boolean => plainPath(path) !== undefined;

/** A volume of keys as a source among others. */
const inSource = (volume: unknown, name: string): Spec | undefined => (isRecord(volume) ? { ...volume, name: volume[name] } : undefined);

function fromItems({ items }: Spec, say: (item: Spec) => Code | undefined): Record<string, Code> | undefined {
  const found: Record<string, Code> = Object.create(null);
  for (const item of records(items)) {
    const file = typeof item.path === 'string' && item.path !== '' ? say(item) : undefined;
    if (file === undefined) return undefined;
    found[item.path as string] = file;
  }
  return found;
}

/** What files have for want of other words. */
const USUAL_MODE = 0o440;

/** What is said of a file besides where it comes from. */
export function fileProps({ optional }: Spec, mode: unknown): string {
  const own = typeof mode === 'number' && mode !== USUAL_MODE ? `mode: ${permissions(mode).code}` : '';
  const parts = [own, optional === true ? 'optional: true' : ''].filter(Boolean);
  return parts.length === 0 ? '' : `, { ${parts.join(', ')} }`;
}
