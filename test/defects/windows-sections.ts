import type { Section } from './written';

/** Parts of what Windows guests are told: steps and functions of PowerShell, settings of answer files. */

/** Of a kind of document: lines that a part begins with, by its name; and the line that ends it. */
interface Form {
  readonly is: RegExp;
  readonly begins: readonly (readonly [form: RegExp, end: RegExp | undefined])[];
}

const FORMS: readonly Form[] = [
  {
    is: /^<\?xml /,
    begins: [
      [/^ *<component name="([^"]+)"/, /^ *<\/component>$/],
      [/^ *<(?!Order|Description)(\w+)(?: [^>]*)?>[^<]+</, undefined],
    ],
  },
  { is: /^\$ErrorActionPreference = 'Stop'\n\$folder/, begins: [[/^ *'?(& icacls|Copy-Item|Add-Content|schtasks\.exe \/\w+)/, undefined]] },
  {
    is: /^\$steps = \[ordered\]@\{$|^Set-StrictMode /m,
    begins: [
      [/^(set_timezone): /, undefined],
      [/^ {2}'([A-Za-z ]+?)(?: \d+)?' = \{$/, /^ {2}\}$/],
      [/^(function \S+)[^{]*\{.*\}$/, undefined],
      [/^(function \S+)/, /^\}$/],
      [/^(\$instance) = /, undefined],
      [/^(\$secrets) = /, /^\}$/],
      [/^(foreach) /, /^\}$/],
      [/^(Complete-Setup|Remove-Item -Path \$copy)$/, undefined],
    ],
  },
];

/** Undefined for a document of Linux. */
export function windowsSections(text: string): readonly Section[] | undefined {
  const form = FORMS.find(({ is }) => is.test(text));
  if (!form) return undefined;
  const lines = text.split('\n');
  return lines.flatMap((line, index): Section[] => {
    const found = form.begins.flatMap(([begin, end]) => {
      const [, name] = begin.exec(line) ?? [];
      return name === undefined ? [] : [{ name, end }];
    });
    const [first] = found;
    if (!first) return [];
    const { name, end } = first;
    const last = end === undefined ? index : lines.findIndex((other, at) => at > index && end.test(other));
    return [{ name, without: lines.toSpliced(index, last - index + 1).join('\n') }];
  });
}
