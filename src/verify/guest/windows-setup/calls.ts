import { NotUnderstoodError } from '../../errors';

/** A call of one of the program's functions: `Mount-DataDisk ["data","E:","NTFS","files"]`. */
export type CallText = string;

/** An argument: a literal, a list of them, or a map. */
export type Argument = string | readonly string[] | Readonly<Record<string, string>>;

/** How a call is written down: what is compared is text. */
export const callText = (name: string, ...args: readonly Argument[]): CallText => `${name} ${JSON.stringify(args)}`;

/**
 * Reads lines of PowerShell that do nothing but call functions with literals, one a line but for lists.
 *
 * @throws NotUnderstoodError for anything else: no part of a literal is ever taken for code
 */
export function readCalls(text: string): readonly CallText[] {
  const reader = new Reader(text);
  const calls: CallText[] = [];
  while (!reader.isDone()) calls.push(reader.call());
  return calls;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  isDone(): boolean {
    this.take(/\s*/y);
    return this.at === this.text.length;
  }

  call(): CallText {
    const kept = this.take(/\$(\w+) = /y)?.[1];
    const name = this.need(/[A-Z][a-z]+-[A-Za-z]+/y)[0];
    const args: Argument[] = [];
    while (!this.take(/[ ]*(?:\n|$)/y)) {
      this.need(/[ ]+/y);
      args.push(this.argument());
    }
    return callText(kept === undefined ? name : `${kept} = ${name}`, ...args);
  }

  private argument(): Argument {
    if (this.take(/\(@\(\s*/y)) {
      const lines = this.list();
      this.need(/ -join "`n"\)/y);
      return lines.join('\n');
    }
    if (this.take(/@\(\s*/y)) return this.list();
    if (this.take(/@\{\s*/y)) return this.map();
    return this.take(/\d+|\$certificate\b/y)?.[0] ?? this.literal();
  }

  private literal(): string {
    const encoded = this.take(/\(ConvertFrom-Base64 '([A-Za-z0-9+/=]*)'\)/y)?.[1];
    if (encoded !== undefined) return Buffer.from(encoded, 'base64').toString('utf8');
    // PowerShell takes four more characters for quotes: a text with one of them is no literal.
    const found = this.need(/'((?:[ -&(-~]|'')*)'/y);
    return (found[1] ?? '').replaceAll("''", "'");
  }

  private list(): readonly string[] {
    const texts: string[] = [];
    if (this.take(/\)/y)) return texts;
    do texts.push(this.literal());
    while (this.take(/,\s*/y));
    this.need(/\s*\)/y);
    return texts;
  }

  private map(): Readonly<Record<string, string>> {
    const entries: [string, string][] = [];
    if (this.take(/\}/y)) return {};
    do {
      const key = this.literal();
      this.need(/ = /y);
      entries.push([key, this.literal()]);
    } while (this.take(/; /y));
    this.need(/\s*\}/y);
    return Object.fromEntries(entries);
  }

  private need(form: RegExp): RegExpExecArray {
    const found = this.take(form);
    if (!found) throw new NotUnderstoodError(`"${this.text.slice(this.at).split('\n')[0]}"`);
    return found;
  }

  private take(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.at;
    const found = form.exec(this.text) ?? undefined;
    if (found) this.at = form.lastIndex;
    return found;
  }
}
