import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Loads a part of the compiled library in a process of its own and tells which CDK libraries came with it. */
function librariesOf(entry: string): readonly string[] {
  const script = `require(${JSON.stringify(join(__dirname, '../lib/src', entry))});
    const names = Object.keys(require.cache).map((file) => /node_modules\\/(cdktf|cdk8s|cdk8s-plus-27)\\//.exec(file)?.[1]);
    const own = Object.keys(require.cache).some((file) => file.includes('provider-libvirt')) ? ['provider-libvirt'] : [];
    console.log(JSON.stringify([...new Set(names.filter(Boolean)), ...own].sort()));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly string[];
}

test.each([
  ['index.js', []],
  ['terraform/index.js', ['cdktf', 'provider-libvirt']],
  ['kubernetes/index.js', ['cdk8s']],
  ['report/index.js', []],
  ['verify/index.js', []],
  ['cli/synth.js', []],
])('%s loads %j and no other CDK library', (entry, libraries) => {
  expect(librariesOf(entry)).toEqual(libraries);
});

test('Node finds the names of the model in an ES module import', () => {
  const script = `import { System, DatabaseVm, Port } from '${join(__dirname, '../lib/src/index.js')}'; console.log(typeof System, typeof DatabaseVm, typeof Port.tcp);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout).toBe('function function function\n');
});
