import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project, TARBALL } from './project';

const EXAMPLES = join(__dirname, '../../examples');
/** What a copy has: the rest is made. */
const SOURCES = /^(README\.md|system\.ts|stacks|charts|cdktf\.json|cdk8s\.yaml|tsconfig\.json|isthmus\.lock\.json)$/;

test.each(readdirSync(EXAMPLES))('a copy of %s is synthesized and verified with the installed package', (name) => {
  const project = new Project();
  try {
    project.install(TARBALL, 'isthmus');
    project.installCommands();
    for (const file of readdirSync(join(EXAMPLES, name)).filter((each) => SOURCES.test(each)))
      cpSync(join(EXAMPLES, name, file), project.path(file), { recursive: true });
    expect(project.npx('isthmus', 'synth')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(`${name}: `) });
    expect(readFileSync(project.path('isthmus.lock.json'), 'utf8')).toBe(readFileSync(join(EXAMPLES, name, 'isthmus.lock.json'), 'utf8'));
    expect(project.npx('isthmus', 'verify')).toMatchObject({ status: 0, stdout: expect.stringContaining('and nothing else') });
  } finally {
    project.remove();
  }
});
