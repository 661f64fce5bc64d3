import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as isthmus from '../../src';
import { BASE, RECIPES } from '../docs/cookbook';
import { Project, TARBALL } from './project';

test('every block of the cookbook compiles, with what it imports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-pack-'));
  const project = new Project();
  try {
    project.install(TARBALL, 'isthmus');
    mkdirSync(join(folder, 'programs'));
    const programs = RECIPES.flatMap(({ was, is }) => [was, is]).map((more, index) => {
      const code = `${BASE}\n${more}`;
      const names = Object.keys(isthmus).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
      const file = join(folder, 'programs', `recipe-${index}.ts`);
      writeFileSync(file, `import { ${names.join(', ')} } from 'isthmus';\n${code}`);
      return file;
    });
    expect(project.typeCheck(programs, { compiler: 'typescript', module: 'node16', moduleResolution: 'node16' })).toBe('');
  } finally {
    project.remove();
    rmSync(folder, { recursive: true });
  }
});
