/** PowerShell takes four more characters for the apostrophe (about_Quoting_Rules; `IsSingleQuote` of its tokenizer): U+2018 to U+201B. */
const QUOTES = /['\u2018-\u201B]/g;

/** A text as PowerShell reads it back, whatever is in it. */
export const powershellQuoted = (text: string): string => `'${text.replace(QUOTES, '$&$&')}'`;
