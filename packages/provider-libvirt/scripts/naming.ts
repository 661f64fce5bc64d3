/**
 * Names as `cdktf get` makes them, so that programs written against its output compile against these bindings.
 * Checked name by name against the output of cdktf-cli 0.21.
 */

/** `type_arch` → `typeArch`; a letter that follows digits is upper-cased: `p2p` → `p2P`, `vepa8021_qbg` → `vepa8021Qbg`. */
export function camelCase(terraformName: string): string {
  return terraformName
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/\d+[a-z]/g, (match) => match.toUpperCase());
}

export function pascalCase(terraformName: string): string {
  const name = camelCase(terraformName);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Properties that clash with a base class, or that `cdktf get` renames for other languages' sake. */
const RENAMED = new Set(['self', 'build', 'node', 'system', 'software', 'tfResourceType', 'importFrom', 'moveTo']);

export function propertyName(terraformName: string): string {
  const name = camelCase(terraformName);
  if (/^get[A-Za-z]/.test(name)) return name.replace('get', 'fetch');
  if (name === 'equals') return 'equalTo';
  return RENAMED.has(name) ? `${name}Attribute` : name;
}

/** `libvirt_cloudinit_disk` → `cloudinit_disk`; a data source gets the prefix `data_libvirt_`. */
export function baseName(terraformType: string, kind: 'resource' | 'data source'): string {
  return kind === 'data source' ? `data_${terraformType}` : terraformType.replace(/^libvirt_/, '');
}

/** Folder and file of a resource: `cloudinit_disk` → `cloudinit-disk`. */
export function moduleName(base: string): string {
  return base.replaceAll('_', '-');
}
