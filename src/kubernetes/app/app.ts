import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as cdk8s from 'cdk8s';
import { manifestFiles } from './manifest-files';

/** Like cdk8s' own, without `recordConstructMetadata`: `kubectl apply -f` refuses a folder that holds that file. */
export type AppProps = Omit<cdk8s.AppProps, 'recordConstructMetadata'>;

/**
 * A cdk8s App whose `synth` takes one pass. The stock one walks and validates the whole app again for every chart, so its
 * time grows with the square of their number. The same files with the same objects; besides:
 * - text is quoted so strictly that readers of YAML 1.1 (kubectl's) and 1.2 agree about it;
 * - everything is computed before the first byte is written;
 * - a {@link ManifestChart} names its own file, also in a subfolder;
 * - two charts that would write the same file, and two objects of one name, are a problem instead of a lost file or object;
 * - nothing lands in the output folder that `kubectl apply -f` would take and that is no manifest: data files lie in folders below it.
 */
export class App extends cdk8s.App {
  constructor(props: AppProps = {}) {
    super(props);
  }

  /**
   * Writes the manifests of all charts into `outdir`.
   * @throws InvalidSystemError when a construct's validation fails, charts or objects depend on each other in a circle, files or objects
   * clash, or an object holds what YAML cannot
   */
  override synth(): void {
    this.write();
  }

  /** As {@link synth}. @returns the files, relative to `outdir` */
  write(): readonly string[] {
    const files = [...manifestFiles(this)].map(([name, text]) => ({ path: join(this.outdir, name), text }));
    for (const folder of new Set([this.outdir, ...files.map(({ path }) => dirname(path))])) mkdirSync(folder, { recursive: true });
    for (const { path, text } of files) writeFileSync(path, text);
    return files.map(({ path }) => relative(this.outdir, path));
  }
}
