import { AccessMode, HostPathType } from '../../model';
import { isRecord } from '../../model/shape';
import { isLabel } from '../../model/values';
import { type Path, type Reader, records, texts } from '../reader';
import { sizeOfBytes } from '../sizes';
import { type Code, call, code, memberOf, object, optionalObject, optionalText, type Props, quoted, text } from '../source';
import { quantityOf, type Surroundings, sizeOf } from './containers';
import type { Manifest } from './manifests';
import { at as within } from './neighbours';
import { fileProps, isPath, type Spec, VolumeFiles } from './volume-files';

/** What stands at which paths of a container. */
export interface Mounted {
  readonly files: Record<string, Code>;
  readonly volumes: Record<string, Code>;
}

/** Volumes of one pod: what containers mount of them, each in its own words. */
export class Storage {
  private readonly shared = new Map<string, string>();
  private readonly said = new Set<number>();
  private readonly specs: readonly Spec[];
  private readonly templates: readonly Spec[];
  /** Containers as they are written. */
  private readonly containers: readonly Spec[];
  private readonly files: VolumeFiles;

  constructor(
    private readonly owner: Manifest,
    private readonly manifest: Reader,
    private readonly pod: Path,
    private readonly surroundings: Surroundings,
  ) {
    this.specs = records(manifest.peek(...pod, 'volumes'));
    this.containers = ['containers', 'initContainers'].flatMap((kind) => records(structuredClone(manifest.peek(...pod, kind))));
    this.templates = records(manifest.peek('spec', 'volumeClaimTemplates'));
    this.files = new VolumeFiles(owner, surroundings);
  }

  /** `files` and `volumes` of the container at a path. */
  propsOf(container: Path): Props {
    const mounted: Mounted = { files: Object.create(null), volumes: Object.create(null) };
    for (const [index, mount] of records(this.manifest.peek(...container, 'volumeMounts')).entries())
      if (this.mount(mount, mounted)) this.manifest.take(...container, 'volumeMounts', index);
    return { files: optionalObject(mounted.files), volumes: optionalObject(mounted.volumes) };
  }

  /** Bytes that come on top of what the container at a path may use: those of its scratch volumes on disk that have a limit of their own. */
  scratchOf(container: Path): number {
    const mounted = new Set(records(this.manifest.peek(...container, 'volumeMounts')).map(({ name }) => name));
    return this.specs.reduce((sum, spec) => sum + (mounted.has(spec.name) ? (this.limitOf(spec) ?? 0) : 0), 0);
  }

  /** Bytes that a scratch volume on disk may hold, where its containers may not use as much anyway. */
  private limitOf({ name, emptyDir }: Spec): number | undefined {
    if (!isRecord(emptyDir) || emptyDir.medium === 'Memory') return undefined;
    const own = quantityOf(emptyDir.sizeLimit);
    const most = this.usersOf(name).map((each) => quantityOf(within(each, 'resources', 'limits', 'ephemeral-storage')) ?? 0);
    return own !== undefined && most.every((limit) => own < limit) ? own : undefined;
  }

  /** Containers that mount a volume. */
  private usersOf(name: unknown): readonly Spec[] {
    return this.containers.filter((each) => records(each.volumeMounts).some((mount) => mount.name === name));
  }

  /** After the last container: what of the pod's volumes has been said. */
  end(): void {
    for (const index of this.said) this.manifest.take(...this.pod, 'volumes', index);
  }

  private mount({ name, mountPath: path, subPath, readOnly, ...rest }: Spec, mounted: Mounted): boolean {
    if (typeof name !== 'string' || typeof path !== 'string' || Object.keys(rest).length > 0) return false;
    if (!isPath(path) || path in mounted.volumes || path in mounted.files) return false;
    const template = this.templates.findIndex((each) => within(each, 'metadata', 'name') === name);
    if (template >= 0 && subPath === undefined) {
      const claim = this.claimCode(
        name,
        this.templates[template] as Spec,
        this.manifest.peek('spec', 'persistentVolumeClaimRetentionPolicy'),
      );
      if (claim === undefined) return false;
      mounted.volumes[path] = this.asOne(name, claim);
      for (const field of ['name', 'annotations', 'labels'])
        this.manifest.take('spec', 'volumeClaimTemplates', template, 'metadata', field);
      for (const field of ['apiVersion', 'kind', 'spec', 'status']) this.manifest.take('spec', 'volumeClaimTemplates', template, field);
      this.manifest.take('spec', 'persistentVolumeClaimRetentionPolicy');
      return true;
    }
    const index = this.specs.findIndex((each) => each.name === name);
    const spec = this.specs[index];
    if (spec === undefined) return false;
    const files = this.files.of(spec, path, typeof subPath === 'string' ? subPath : undefined);
    if (files !== undefined) Object.assign(mounted.files, files);
    else {
      const volume = subPath === undefined ? this.volumeCode(spec, readOnly === true) : undefined;
      if (volume === undefined) return false;
      mounted.volumes[path] = this.asOne(name, volume);
    }
    this.said.add(index);
    return true;
  }

