import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type PlanSide, withdrawnCommands } from '../../src/plan';
import { sideOf } from './sides';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'withdrawn-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const configMap = (digest: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: api-files-${digest}\n  namespace: shop\n  labels:\n    isthmus/files-of: api\n`;
const claim = (name: string, annotations = ''): string =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${name}\n  namespace: shop\n${annotations}`;

const applied = sideOf({});
const withManifests = (text: string): PlanSide => ({
  ...applied,
  kubernetes: { 'api.yaml': parseAllDocuments(text).map((document) => document.toJS() as unknown) },
});
const gone = (before: string, after: string): readonly string[] => withdrawnCommands(withManifests(before), withManifests(after));

/** Runs a line with a `kubectl` that knows these ConfigMaps and answers so for revisions; what it was told to delete. */
function run(line: string, configMaps: readonly string[], revisions: string): readonly string[] {
  const log = join(folder, 'log');
  const script = `#!/bin/sh
case "$*" in
  *'get configmap'*) printf '%s\\n' ${configMaps.map((name) => `configmap/${name}`).join(' ')} ;;
  *'get replicaset'*) ${revisions} ;;
  *delete*) echo "$*" >> ${log} ;;
esac
`;
  writeFileSync(join(folder, 'kubectl'), script);
  chmodSync(join(folder, 'kubectl'), 0o755);
  writeFileSync(log, '');
  try {
    execFileSync('sh', ['-c', line], { env: { PATH: `${folder}:${process.env.PATH}` } });
  } catch {
    // The line ends as the cluster's answer did.
  }
  return readFileSync(log, 'utf8').split('\n').filter(Boolean);
}

describe('files of a workload that were replaced', () => {
  const [line = '', ...others] = gone(configMap('a'), configMap('b'));
  const all = ['api-files-a', 'api-files-b', 'api-files-c'];

  test('are named by one line that says what it keeps', () => {
    expect(others).toEqual([]);
    expect(line).toContain('last three revisions');
  });

  test('are deleted when no revision stands on them', () => {
    expect(run(line, all, "echo 'name: api-files-b, name: api-files-c'")).toEqual(['delete configmap/api-files-a -n shop']);
  });

  test('are kept, all of them, when the cluster does not say', () => {
    expect(run(line, all, 'exit 1')).toEqual([]);
  });
});

test('what holds data is deleted by nobody who was not told to', () => {
  const kept = claim('api-data', '  annotations:\n    isthmus/keeps-data: "true"\n');
  expect(gone(`${kept}---\n${claim('api-cache')}`, configMap('a'))).toEqual(['kubectl delete persistentvolumeclaim api-cache -n shop']);
});
