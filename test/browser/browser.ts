import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where distributions have it; `CHROMIUM` names another one. */
const PLACES = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const executablePath = PLACES.find((path) => path !== '' && existsSync(path));

/** Tests that need a browser: skipped, with a line, where there is none. */
export const describeInBrowser = executablePath === undefined ? describe.skip : describe;

if (executablePath === undefined) process.stderr.write('skipped: there is no Chromium here; install it, or name it in CHROMIUM\n');

/** A browser for the tests of a suite, and pages in it. */
export class Pages {
  private browser: Browser | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'isthmus-browser-'));
  private files = 0;

  async open(): Promise<void> {
    // A sandbox needs what containers do not grant. It shows our own pages alone.
    this.browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }

  async close(): Promise<void> {
    await this.browser?.close();
    rmSync(this.folder, { recursive: true });
  }

  /** A page from its text, as a person opens it from a disk. */
  async show(html: string, options: BrowserContextOptions = {}): Promise<Shown> {
    if (!this.browser) throw new Error('the browser is not open');
    const file = join(this.folder, `${++this.files}.html`);
    writeFileSync(file, html);
    const context = await this.browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    const shown = new Shown(await context.newPage());
    await shown.page.goto(pathToFileURL(file).href);
    await shown.drawn();
    return shown;
  }
}

/** A page that is open. */
export class Shown {
  /** What the console, dialogs and the network had that they should not have. */
  readonly complaints: string[] = [];
  private turns = 0;

  constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!request.isNavigationRequest()) this.complaints.push(`request: ${request.url()}`);
    });
  }

  /** Waits until the picture that was asked for last is there. */
  async drawn(): Promise<void> {
    this.turns += 1;
    await this.page.waitForSelector(`body[data-drawn="${this.turns}"]`, { state: 'attached' });
  }

  item(id: string) {
    return this.page.locator(`#stage [data-id=${JSON.stringify(id)}]`);
  }

  /** Ids of what is drawn, of a class. */
  ids(selector: string): Promise<readonly string[]> {
    return this.page.locator(`#stage ${selector}`).evaluateAll((items) => items.map((item) => item.getAttribute('data-id') ?? ''));
  }

  /** Presses an arrow in the middle of its way. */
  async pressArrow(id: string): Promise<void> {
    const at = await this.item(id)
      .locator('.line')
      .evaluate((line) => {
        if (!(line instanceof SVGPathElement)) throw new Error('an arrow has a line');
        // Labels stand in the middle.
        const { x, y } = line.getPointAtLength(line.getTotalLength() * 0.2).matrixTransform(line.getScreenCTM() ?? undefined);
        return { x, y };
      });
    await this.page.mouse.click(at.x, at.y);
  }

  details(): Promise<string> {
    return this.page.locator('#details').innerText();
  }

  /** What axe finds that keeps people out (impact serious or critical). */
  async barriers(): Promise<readonly string[]> {
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }

  /** Texts in boxes that reach beyond them, and boxes and labels that lie on each other. */
  overflowing(): Promise<readonly string[]> {
    return this.page.evaluate(() => {
      const rectOf = (element: Element) => element.getBoundingClientRect();
      const leaves = [...document.querySelectorAll('#stage .node, #stage .closed')];
      return leaves.flatMap((leaf) => {
        const rects = [...leaf.querySelectorAll(':scope > rect')];
        const right = Math.max(...rects.map((rect) => rectOf(rect).right));
        return [...leaf.querySelectorAll('text')]
          .filter((text) => rectOf(text).right > right)
          .map((text) => `${text.textContent} is too long`);
      });
    });
  }
}
