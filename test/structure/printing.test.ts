import { readFileSync } from 'node:fs';
import { sourceFiles } from './unions';

/** Who writes to the terminal other than by src/cli/print.ts, and why that is no text of users. */
const OTHERS: Readonly<Record<string, string>> = {
  'src/cli/completion/index.ts': 'a program for a shell',
  'src/cli/main.ts': 'listens whether somebody reads',
  'src/cli/nodes/join-token.ts': 'a token, for programs',
  'src/cli/nodes/kubeconfig.ts': 'a file, for programs',
  'src/cli/output/width.ts': 'asks for the width',
  'src/cli/print.ts': 'it is what the others use',
  'src/cli/run-app.ts': 'an empty line',
  'src/cli/run-both.ts': 'passes on what programs have printed',
  'src/cli/verifier/index.ts': 'a verifier, for programs, and own questions',
  'src/cli/watch.ts': 'clears the screen',
};

test('what people read is printed by one function, which no text of users gets past', () => {
  const writers = sourceFiles().filter((file) => /\bprocess\.std(out|err)\b|\bconsole\.\w+\(/.test(readFileSync(file, 'utf8')));
  expect(writers.filter((file) => !file.startsWith('src/report/page/generated')).sort()).toEqual(Object.keys(OTHERS));
});
