import { DatabaseEngine, Distribution, Repository } from '../../src';
import { isthmusProgram } from '../../src/cli/program';
import { VERIFIERS } from '../../src/cli/verifier/forms';
import { OPERATING_SYSTEMS } from '../../src/model/guest/os';
import { DISTRIBUTIONS } from '../../src/model/kinds/cluster/distribution';
import type { ResolvedRepository } from '../../src/model/resolved';
import { MADE_SYSTEMS, makersOf } from '../model/guest/made';

test('each engine of databases can be made, and is told of where verifiers are made', () => {
  const engines = Object.keys(VERIFIERS).sort();
  expect([...makersOf(DatabaseEngine)].sort()).toEqual(engines);
  const verifier = isthmusProgram().commands.find((command) => command.name() === 'verifier');
  const [argument] = verifier?.registeredArguments ?? [];
  expect(argument?.description.split(/, | or /).sort()).toEqual(engines);
});

test('each operating system can be made', () => {
  const made = MADE_SYSTEMS.map(([, os]) => os.resolved.id);
  expect([...made].sort()).toEqual(Object.keys(OPERATING_SYSTEMS).sort());
});

test('repositories of each package manager can be made', () => {
  const managers: { readonly [M in ResolvedRepository['manager']]: true } = { apt: true, dnf: true, zypper: true };
  expect([...makersOf(Repository)].sort()).toEqual(Object.keys(managers).sort());
});

test('each distribution of Kubernetes can be made', () => {
  const made = [Distribution.KUBEADM, Distribution.k3s({ release: 'v1.34.2+k3s1' })].map(({ resolved }) => resolved.name);
  expect(made.sort()).toEqual(Object.keys(DISTRIBUTIONS).sort());
});