  /** A volume that several containers mount is one constant. */
  private asOne(name: string, made: Code): Code {
    const known = this.shared.get(name);
    if (known !== undefined) return code(known);
    if (this.usersOf(name).length < 2) return made;
    const constant = this.surroundings.program.declare(`${this.owner.name} ${name} volume`, made);
    this.shared.set(name, constant);
    return code(constant);
  }

  private volumeCode(spec: Spec, readOnly: boolean): Code | undefined {
    const { program } = this.surroundings;
    const { emptyDir, persistentVolumeClaim: claim, hostPath, secret, configMap } = spec;
    const Volume = program.lib('Volume');
    if (isRecord(emptyDir)) {
      const inMemory = emptyDir.medium === 'Memory';
      const bytes = inMemory ? quantityOf(emptyDir.sizeLimit) : this.limitOf(spec);
      const props = optionalObject({
        size: bytes === undefined ? undefined : sizeOfBytes(bytes, program),
        inMemory: inMemory ? code('true') : undefined,
      });
      return call(`${Volume}.scratch`, props);
    }
    if (isRecord(claim) && typeof claim.claimName === 'string')
      return this.sharedClaim(claim.claimName, readOnly || claim.readOnly === true);
    if (isRecord(hostPath) && typeof hostPath.path === 'string') {
      const { type } = hostPath;
      const props = optionalObject({
        type: type === HostPathType.DIRECTORY ? undefined : memberOf('HostPathType', HostPathType, type, program),
        writable: readOnly ? undefined : code('true'),
      });
      return call(`${Volume}.hostPath`, text(hostPath.path), props);
    }
    if (isRecord(secret) && typeof secret.secretName === 'string' && secret.items === undefined)
      return code(`${Volume}.secret(${this.surroundings.secret(secret.secretName)}${optionally(secret)})`);
    if (isRecord(configMap) && typeof configMap.name === 'string' && configMap.items === undefined)
      return code(`${Volume}.configMap(${quoted(configMap.name)}${optionally(configMap)})`);
    return undefined;
  }

  /** One that comes and goes with the workload is called like it; of others the name alone is known. */
  private sharedClaim(name: string, readOnly: boolean): Code | undefined {
    const { program, neighbours } = this.surroundings;
    const found = neighbours.named('PersistentVolumeClaim', this.owner.namespace, name);
    const id = name.startsWith(`${this.owner.name}-`) ? name.slice(this.owner.name.length + 1) : '';
    const own = found && isLabel(id) ? this.claimCode(id, found.content, undefined) : undefined;
    if (found && own) neighbours.hear(found);
    return own ?? code(`${program.lib('Volume')}.existingClaim(${quoted(name)}${readOnly ? ', { readOnly: true }' : ''})`);
  }

  private claimCode(id: string, { metadata, spec }: Spec, retention: unknown): Code | undefined {
    const { program } = this.surroundings;
    const size = sizeOf(texts(within(spec, 'resources', 'requests')).storage, program);
    if (size === undefined || !isLabel(id)) return undefined;
    const { storageClassName } = texts(spec);
    const [mode = AccessMode.READ_WRITE_ONCE] = [within(spec, 'accessModes')].flat();
    const isOurs = within(metadata, 'labels', 'app.kubernetes.io/managed-by') === 'isthmus';
    const goes =
      within(retention, 'whenDeleted') === 'Delete' || (isOurs && within(metadata, 'annotations', 'isthmus/keeps-data') === undefined);
    const props = object({
      size,
      storageClass: optionalText(storageClassName),
      accessMode: mode === AccessMode.READ_WRITE_ONCE ? undefined : memberOf('AccessMode', AccessMode, mode, program),
      keep: goes ? code('false') : undefined,
    });
    return code(`${program.lib('Volume')}.claim(${quoted(id)}, ${props.code})`);
  }
}

const optionally = ({ optional, defaultMode }: Spec): string => fileProps({ optional }, defaultMode);
