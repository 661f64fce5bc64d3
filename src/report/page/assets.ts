import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Element, element } from '../markup';

/** A part of a page that is no markup, with what lets a browser take it and nothing else. */
export interface Asset {
  readonly text: string;
  /** As Content-Security-Policy has it. */
  readonly hash: string;
}

export const asset = (text: string): Asset => ({ text, hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'` });

/** Eclipse's layout kernel, as a script that needs nothing else. */
export const elkScript = (): Asset => asset(readFileSync(require.resolve('elkjs/lib/elk.bundled.js'), 'utf8'));

/**
 * What a page may do: run the scripts and apply the styles that were written with it. It loads nothing, sends nothing, and makes no
 * markup out of text.
 */
export const securityPolicy = (scripts: readonly Asset[], styles: readonly Asset[]): Element =>
  element('meta', {
    'http-equiv': 'Content-Security-Policy',
    content: [
      "default-src 'none'",
      `script-src ${scripts.map(({ hash }) => hash).join(' ')}`,
      `style-src ${styles.map(({ hash }) => hash).join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
  });
